"""A person's inbox as its page needs it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from frontend.access import Here
from proposals.notices.kinds import NoticeKind
from proposals.notices.models import Told
from proposals.notices.places import path_of
from proposals.notices.words import Reading, Said

ICONS = {
    NoticeKind.TEXT_PUT: "i-doc",
    NoticeKind.TEXT_AMENDED: "i-doc",
    NoticeKind.OUTCOME: "i-seal",
    NoticeKind.MISSED_AGAIN: "i-people",
    NoticeKind.VOTE_MISSED: "i-warn",
    NoticeKind.VOTE_ANNULLED: "i-x",
    NoticeKind.VOTE_STOPPED: "i-x",
    NoticeKind.RECEIPT: "i-ok",
    NoticeKind.MEETING_CALLED: "i-cal",
    NoticeKind.MEETING_CHANGED: "i-cal",
    NoticeKind.MEETING_CANCELLED: "i-x",
    NoticeKind.MEETING_UNCALLED: "i-x",
    NoticeKind.MINUTES_CIRCULATED: "i-doc",
}


@dataclass(frozen=True)
class Line:
    """One notice in the list."""

    told: Told
    said: Said
    icon: str
    path: str


def lines_of(here: Here, rows: Iterable[Told]) -> list[Line]:
    """The notices in words; the members' names are read once for all."""
    return [
        Line(
            told,
            Reading(told.notice, here.person, here.now, here.names).say(),
            ICONS.get(NoticeKind(told.notice.kind), "i-clock"),
            path_of(told.notice),
        )
        for told in rows
    ]
