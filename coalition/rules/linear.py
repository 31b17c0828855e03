"""The arithmetic from a resolved test to inequalities, in integers only.

A share n/q of a base compares `q * counted` with `n * base`; where the base moves with the positions
(present, voting), it stands on the left side of the inequality too.
"""

from coalition.rules.conditions import Base, Comparison
from coalition.rules.inequalities import Constant, Inequality, Node
from coalition.rules.measuring import Measure, seat_name
from coalition.rules.numbers import Share
from coalition.rules.positions import Position


def inequality_of(measured: Measure) -> Inequality:
    """The test itself, without the condition that its base is not empty."""
    comparison = measured.test.comparison
    sign = 1 if comparison.is_minimum else -1
    return _inequality(measured, sign, 1 if comparison.is_strict else 0)


def is_met_exactly(measured: Measure) -> tuple[Inequality, Inequality]:
    """The test's two sides are equal: each is at least the other."""
    return _inequality(measured, 1, 0), _inequality(measured, -1, 0)


def base_is_not_empty(measured: Measure) -> tuple[Node, ...]:
    """A share of an empty base does not hold: what must be true besides the test. Empty for a plain number."""
    if not isinstance(measured.bound, Share):
        return ()
    base = measured.test.base or Base.ROLL
    if base is Base.ROLL:
        return () if measured.total else (Constant(False),)
    return (_weighed(measured, dict.fromkeys(base.positions, 1), 1),)


def _inequality(measured: Measure, sign: int, margin: int) -> Inequality:
    """`sign * (q * counted - n * base) >= margin`, the constant part moved to the right."""
    moving, fixed, times = _sides(measured)
    factors = {
        position: sign * (times * (position in measured.test.counted) - moving.get(position, 0))
        for position in Position
    }
    return _weighed(measured, factors, sign * fixed + margin)


def _sides(measured: Measure) -> tuple[dict[Position, int], int, int]:
    """What is taken off per position (a moving base), what is asked outright, and the factor of what is counted."""
    if not isinstance(measured.bound, Share):
        return {}, measured.bound, 1
    part, whole = measured.bound.value.as_integer_ratio()
    base = measured.test.base or Base.ROLL
    if base is Base.ROLL:
        return {}, part * measured.total, whole
    return dict.fromkeys(base.positions, part), 0, whole


def _weighed(measured: Measure, factors: dict[Position, int], bound: int) -> Inequality:
    """The inequality whose coefficient is the weight times the factor of the position as the rule reads it."""
    taken = measured.electorate.taken_as
    members = {
        (member, received): weight * factors.get(taken(received), 0)
        for member, weight in measured.weights.items()
        for received in Position
    }
    seats = {
        (seat_name(measured.test, group), position): weight * factors.get(position, 0)
        for group, weight in measured.seats.items()
        for position in Position
    }
    return Inequality(_nonzero(members), _nonzero(seats), bound, measured.test.place)


def _nonzero(terms: dict[tuple[str, Position], int]) -> dict[tuple[str, Position], int]:
    return {key: coefficient for key, coefficient in terms.items() if coefficient}


def needed(comparison: Comparison, bound: int | Share, base: int) -> int:
    """The bound as a whole number on this base: the least that suffices, or the most that is allowed."""
    if isinstance(bound, Share):
        part, whole = bound.value.as_integer_ratio()
        down, exact = part * base // whole, part * base % whole == 0
        up = down if exact else down + 1
    else:
        down = up = bound
    match comparison:
        case Comparison.AT_LEAST:
            return up
        case Comparison.MORE_THAN:
            return down + 1
        case Comparison.AT_MOST:
            return down
        case Comparison.FEWER_THAN:
            return up - 1
