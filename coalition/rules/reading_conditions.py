"""Reading the conditions of a rule."""

from collections.abc import Mapping

from coalition.rules.conditions import (
    Anything,
    Base,
    Comparison,
    Condition,
    Everything,
    Fact,
    Fewest,
    Opposite,
    Seat,
    Some,
    Threshold,
)
from coalition.rules.errors import RuleError
from coalition.rules.numbers import Share, read_integer, read_share
from coalition.rules.positions import NAMED_SETS, Position
from coalition.rules.reading_values import (
    DEEPEST,
    SEAT,
    inside,
    known_keys,
    named,
    one_of,
    read_list,
    read_object,
    read_text,
    read_whole,
)

HEADS = ("all", "any", "not", "some", "fact", "in")
COMPARISONS = tuple(comparison.value for comparison in Comparison)


def read_condition(value: object, place: str, depth: int = 0) -> Condition:
    """The condition at `place`. Raises `RuleError`."""
    if depth > DEEPEST:
        raise RuleError(place, f"conditions are nested more than {DEEPEST} deep (a group's seat counts as {SEAT})")
    condition = read_object(value, place)
    heads = [head for head in HEADS if head in condition]
    if len(heads) != 1:
        found = " and ".join(f"'{head}'" for head in heads) or "none"
        raise RuleError(place, f"a condition has exactly one of {', '.join(HEADS)}; found {found}")
    if heads == ["in"]:
        return _threshold(condition, place, depth)
    return _combination(heads[0], condition, place, depth)


def _combination(head: str, condition: Mapping[str, object], place: str, depth: int) -> Condition:
    known_keys(condition, ("some", "of") if head == "some" else (head,), place)
    below = inside(place, head)
    if head == "fact":
        return Fact(read_text(condition[head], below), place)
    if head == "not":
        return Opposite(read_condition(condition[head], below, depth + 1), place)
    if head == "some":
        return _some(condition, place, depth)
    parts = _parts(condition[head], below, depth)
    return Everything(parts, place) if head == "all" else Anything(parts, place)


def _some(condition: Mapping[str, object], place: str, depth: int) -> Some:
    least = read_whole(condition["some"], inside(place, "some"))
    if "of" not in condition:
        raise RuleError(inside(place, "of"), "missing: the conditions of which some must hold")
    parts = _parts(condition["of"], inside(place, "of"), depth)
    if not 1 <= least <= len(parts):
        raise RuleError(inside(place, "some"), f"{least} of {len(parts)} conditions: must be 1 to {len(parts)}")
    return Some(least, parts, place)


def _parts(value: object, place: str, depth: int) -> tuple[Condition, ...]:
    items = read_list(value, place)
    return tuple(read_condition(item, f"{place}[{index}]", depth + 1) for index, item in enumerate(items))


def _threshold(test: Mapping[str, object], place: str, depth: int) -> Threshold:
    known_keys(test, ("in", *COMPARISONS, "weight", "group", "of", "seats"), place)
    comparisons = [name for name in COMPARISONS if name in test]
    if len(comparisons) != 1:
        raise RuleError(place, f"a test has exactly one of {', '.join(COMPARISONS)}; found {len(comparisons)}")
    comparison = Comparison(comparisons[0])
    bound = _bound(test[comparison], inside(place, comparison))
    base = one_of(Base, test["of"], inside(place, "of")) if "of" in test else None
    if isinstance(bound, Share) and base is None:
        raise RuleError(inside(place, "of"), f"missing: {bound.text} of what? Say roll, present or voting")
    return Threshold(
        counted=_positions(test["in"], inside(place, "in")),
        comparison=comparison,
        bound=bound,
        weight=read_text(test["weight"], inside(place, "weight")) if "weight" in test else None,
        group=read_text(test["group"], inside(place, "group")) if "group" in test else None,
        base=base,
        seats=_seats(test["seats"], inside(place, "seats"), depth) if "seats" in test else (),
        place=place,
    )


def _positions(value: object, place: str) -> frozenset[Position]:
    """A position, a named set of positions, or a list of either."""
    if isinstance(value, str):
        return _position(value, place)
    items = read_list(value, place)
    found = [_position(item, f"{place}[{index}]") for index, item in enumerate(items)]
    return frozenset().union(*found)


def _position(value: object, place: str) -> frozenset[Position]:
    if isinstance(value, str) and value in NAMED_SETS:
        return NAMED_SETS[value]
    if isinstance(value, str) and value in {position.value for position in Position}:
        return frozenset({Position(value)})
    known = ", ".join((*(position.value for position in Position), *NAMED_SETS))
    raise RuleError(place, f"{named(value)} is not a position; known: {known}")


def _bound(value: object, place: str) -> int | Share | Fewest:
    if isinstance(value, Mapping):
        return _fewest(read_object(value, place), place)
    number = read_integer(value)
    if number is not None:
        return read_whole(value, place)
    return _share(value, place)


def _share(value: object, place: str) -> Share:
    share = read_share(value) if isinstance(value, str) else None
    if share is None:
        raise RuleError(place, f'{named(value)} is not a number: write a whole number, "55%" or "2/3"')
    if share.value > 1:
        raise RuleError(place, f"{share.text} is more than the whole")
    return share


def _fewest(bound: Mapping[str, object], place: str) -> Fewest:
    known_keys(bound, ("weight", "more_than", "at_least", "plus"), place)
    given = [name for name in ("more_than", "at_least") if name in bound]
    if len(given) != 1:
        raise RuleError(place, "a number computed from the roll has exactly one of more_than, at_least")
    return Fewest(
        share=_share(bound[given[0]], inside(place, given[0])),
        strict=given[0] == "more_than",
        weight=read_text(bound["weight"], inside(place, "weight")) if "weight" in bound else None,
        plus=read_whole(bound.get("plus", 0), inside(place, "plus")),
    )


def _seats(value: object, place: str, depth: int) -> tuple[Seat, ...]:
    seats = read_object(value, place)
    if not seats:
        raise RuleError(place, "no seat is named")
    return tuple(_seat(group, seats[group], inside(place, group), depth) for group in sorted(seats))


def _seat(group: str, value: object, place: str, depth: int) -> Seat:
    seat = read_object(value, place)
    known_keys(seat, ("yes", "no", "else", "weight"), place)
    for key in ("yes", "no"):
        if key not in seat:
            raise RuleError(inside(place, key), f"missing: when does {group} count as {key}?")
    return Seat(
        group=group,
        yes=read_condition(seat["yes"], inside(place, "yes"), depth + SEAT),
        no=read_condition(seat["no"], inside(place, "no"), depth + SEAT),
        otherwise=one_of(Position, seat.get("else", Position.ABSTAIN), inside(place, "else")),
        weight=read_whole(seat["weight"], inside(place, "weight")) if "weight" in seat else None,
    )
