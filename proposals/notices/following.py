"""Calls follow people: who may read a coming meeting only since it was called is called too; who no longer may, let go.

Seats, offices and a meeting's openness change on their own days, so that it is the tick that looks. What somebody was
told of a meeting last says whether their calendar holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from proposals.meetings.models import Meeting
from proposals.meetings.states import State, meetings_in
from proposals.notices.audience import called_to, persons
from proposals.notices.kinds import NoticeKind
from proposals.notices.models import Told
from proposals.notices.telling import News, tell_once

_CALLS = (NoticeKind.MEETING_CALLED, NoticeKind.MEETING_CHANGED)


def follow(now: datetime) -> Iterator[int]:
    """Call and let go, for each coming meeting; yield how many notices that made. One query more for each meeting."""
    held = meetings_in(State.CALLED) | meetings_in(State.LIVE)
    coming = list(Meeting.objects.filter(held, ends_at__gt=now).select_related("coalition"))
    holders = _holders(coming)
    for meeting in coming:
        if meeting.pk in holders:  # else its call has not gone out yet
            yield from _settle(meeting, *holders[meeting.pk], now)


def _holders(meetings: Iterable[Meeting]) -> dict[int, tuple[int, set[int]]]:
    """By meeting: the number of the last notice of it, and whose calendars hold it."""
    told = Told.objects.filter(
        notice__meeting__in=meetings, notice__kind__in=[*_CALLS, NoticeKind.MEETING_UNCALLED]
    ).order_by("notice_id")
    found: dict[int, tuple[int, set[int]]] = {}
    for meeting, notice, kind, person in told.values_list("notice__meeting", "notice_id", "notice__kind", "person_id"):
        _last, holders = found.get(meeting, (0, set()))
        found[meeting] = (notice, holders | {person} if kind in _CALLS else holders - {person})
    return found


def _settle(meeting: Meeting, last: int, holders: set[int], now: datetime) -> Iterator[int]:
    """The last notice is in the key: two workers that look at once find the same, and one of them tells it."""
    called = called_to(meeting, now)
    late = [person for person in called if person.pk not in holders]
    gone = persons(holders - {person.pk for person in called})
    for kind, people in ((NoticeKind.MEETING_CALLED, late), (NoticeKind.MEETING_UNCALLED, gone)):
        if people:
            key = f"{kind}:{meeting.pk}:{last}"
            yield tell_once(
                News(kind, key, meeting.coalition_id, meeting=meeting, due_at=meeting.starts_at), people, now
            )
