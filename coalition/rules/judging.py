"""Every condition of a rule judged on the positions: what is there, what is needed, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from coalition.rules.compiling import CompiledRule, Compiler
from coalition.rules.conditions import (
    Anything,
    Base,
    Condition,
    Everything,
    Fact,
    Fewest,
    Opposite,
    Some,
    Threshold,
    parts_of,
)
from coalition.rules.electorate import Electorate
from coalition.rules.inequalities import holds, seat_position
from coalition.rules.linear import needed
from coalition.rules.measuring import Measure, measure, seat_name
from coalition.rules.numbers import Share
from coalition.rules.outcomes import ConditionResult
from coalition.rules.positions import Position

# A group up to this size is shown member by member.
FEW = 12


@dataclass(frozen=True)
class Judge:
    """Judges the conditions of one compiled rule on one set of positions, everybody's position given."""

    compiled: CompiledRule
    positions: Mapping[str, Position]
    facts: frozenset[str]

    def conditions(self, condition: Condition, electorate: Electorate, role: str) -> tuple[ConditionResult, ...]:
        """The condition as a reader counts it: an outermost "all" is its parts."""
        parts = condition.parts if isinstance(condition, Everything) else (condition,)
        return tuple(self.judge(part, electorate, role) for part in parts)

    def judge(self, condition: Condition, electorate: Electorate, role: str) -> ConditionResult:
        """The condition with everything inside it."""
        if isinstance(condition, Threshold):
            return self.test(measure(condition, electorate), role)
        if isinstance(condition, Fact):
            true = condition.name in self.facts
            name = condition.name
            return ConditionResult("fact", role, condition.place, true, int(true), 1, int(not true), fact=name)
        parts = parts_of(condition)
        if isinstance(condition, Anything):
            parts = self.compiler().asked(parts, electorate)
        return _combined(condition, role, tuple(self.judge(part, electorate, role) for part in parts))

    def compiler(self) -> Compiler:
        """A compiler for a single condition: what holds is always read off the inequalities."""
        return Compiler(self.compiled.rule, self.facts)

    def test(self, measured: Measure, role: str) -> ConditionResult:
        """One test with its amounts."""
        test, compiler = measured.test, self.compiler()
        node = compiler.test(measured)
        seats = {
            group: seat_position(compiler.seats[seat_name(test, group)], self.positions, compiler.seats)
            for group in measured.seats
        }
        have, base, need = self.figures(measured, seats)
        does_hold = holds(node, self.positions, compiler.seats)
        short = need - have if test.comparison.is_minimum else have - need
        return ConditionResult(
            kind=_kind(test, need, measured.total),
            role=role,
            holds=does_hold,
            have=have,
            need=need,
            missing=0 if does_hold else max(short, 0),
            of_amount=base,
            tie=does_hold and short > 0,
            counted=tuple(p for p in Position if measured.electorate.taken_as(p) in test.counted),
            segments=self.amounts(measured, seats),
            members=self.cells(measured),
            seats=seats,
            **_as_written(test),
        )

    def figures(self, measured: Measure, seats: Mapping[str, Position]) -> tuple[int, int, int]:
        """What is there, of what base, and what is needed."""
        test = measured.test
        have = self.sum_of(measured, seats, test.counted)
        base = self.sum_of(measured, seats, (test.base or Base.ROLL).positions)
        need = needed(test.comparison, measured.bound, base)
        if isinstance(measured.bound, Share) and not base and test.comparison.is_minimum:
            need = max(need, 1)  # a share of an empty base does not hold: somebody is needed
        return have, base, need

    def sum_of(self, measured: Measure, seats: Mapping[str, Position], positions: frozenset[Position]) -> int:
        """The weight in these positions, as the rule reads them."""
        taken = measured.electorate.taken_as
        alone = sum(w for member, w in measured.weights.items() if taken(self.positions[member]) in positions)
        return alone + sum(w for group, w in measured.seats.items() if seats[group] in positions)

    def amounts(self, measured: Measure, seats: Mapping[str, Position]) -> dict[Position, int]:
        """The weight in each position, as received."""
        amounts = dict.fromkeys(Position, 0)
        for member, weight in measured.weights.items():
            amounts[self.positions[member]] += weight
        for group, weight in measured.seats.items():
            amounts[seats[group]] += weight
        return amounts

    def cells(self, measured: Measure) -> dict[str, Position]:
        """A small group's members with their positions."""
        if measured.test.group is None or len(measured.weights) > FEW:
            return {}
        return {member: self.positions[member] for member in measured.weights}


def _combined(condition: Condition, role: str, children: tuple[ConditionResult, ...]) -> ConditionResult:
    have = sum(child.holds for child in children)
    if isinstance(condition, Opposite):
        return ConditionResult("not", role, condition.place, not have, have, 0, have, children=children)
    kind, need = "all", len(children)
    if isinstance(condition, Anything):
        kind, need = "any", 1
    if isinstance(condition, Some):
        kind, need = "some", condition.least
    missing = max(need - have, 0)
    return ConditionResult(
        kind, role, condition.place, have >= need, have, need, missing, of_amount=len(children), children=children
    )


def _kind(test: Threshold, need: int, total: int) -> str:
    if test.comparison.is_minimum:
        is_whole = need >= total > 1 or (isinstance(test.bound, Share) and test.bound.value == 1)
        everyone = test.counted == {Position.YES} and is_whole and test.base in (None, Base.ROLL)
        return "concurrence" if everyone and test.group is not None else "threshold"
    is_veto = test.counted == {Position.NO} and need == 0 and test.group is not None
    return "no_veto" if is_veto else "limit"


class _Written(TypedDict):
    """The fields of a result that are the test's own, whatever the positions."""

    place: str
    comparison: str
    of: str
    share: str | None
    weight: str | None
    group: str | None
    computed: bool


def _as_written(test: Threshold) -> _Written:
    return {
        "place": test.place,
        "comparison": test.comparison.value,
        "of": (test.base or Base.ROLL).value,
        "share": _share(test),
        "weight": test.weight,
        "group": test.group,
        "computed": isinstance(test.bound, Fewest),
    }


def _share(test: Threshold) -> str | None:
    if isinstance(test.bound, Share):
        return test.bound.text
    return test.bound.share.text if isinstance(test.bound, Fewest) else None
