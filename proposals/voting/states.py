"""The state of a division, derived from the clock on read."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from proposals.voting.models import Division


class State(models.TextChoices):
    """Where a division stands. `COUNTING`: closed, not decided yet; it lasts seconds while the worker runs."""

    OPEN = "open", _("open")
    COUNTING = "counting", _("closed, counting")
    DECIDED = "decided", _("decided")


def state_of(division: Division, instant: datetime) -> State:
    """Return the division's state at `instant`."""
    if hasattr(division, "decision"):
        return State.DECIDED
    return State.OPEN if division.is_open_at(instant) else State.COUNTING
