"""A test resolved on a roll: who is counted in it, for how much, against which number."""

from collections.abc import Mapping
from dataclasses import dataclass

from coalition.rules.conditions import Fewest, Seat, Threshold
from coalition.rules.electorate import Electorate
from coalition.rules.numbers import Share


@dataclass(frozen=True)
class Measure:
    """A test with its weights: members that count alone, seats by group, and the bound as a number or share."""

    test: Threshold
    electorate: Electorate
    weights: Mapping[str, int]
    seats: Mapping[str, int]
    bound: int | Share

    @property
    def total(self) -> int:
        """The weight of everything the test may count: its whole roll."""
        return sum(self.weights.values()) + sum(self.seats.values())


def measure(test: Threshold, electorate: Electorate) -> Measure:
    """The test resolved on this electorate. Raises `MissingWeightError`, `MissingGroupError`."""
    voters = electorate.voters if test.group is None else electorate.group(test.group)
    weight = electorate.weight(test.weight)
    seated = [seat for seat in test.seats if electorate.group(seat.group)]
    behind = {member for seat in seated for member in electorate.group(seat.group)}
    return Measure(
        test=test,
        electorate=electorate,
        weights={member: weight[member] for member in voters if member not in behind},
        seats={seat.group: _seat_weight(seat, test, electorate) for seat in seated},
        bound=_bound(test, voters, electorate),
    )


def seat_name(test: Threshold, group: str) -> str:
    """The name of a seat in the compiled rule: unique, as a group may hold seats in several tests."""
    return f"{test.place}.seats.{group}"


def _seat_weight(seat: Seat, test: Threshold, electorate: Electorate) -> int:
    if seat.weight is not None:
        return seat.weight
    if test.weight is None:
        return 1
    weight = electorate.weight(test.weight)
    return sum(weight[member] for member in electorate.group(seat.group))


def _bound(test: Threshold, voters: tuple[str, ...], electorate: Electorate) -> int | Share:
    if not isinstance(test.bound, Fewest):
        return test.bound
    weight = electorate.weight(test.bound.weight)
    return fewest(test.bound, [weight[member] for member in voters])


def fewest(bound: Fewest, weights: list[int]) -> int:
    """The number computed from the roll; where not even all together suffice, all of them."""
    part, whole = bound.share.value.as_integer_ratio()
    asked = part * sum(weights) + (1 if bound.strict else 0)
    held, count = 0, 0
    for value in sorted(weights, reverse=True):
        if held * whole >= asked:
            break
        held, count = held + value, count + 1
    return count + bound.plus
