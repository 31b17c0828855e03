"""The agenda: items added, changed, moved and withdrawn. After publication each change is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Checking, Conflict, Invalid
from coalition.models import Person
from proposals.drafting.checking import checked_line, checked_text
from proposals.drafting.models import Proposal
from proposals.ledger.appending import Head
from proposals.meetings.acting import check_runs, record, under_lock
from proposals.meetings.calling import told
from proposals.meetings.models import Item, Meeting
from proposals.meetings.outlines import DEPTH, number_items, outline_of
from proposals.meetings.states import State, require

MAX_MINUTES = 24 * 60
OPEN_TO_CHANGE = (State.DRAFT, State.CALLED, State.LIVE)


@dataclass(frozen=True)
class ItemWords:
    """What an item says."""

    title: str
    note: str = ""
    discussed: bool = True
    minutes: int | None = None
    proposals: Sequence[Proposal] = field(default=())


class Move(StrEnum):
    """Where an item is moved, as one press of a key does it."""

    UP = "up"
    DOWN = "down"
    IN = "in"  # becomes the last sub-item of the item before it
    OUT = "out"  # follows the item that it was under


def add_item(*, meeting: Meeting, words: ItemWords, by: Person, under: Item | None = None) -> Item:
    """Add an item at the end, or at the end of those `under` another. Raises `NotAllowed`, `Invalid`, `Conflict`."""
    now = clock.now()
    check_runs(by, meeting.coalition_id, now)
    fields = _checked(meeting, words)
    with under_lock(meeting) as (meeting, head):
        require(meeting, *OPEN_TO_CHANGE)
        if under is not None:
            _check_parent(meeting, under)
        item = Item.objects.create(meeting=meeting, parent=under, position=_next(meeting, under), **fields)
        _attach(item, words.proposals)
        _changed(meeting, now, head, item)
    item.refresh_from_db()
    return item


def change_item(*, item: Item, words: ItemWords, by: Person) -> Item:
    """Change what an item says."""
    now = clock.now()
    check_runs(by, item.meeting.coalition_id, now)
    fields = _checked(item.meeting, words)
    with under_lock(item.meeting) as (meeting, head):
        require(meeting, *OPEN_TO_CHANGE)
        item = _standing(item)
        for name, value in fields.items():
            setattr(item, name, value)
        item.save()
        _attach(item, words.proposals)
        _changed(meeting, now, head, item)
    return item


def _attach(item: Item, proposals: Sequence[Proposal]) -> None:
    """Have these proposals under the item, in this order: `set()` would add them in any."""
    links = Item.proposals.through.objects
    links.filter(item=item).delete()
    links.bulk_create(links.model(item=item, proposal=proposal) for proposal in dict.fromkeys(proposals))


def move_item(*, item: Item, move: Move, by: Person) -> Item:
    """Move an item by one place; its number stays once it is published. What cannot move stays where it is."""
    now = clock.now()
    check_runs(by, item.meeting.coalition_id, now)
    with under_lock(item.meeting) as (meeting, head):
        require(meeting, *OPEN_TO_CHANGE)
        item = _standing(item)
        if _moved(meeting, item, move):
            _changed(meeting, now, head, item)
    return item


def place_item(*, item: Item, before: Item | None, by: Person) -> Item:
    """Put an item before another of the same parent, or last: what dragging does."""
    now = clock.now()
    check_runs(by, item.meeting.coalition_id, now)
    with under_lock(item.meeting) as (meeting, head):
        require(meeting, *OPEN_TO_CHANGE)
        item = _standing(item)
        others = [each for each in _siblings(meeting, item.parent) if each != item]
        if before is not None and before not in others:
            raise Invalid("not_beside", _("An item is moved among the items beside it."), field="before")
        others.insert(others.index(before) if before else len(others), item)
        _renumber_positions(others)
        _changed(meeting, now, head, item)
    return item


def withdraw_item(*, item: Item, by: Person) -> Item:
    """Take an item off the agenda. It stays on record, struck out, once the agenda was published."""
    now = clock.now()
    check_runs(by, item.meeting.coalition_id, now)
    with under_lock(item.meeting) as (meeting, head):
        require(meeting, *OPEN_TO_CHANGE)
        item = _standing(item)
        if item.begun_at is not None:
            raise Conflict("item_begun", _("This item has been taken up already."))
        item.withdrawn_at = now
        item.save(update_fields=["withdrawn_at"])
        _changed(meeting, now, head, item)
    return item


def _changed(meeting: Meeting, now: datetime, head: Head, item: Item) -> None:
    if meeting.published_at is not None:
        number_items(meeting)
    told(meeting, now)
    meeting.save(update_fields=["version", "changed_at"])
    item.refresh_from_db(fields=["number"])
    record(meeting, "agenda_changed", now, {"item": item.pk, "number": item.number, "version": meeting.version}, head)


def _moved(meeting: Meeting, item: Item, move: Move) -> bool:
    siblings = _siblings(meeting, item.parent)
    place = siblings.index(item)
    if move in (Move.UP, Move.DOWN):
        other = place + (-1 if move == Move.UP else 1)
        if not 0 <= other < len(siblings):
            return False
        siblings[place], siblings[other] = siblings[other], siblings[place]
        _renumber_positions(siblings)
        return True
    if meeting.published_at is not None:
        raise Conflict("numbers_given", _("The agenda is published: items keep their numbers, and so their level."))
    return _moved_in(meeting, item, siblings, place) if move == Move.IN else _moved_out(meeting, item)


def _moved_in(meeting: Meeting, item: Item, siblings: list[Item], place: int) -> bool:
    if place == 0 or _depth(siblings[place - 1]) + _height(meeting, item) > DEPTH:
        return False
    item.parent, item.position = siblings[place - 1], _next(meeting, siblings[place - 1])
    item.save(update_fields=["parent", "position"])
    return True


def _moved_out(meeting: Meeting, item: Item) -> bool:
    parent = item.parent
    if parent is None:
        return False
    around = _siblings(meeting, parent.parent)
    item.parent = parent.parent
    around.insert(around.index(parent) + 1, item)
    item.save(update_fields=["parent"])
    _renumber_positions(around)
    return True


def _siblings(meeting: Meeting, parent: Item | None) -> list[Item]:
    return list(meeting.items.filter(parent=parent).select_related("parent"))


def _renumber_positions(items: list[Item]) -> None:
    for position, item in enumerate(items, start=1):
        item.position = position
    Item.objects.bulk_update(items, ["position"])


def _next(meeting: Meeting, parent: Item | None) -> int:
    last = meeting.items.filter(parent=parent).last()
    return last.position + 1 if last else 1


def _depth(item: Item) -> int:
    """How many levels down from the top it stands: 1 for an item of no other."""
    return 1 if item.parent is None else 1 + _depth(item.parent)


def _height(meeting: Meeting, item: Item) -> int:
    """How many levels it takes with its sub-items."""
    places = outline_of(meeting)
    start = next(place for place, each in enumerate(places) if each.item == item)
    below = [place.depth for place in places[start + 1 :]]
    top = places[start].depth
    run = next((n for n, depth in enumerate(below) if depth <= top), len(below))
    return max([top, *below[:run]]) - top + 1


def _check_parent(meeting: Meeting, parent: Item) -> None:
    if parent.meeting_id != meeting.pk or parent.withdrawn_at is not None:
        raise Invalid("unknown_item", _("There is no such item on this agenda."), field="under")
    if _depth(parent) >= DEPTH:
        raise Invalid("too_deep", _("An agenda has at most three levels."), field="under")


def _standing(item: Item) -> Item:
    item = Item.objects.select_related("parent").get(pk=item.pk)
    if item.withdrawn_at is not None:
        raise Conflict("item_withdrawn", _("This item is off the agenda."))
    return item


def _checked(meeting: Meeting, words: ItemWords) -> dict[str, object]:
    checking = Checking()
    fields: dict[str, object] = {
        "title": checking.of(lambda title: checked_line(title, "title", _("Give the item a title.")), words.title),
        "note": checking.of(lambda note: checked_text(note, "note"), words.note),
        "discussed": words.discussed,
        "minutes": checking.of(_checked_minutes, words.minutes),
    }
    checking.of(lambda proposals: _check_proposals(meeting, proposals), words.proposals)
    checking.done()
    return fields


def _checked_minutes(minutes: int | None) -> int | None:
    if minutes is not None and not 1 <= minutes <= MAX_MINUTES:
        raise Invalid("bad_minutes", _("A time box is of 1 minute up to a day."), field="minutes")
    return minutes


def _check_proposals(meeting: Meeting, proposals: Sequence[Proposal]) -> None:
    if any(proposal.coalition_id != meeting.coalition_id for proposal in proposals):
        raise Invalid("other_coalition", _("A proposal on the agenda is one of this coalition."), field="proposals")
