"""The state of a division, derived from the clock on read."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.voting.models import Division


class State(models.TextChoices):
    """Where a division stands. `COUNTING`: closed, not decided yet; it lasts seconds while the worker runs.

    `ANNULLED` and `STOPPED`: ended without a decision, and none will be taken; stopped, because a member called for
    it: it opposed the procedure, braked, or called the matter to the full roll.
    """

    OPEN = "open", _("open")
    COUNTING = "counting", _("closed, counting")
    DECIDED = "decided", _("decided")
    ANNULLED = "annulled", _("annulled")
    STOPPED = "stopped", _("stopped")


def state_of(division: Division, instant: datetime) -> State:
    """Return the division's state at `instant`."""
    if hasattr(division, "decision"):
        return State.DECIDED
    if division.annulled_at is not None:
        return State.ANNULLED
    if division.stopped_at is not None:
        return State.STOPPED
    return State.OPEN if division.is_open_at(instant) else State.COUNTING


def divisions_in(state: State, instant: datetime) -> Q:
    """Return the condition that a division is in `state` at `instant`: `state_of`, for queries."""
    undecided = Q(decision__isnull=True)
    running = undecided & Q(annulled_at__isnull=True, stopped_at__isnull=True)
    return {
        State.DECIDED: Q(decision__isnull=False),
        State.ANNULLED: undecided & Q(annulled_at__isnull=False),
        State.STOPPED: undecided & Q(annulled_at__isnull=True, stopped_at__isnull=False),
        State.OPEN: undecided & Division.open_at(instant),
        State.COUNTING: running & ~Division.open_at(instant),
    }[state]
