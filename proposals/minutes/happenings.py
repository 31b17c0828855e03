"""What happened at a meeting, item by item, in as many queries for forty items as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from coalition.rolls import members_at
from proposals.meetings.models import Item, Meeting, Presence, Turn
from proposals.meetings.outlines import Place, outline_of
from proposals.statements.models import Statement
from proposals.voting.models import Division


@dataclass
class Happening:
    """One item, and all that happened under it."""

    place: Place
    has_items: bool
    turns: list[Turn] = field(default_factory=list)
    divisions: list[Division] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)


@dataclass(frozen=True)
class Sitting:
    """A meeting that was held: its items in order, what was said outside any, and who was there."""

    meeting: Meeting
    items: list[Happening]
    before: list[Turn]
    presences: list[Presence]
    members: frozenset[str]  # the codes of those who were members when it was opened


def sitting_of(meeting: Meeting) -> Sitting:
    """Return what happened between the opening and the closing of the meeting."""
    assert meeting.opened_at is not None, "a meeting that was held"
    places = outline_of(meeting)
    parents = {place.item.parent_id for place in places}
    items = [Happening(place, has_items=place.item.pk in parents) for place in places]
    by_item = {each.place.item.pk: each for each in items}
    turns = meeting.turns.filter(begun_at__isnull=False).select_related("member", "group", "appealed_by")
    before: list[Turn] = []
    for turn in turns.order_by("begun_at", "pk"):
        kept = by_item[turn.item_id].turns if turn.item_id else before
        kept.append(turn)
    _add_votes(meeting, by_item)
    presences = meeting.presences.select_related("member").order_by("member__code", "starts_at")
    members = frozenset(member.code for member in members_at(meeting.coalition, meeting.opened_at))
    return Sitting(meeting, items, before, list(presences), members)


def _add_votes(meeting: Meeting, by_item: dict[int, Happening]) -> None:
    """Put each vote and statement of the session under the items that its proposal was on."""
    assert meeting.opened_at is not None and meeting.closed_at is not None, "a meeting that was held"
    links = Item.proposals.through.objects.filter(item__meeting=meeting).order_by("pk")
    items: dict[int, list[int]] = defaultdict(list)
    for item, proposal in links.values_list("item_id", "proposal_id"):
        items[proposal].append(item)
    for division in _votes(items, meeting.opened_at, meeting.closed_at):
        for item in items[division.proposal_id]:
            by_item[item].divisions.append(division)
    made = Statement.objects.filter(proposal__in=items, made_at__gte=meeting.opened_at, made_at__lt=meeting.closed_at)
    for statement in made.select_related("member", "proposal"):
        for item in items[statement.proposal_id]:
            by_item[item].statements.append(statement)


def _votes(proposals: Iterable[int], opened: datetime, closed: datetime) -> list[Division]:
    """The votes that were open at some time of the session."""
    during = Division.objects.filter(proposal__in=list(proposals), opens_at__lt=closed, closes_at__gt=opened)
    return list(during.select_related("proposal", "revision", "decision").order_by("opens_at", "pk"))
