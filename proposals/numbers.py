"""Numbers of rows that people are shown and that must not count: a sequence says how many others there are."""

from __future__ import annotations

import secrets

FIRST, LAST = 2**52, 2**53  # sixteen digits each, and exact in every program that reads JSON


def unguessable() -> int:
    """Return a number that tells nothing of any other."""
    return FIRST + secrets.randbelow(LAST - FIRST)
