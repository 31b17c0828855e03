"""The state of a division, derived from the clock on read."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
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


def divisions_in(state: State, instant: datetime) -> Q:
    """Return the condition that a division is in `state` at `instant`: `state_of`, for queries."""
    decided, is_open = Q(decision__isnull=False), Q(opens_at__lte=instant, closes_at__gt=instant)
    return {State.DECIDED: decided, State.OPEN: ~decided & is_open, State.COUNTING: ~decided & ~is_open}[state]
