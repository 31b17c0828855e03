"""Where a meeting stands, derived from the instants on it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition.errors import Conflict
from proposals.meetings.models import Meeting


class State(models.TextChoices):
    """Where a meeting stands."""

    DRAFT = "draft", _("in preparation")
    CALLED = "called", _("called")
    LIVE = "live", _("in session")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


def state_of(meeting: Meeting) -> State:
    """Return where the meeting stands."""
    marks: list[tuple[datetime | None, State]] = [
        (meeting.cancelled_at, State.CANCELLED),
        (meeting.closed_at, State.CLOSED),
        (meeting.opened_at, State.LIVE),
        (meeting.published_at, State.CALLED),
    ]
    return next((state for mark, state in marks if mark is not None), State.DRAFT)


def meetings_in(state: State) -> Q:
    """Return the condition that a meeting is in `state`: `state_of`, for queries."""
    marks = {
        State.CANCELLED: "cancelled_at",
        State.CLOSED: "closed_at",
        State.LIVE: "opened_at",
        State.CALLED: "published_at",
    }
    unmarked = Q()
    for each, mark in marks.items():
        if each == state:
            return unmarked & Q(**{f"{mark}__isnull": False})
        unmarked &= Q(**{f"{mark}__isnull": True})
    return unmarked


def require(meeting: Meeting, *states: State) -> None:
    """Raise `Conflict` unless the meeting is in one of the states."""
    state = state_of(meeting)
    if state not in states:
        raise Conflict("meeting_" + state.value, _("This meeting is %(state)s.") % {"state": state.label})
