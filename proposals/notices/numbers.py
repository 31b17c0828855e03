"""Numbers of what somebody was told: a sequence would say how many others heard. Migrations name this place."""

from __future__ import annotations

from proposals import numbers


def unguessable() -> int:
    """Return a number that tells nothing of any other."""
    return numbers.unguessable()
