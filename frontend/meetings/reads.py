"""Meetings as their pages need them: what is on, where it stands, who is there, who has the floor."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from coalition.models import Member
from coalition.permissions import Act, table_allows
from frontend.access import Here
from frontend.words.members import Name
from frontend.words.times import city_of
from proposals.meetings.answering import expected_at
from proposals.meetings.floor import speaking, waiting
from proposals.meetings.models import Coming, How, Item, Meeting, Turn
from proposals.meetings.outlines import current_of, next_of
from proposals.meetings.reading import (
    Clock,
    Line,
    agenda_for,
    can_be_appealed,
    clock_of,
    is_open,
    points_of_order,
)
from proposals.meetings.sitting import Attendance
from proposals.meetings.states import State, state_of
from proposals.scope import divisions_for, meetings_for
from proposals.voting.models import Division

BADGES = {State.DRAFT: "draft", State.CALLED: "act", State.LIVE: "open", State.CANCELLED: "no"}


@dataclass(frozen=True)
class Row:
    """One meeting in a list."""

    meeting: Meeting
    state: State

    @property
    def css(self) -> str:
        """How the state's badge looks."""
        return BADGES.get(self.state, "")


@dataclass(frozen=True)
class Seat:
    """One member on the list of who is present."""

    name: Name
    how: How | None


def found(here: Here) -> QuerySet[Meeting]:
    """The meetings in the reader's scope."""
    return meetings_for(here.person, here.now).filter(coalition=here.coalition)


def find(here: Here, number: int) -> Meeting:
    """One meeting, or 404 where it is none of the reader's."""
    meeting = found(here).select_related("coalition").filter(number=number).first()
    if meeting is None:
        raise Http404
    return meeting


def row_of(meeting: Meeting) -> Row:
    """The meeting with where it stands."""
    return Row(meeting, state_of(meeting))


def runs(here: Here) -> bool:
    """Whether the reader runs the coalition's meetings."""
    return table_allows(here.standings, Act.RUN_MEETINGS)


def agenda(here: Here, meeting: Meeting) -> list[Line]:
    """The agenda in order, in a fixed number of queries however long it is."""
    return agenda_for(here.person, meeting, here.now)


def votes_on(here: Here, lines: list[Line]) -> dict[int, list[Division]]:
    """The votes on the agenda's proposals that the reader may read, by proposal: one query however many."""
    proposals = {proposal.pk for line in lines for proposal in line.proposals}
    votes: dict[int, list[Division]] = defaultdict(list)
    found = divisions_for(here.person, here.now).filter(proposal__in=proposals, annulled_at__isnull=True)
    for division in found.select_related("decision").order_by("opens_at", "pk") if proposals else ():
        votes[division.proposal_id].append(division)
    return votes


def local_times(meeting: Meeting) -> tuple[datetime, datetime, str]:
    """When it starts and ends where it is held, and the name of that place's city."""
    zone = ZoneInfo(meeting.time_zone)
    return meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone), city_of(meeting.time_zone) or "UTC"


@dataclass(frozen=True)
class Session:
    """A meeting in session: item, clock, floor and presence."""

    item: Item | None
    clock: Clock | None
    following: Item | None
    speaker: Turn | None
    spoken: timedelta
    waiting: list[Turn]
    open_rulings: list[Turn]
    appealable: list[Turn]
    attendance: Attendance
    present: list[Name]
    missing: list[Name]


def session_of(here: Here, meeting: Meeting, lines: list[Line], attendance: Attendance) -> Session:
    """Where the meeting stands at this moment."""
    places = [line.place for line in lines]
    item = current_of(places)
    speaker = speaking(meeting).select_related("member", "group").first()
    codes, orders = attendance.members, points_of_order(meeting)
    return Session(
        item=item,
        clock=clock_of(item, here.now) if item else None,
        following=next_of(places),
        speaker=speaker,
        spoken=here.now - speaker.begun_at if speaker and speaker.begun_at else timedelta(0),
        waiting=list(waiting(meeting)),
        open_rulings=[turn for turn in orders if is_open(turn)],
        appealable=[turn for turn in orders if can_be_appealed(turn, item)],
        attendance=attendance,
        present=here.names.sorted(code for code in codes if code in attendance.present),
        missing=here.names.sorted(code for code in codes if code not in attendance.present),
    )


def seats(here: Here, attendance: Attendance) -> list[Seat]:
    """Every member, and how it is present."""
    return [Seat(name, attendance.present.get(name.code)) for name in here.names.sorted(attendance.members)]


@dataclass(frozen=True)
class Comers:
    """Who is expected at a meeting, by what they answered, and the answers that the reader may give."""

    groups: list[tuple[Coming, list[Name]]]
    silent: int
    own: Coming | None
    choices: list[tuple[Coming, str]]


def comers(here: Here, meeting: Meeting, attendance: Attendance) -> Comers:
    """Who is expected, in two queries."""
    expected = expected_at(meeting, here.person, here.now)
    groups = [(coming, here.names.sorted(expected.of(coming))) for coming in Coming]
    choices = [(Coming.ACCEPTED, _("I come")), (Coming.TENTATIVE, _("Perhaps")), (Coming.DECLINED, _("I do not come"))]
    silent = len(set(attendance.members) - set(expected.members))
    return Comers([each for each in groups if each[1]], silent, expected.own, choices)


def own_members(here: Here) -> list[Member]:
    """The members that the reader asks for the floor for."""
    return list({place.member_id: place.member for place in here.places}.values())


def pace(lines: list[Line], now: datetime) -> datetime | None:
    """When the meeting ends if every item left takes its time box; nothing while no item has one."""
    left = [line.item for line in lines if not line.item.done_at and not line.item.withdrawn_at and line.item.minutes]
    if not left:
        return None
    total = timedelta(0)
    for item in left:
        box = timedelta(minutes=item.minutes or 0)
        total += max(box - (now - item.begun_at), timedelta(0)) if item.begun_at else box
    return now + total
