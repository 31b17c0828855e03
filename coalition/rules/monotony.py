"""Whether a rule is monotone: a further yes, all else equal, never turns adopted into not adopted.

Proven from the rule alone, for every roll: in each inequality a yes must weigh at least as much as any other
position (at most, under a negation). A rule that this cannot prove is flagged as not monotone. Where only
participants vote, "all else equal" holds the participants fixed.
"""

from collections.abc import Callable, Mapping

from coalition.rules.conditions import Base, Condition, Fact, Fewest, Opposite, Seat, Threshold, parts_of
from coalition.rules.numbers import Share
from coalition.rules.positions import Position
from coalition.rules.rule import Rule

Reading = Mapping[Position, Position]


def is_monotone(rule: Rule) -> bool:
    """Whether more yes can only help."""
    adopt = rule.adopt is None or rises(rule.adopt, rule.read, 1)
    return adopt and (rule.quorum is None or rises(rule.quorum, {}, 1))


def rises(condition: Condition, read: Reading, direction: int) -> bool:
    """Whether a further yes can only make the condition true (direction 1), or only untrue (-1)."""
    if isinstance(condition, Threshold):
        return _test_rises(condition, read, direction)
    if isinstance(condition, Fact):
        return True
    turn = -direction if isinstance(condition, Opposite) else direction
    return all(rises(part, read, turn) for part in parts_of(condition))


def _test_rises(test: Threshold, read: Reading, direction: int) -> bool:
    factors = [_factor(test, direction), *_base_factors(test, direction)]
    taken_yes = read.get(Position.YES, Position.YES)
    for factor in factors:
        if any(factor(taken_yes) < factor(read.get(p, p)) for p in Position):
            return False
        if any(not _seat_rises(seat, read, factor) for seat in test.seats):
            return False
    return True


def _factor(test: Threshold, direction: int) -> Callable[[Position], int]:
    """What one unit of weight in a position adds towards the test holding."""
    sign = direction if test.comparison.is_minimum else -direction
    share = test.bound if isinstance(test.bound, Share) else None
    part, whole = share.value.as_integer_ratio() if share else (0, 1)
    base = test.base.positions if share and test.base not in (None, Base.ROLL) else frozenset()
    return lambda position: sign * (whole * (position in test.counted) - part * (position in base))


def _base_factors(test: Threshold, direction: int) -> list[Callable[[Position], int]]:
    """A share also needs its base not to be empty."""
    if isinstance(test.bound, int | Fewest) or test.base in (None, Base.ROLL):
        return []
    base = test.base.positions if test.base else frozenset()
    return [lambda position: direction * (position in base)]


def _seat_rises(seat: Seat, read: Reading, factor: Callable[[Position], int]) -> bool:
    """A seat moves no, otherwise, yes as its members do: the test must not lose by it."""
    inside = rises(seat.yes, read, 1) and rises(seat.no, read, -1)
    return inside and factor(Position.YES) >= factor(seat.otherwise) >= factor(Position.NO)
