"""What else a mail carries: an invitation, as the calendars make it. They hand in their makers; mail imports none.

from proposals.notices.mail import parts
parts.register(NoticeKind.MEETING_CALLED, invitation)     # in an `AppConfig.ready`
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from coalition.models import Person
from proposals.notices.models import Notice


@dataclass(frozen=True)
class CalendarPart:
    """A `text/calendar` part: the last of the alternatives; `method` is the METHOD that `content` says (RFC 6047)."""

    content: str
    method: str


Maker = Callable[[Notice, Person], CalendarPart | None]
_makers: dict[str, Maker] = {}


def register(kind: str, maker: Maker) -> None:
    """Let `maker` make the calendar part of every mail of this kind, in its reader's language and zone."""
    _makers[kind] = maker


def part_of(notice: Notice, person: Person) -> CalendarPart | None:
    """Return what this mail carries besides its words."""
    maker = _makers.get(notice.kind)
    return maker(notice, person) if maker else None
