"""The agenda as an outline: items in order, each with its depth and number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from proposals.meetings.models import Item, Meeting

DEPTH = 3  # levels of items: 2, 2.1, 2.1.1


@dataclass(frozen=True)
class Place:
    """An item where it stands: `number` is its own once published, before that the one that it would get."""

    item: Item
    depth: int
    number: str


def outline_of(meeting: Meeting) -> list[Place]:
    """Return the meeting's items in order, withdrawn ones included. One query."""
    children: dict[int | None, list[Item]] = defaultdict(list)
    for item in meeting.items.all():
        children[item.parent_id].append(item)
    return list(_walk(children, None, ""))


def current_of(places: list[Place]) -> Item | None:
    """Return the item that is taken up."""
    return next((place.item for place in places if place.item.begun_at and not place.item.done_at), None)


def next_of(places: list[Place]) -> Item | None:
    """Return the item to take up next: the first one left after the current one, else the first one left."""
    current = current_of(places)
    start = next((at for at, place in enumerate(places) if place.item == current), 0)
    in_turn = [place.item for place in (*places[start:], *places[:start])]
    return next((item for item in in_turn if not item.begun_at and not item.withdrawn_at), None)


def number_items(meeting: Meeting) -> None:
    """Give each item that has no number the one that it would get."""
    for place in outline_of(meeting):
        if not place.item.number:
            place.item.number = place.number
            place.item.save(update_fields=["number"])


def _walk(children: dict[int | None, list[Item]], parent: int | None, prefix: str, depth: int = 0) -> Iterator[Place]:
    given = {_last(item.number) for item in children[parent] if item.number}
    free = max(given, default=0)
    for item in children[parent]:
        if not item.number:
            free += 1
        number = item.number or f"{prefix}{free}"
        yield Place(item, depth, number)
        yield from _walk(children, item.pk, f"{number}.", depth + 1)


def _last(number: str) -> int:
    return int(number.rpartition(".")[2])
