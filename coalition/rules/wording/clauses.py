"""A test made ready to be said: what both languages need to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from coalition.rules.conditions import Base, Comparison, Fewest, Threshold
from coalition.rules.electorate import Electorate
from coalition.rules.errors import RollError
from coalition.rules.linear import needed
from coalition.rules.measuring import measure
from coalition.rules.numbers import Share
from coalition.rules.positions import Position
from coalition.rules.rule import Manner

Names = Mapping[str, str]


@dataclass(frozen=True)
class Clause:
    """One test with, where the roll tells, its number: `need` of `total` members or weight.

    `members` are the members of the test's group when they are few enough to be named.
    """

    counted: frozenset[Position]
    comparison: Comparison
    bound: int | Share | Fewest
    weight: str | None
    group: str | None
    base: Base | None
    manner: Manner
    seats: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    need: int | None = None
    total: int | None = None

    @property
    def is_everyone(self) -> bool:
        """Whether nothing less than all of them will do."""
        is_whole = isinstance(self.bound, Share) and self.bound.value == 1
        return is_whole and self.base is Base.ROLL and self.comparison is Comparison.AT_LEAST

    @property
    def is_nobody(self) -> bool:
        """Whether the test is that nobody does this."""
        at_most = {Comparison.AT_MOST: 0, Comparison.FEWER_THAN: 1}.get(self.comparison)
        return at_most is not None and self.bound == at_most

    @property
    def is_yes(self) -> bool:
        """Whether the test asks for enough yes."""
        return self.counted == {Position.YES} and self.comparison.is_minimum

    @property
    def is_of_roll(self) -> bool:
        """Whether the test counts all members: no group, no seats, no moving base."""
        return self.group is None and not self.seats and self.base in (None, Base.ROLL)


# A group up to this size is said by its members' names.
FEW_NAMES = 6


def clause_of(
    test: Threshold, manner: Manner, electorate: Electorate | None, usual: Mapping[str, frozenset[str]]
) -> Clause:
    """The test as a clause; without an electorate, the group's usual members and no numbers."""
    need, total, members = _numbers(test, electorate)
    if electorate is None and test.group is not None:
        members = tuple(sorted(usual.get(test.group, ())))
    return Clause(
        counted=test.counted,
        comparison=test.comparison,
        bound=test.bound,
        weight=test.weight,
        group=test.group,
        base=test.base,
        manner=manner,
        seats=tuple(seat.group for seat in test.seats),
        members=members if len(members) <= FEW_NAMES else (),
        need=need,
        total=total,
    )


def _numbers(test: Threshold, electorate: Electorate | None) -> tuple[int | None, int | None, tuple[str, ...]]:
    if electorate is None:
        return None, None, ()
    try:
        measured = measure(test, electorate)
        members = electorate.group(test.group) if test.group is not None else ()
    except RollError:
        return None, None, ()
    if isinstance(measured.bound, Share) and test.base is not Base.ROLL:
        return None, None, members
    return needed(test.comparison, measured.bound, measured.total), measured.total, members
