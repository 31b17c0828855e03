"""Meetings as they are read: the agenda with what the reader may see of it, the clock, what is to be ruled on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from coalition.models import Person
from proposals.drafting.models import Proposal
from proposals.meetings.models import Item, Meeting, Purpose, Turn
from proposals.meetings.outlines import Place, current_of, outline_of
from proposals.scope import proposals_for


@dataclass(frozen=True)
class Line:
    """One item of the agenda as it is read: its proposals are those in the reader's scope."""

    place: Place
    proposals: list[Proposal]
    now: bool

    @property
    def item(self) -> Item:
        """The item."""
        return self.place.item


@dataclass(frozen=True)
class Clock:
    """The time box of the item that is taken up, as it stands now."""

    used: timedelta
    box: timedelta | None

    @property
    def left(self) -> timedelta:
        """What is left; nothing once it has run out."""
        return max((self.box or timedelta(0)) - self.used, timedelta(0))

    @property
    def over(self) -> bool:
        """Whether it has run out."""
        return self.box is not None and self.used >= self.box

    @property
    def share(self) -> str:
        """How much of it is used, for the picture: a percentage."""
        return f"{min(self.used / self.box, 1) * 100:.1f}%" if self.box else "0%"


def agenda_for(person: Person, meeting: Meeting, instant: datetime) -> list[Line]:
    """Return the agenda in order as the person reads it, in three queries however long it is."""
    places = outline_of(meeting)
    current = current_of(places)
    links = Item.proposals.through.objects.filter(item__meeting=meeting).order_by("pk")
    linked = list(links.values_list("item_id", "proposal_id"))
    readable = proposals_for(person, instant).in_bulk({proposal for _item, proposal in linked})
    by_item: dict[int, list[Proposal]] = defaultdict(list)
    for item_id, proposal_id in linked:
        if proposal_id in readable:
            by_item[item_id].append(readable[proposal_id])
    return [Line(place, by_item[place.item.pk], place.item == current) for place in places]


def clock_of(item: Item, instant: datetime) -> Clock:
    """Return how long the item has been taken up."""
    assert item.begun_at is not None, "an item taken up has begun"
    return Clock(instant - item.begun_at, timedelta(minutes=item.minutes) if item.minutes else None)


def open_rulings(meeting: Meeting) -> list[Turn]:
    """Return points of order had and not ruled on, and rulings under appeal."""
    return [turn for turn in points_of_order(meeting) if is_open(turn)]


def points_of_order(meeting: Meeting) -> list[Turn]:
    """Return the points of order that were had, ruled on or not. One query."""
    turns = meeting.turns.filter(purpose=Purpose.POINT_OF_ORDER, begun_at__isnull=False)
    return list(turns.select_related("member", "group", "appealed_by"))


def is_open(turn: Turn) -> bool:
    """Whether a point of order awaits the chair's ruling, or an appeal the meeting's decision."""
    return not turn.ruled_at or (turn.appealed_by_id is not None and turn.upheld is None)


def can_be_appealed(turn: Turn, item: Item | None) -> bool:
    """Whether a member may appeal the ruling: at once, while the item is taken up under which it was given."""
    under = item.pk if item else None
    return turn.ruled_at is not None and turn.appealed_by_id is None and turn.item_id == under
