"""A rule over a roll, compiled to exact integer inequalities."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coalition.rules.conditions import (
    Anything,
    Condition,
    Everything,
    Fact,
    Opposite,
    Seat,
    Some,
    Threshold,
    parts_of,
)
from coalition.rules.electorate import Electorate, electorate_of
from coalition.rules.inequalities import (
    AtLeast,
    CompiledSeat,
    Constant,
    Inequality,
    Negation,
    Node,
    Seats,
    either,
    every,
    holds,
)
from coalition.rules.linear import base_is_not_empty, inequality_of, is_met_exactly
from coalition.rules.measuring import Measure, measure, seat_name
from coalition.rules.positions import Position
from coalition.rules.reading import is_half_of_voting
from coalition.rules.results import Result
from coalition.rules.rolls import Roll
from coalition.rules.rule import Manner, Rule, Tie


@dataclass(frozen=True)
class CompiledRule:
    """The rule on this roll and these facts. `voters` are the members whose positions can matter."""

    rule: Rule
    roll: Roll
    voters: tuple[str, ...]
    adopt: Node
    quorum: Node | None
    reject: Node | None
    seats: Seats

    def result(self, positions: Mapping[str, Position]) -> Result:
        """What the rule makes of the positions; a voter not among them is absent."""
        taken = {member: positions.get(member, Position.ABSENT) for member in self.roll.members}
        if self.rule.manner is Manner.ANSWERS:
            return Result.RECORDED
        if self.quorum is not None and not holds(self.quorum, taken, self.seats):
            return Result.NO_QUORUM
        if holds(self.adopt, taken, self.seats):
            return Result.ADOPTED
        if self.reject is None or holds(self.reject, taken, self.seats):
            return Result.REJECTED
        return Result.NO_OPINION


def compile_rule(rule: Rule, roll: Roll, facts: Iterable[str] = ()) -> CompiledRule:
    """Compile the rule for the roll, given the facts that are true.

    Where only participants vote, give the roll of the participants (`electorate.participants`).
    Raises `RollError` when the roll lacks a weight or a group that the rule needs.
    """
    electorate = electorate_of(rule, roll)
    compiler = Compiler(rule, frozenset(facts))

    def compiled(condition: Condition | None, counted: Electorate) -> Node | None:
        return None if condition is None else compiler.node(condition, counted)

    return CompiledRule(
        rule=rule,
        roll=roll,
        voters=electorate.voters,
        quorum=compiled(rule.quorum, electorate.as_received()),
        adopt=compiled(rule.adopt, electorate) or Constant(False),
        reject=compiled(rule.reject, electorate),
        seats=compiler.seats,
    )


class Compiler:
    """Turns conditions into nodes and gathers the seats met on the way."""

    def __init__(self, rule: Rule, facts: frozenset[str]) -> None:
        self.rule = rule
        self.facts = facts
        self.seats: dict[str, CompiledSeat] = {}

    def node(self, condition: Condition, electorate: Electorate) -> Node:
        """The condition over this electorate."""
        match condition:
            case Threshold():
                return self.test(measure(condition, electorate))
            case Fact(name=name):
                return Constant(name in self.facts)
            case Opposite(part=part):
                return Negation(self.node(part, electorate))
            case Everything(parts=parts):
                return every(*(self.node(part, electorate) for part in parts))
            case Anything(parts=parts):
                return either(*(self.node(part, electorate) for part in self.asked(parts, electorate)))
            case Some(least=least, parts=parts):
                return AtLeast(least, tuple(self.node(part, electorate) for part in parts))

    def asked(self, parts: tuple[Condition, ...], electorate: Electorate) -> tuple[Condition, ...]:
        """The alternatives that matter: once a fact settles "any", a weight only the others need may be missing.

        The Nice rules ask for populations only when a member calls for the 62% check.
        """
        if not any(is_settled(part, self.facts) for part in parts):
            return parts
        return tuple(part for part in parts if self.can_measure(part, electorate))

    def can_measure(self, condition: Condition, electorate: Electorate) -> bool:
        """Whether the roll has the weights that this condition needs.

        Looked up, not tried: to compile it here would double the work at each "any" within an "any".
        """
        if isinstance(condition, Threshold):
            has_own = condition.weights <= electorate.roll.weights.keys()
            return has_own and all(self.can_seat(seat, electorate) for seat in condition.seats)
        parts = parts_of(condition)
        if isinstance(condition, Anything) and any(is_settled(part, self.facts) for part in parts):
            return True
        return all(self.can_measure(part, electorate) for part in parts)

    def can_seat(self, seat: Seat, electorate: Electorate) -> bool:
        """Whether it has those that a group needs to decide inside; a group that nobody is in needs none."""
        within = electorate.inside(seat.group)
        return not within.voters or all(self.can_measure(part, within) for part in (seat.yes, seat.no))

    def test(self, measured: Measure) -> Node:
        """A test, with the seats inside it."""
        for seat in measured.test.seats:
            if seat.group in measured.seats:
                within = measured.electorate.inside(seat.group)
                name = seat_name(measured.test, seat.group)
                yes, no = self.node(seat.yes, within), self.node(seat.no, within)
                self.seats[name] = CompiledSeat(name, seat.group, within.voters, yes, no, seat.otherwise)
        decided = every(*base_is_not_empty(measured), inequality_of(measured))
        return self.with_casting_vote(decided, measured)

    def with_casting_vote(self, decided: Node, measured: Measure) -> Node:
        """A tie carried by the casting vote: the test met exactly, with somebody voting and the casting member for."""
        if self.rule.tie.kind is not Tie.CASTING or not is_half_of_voting(measured.test):
            return decided
        casting = Inequality(self.casting_votes(measured.electorate), {}, 1, measured.test.place)
        return either(decided, every(*base_is_not_empty(measured), *is_met_exactly(measured), casting))

    def casting_votes(self, electorate: Electorate) -> dict[tuple[str, Position], int]:
        """The yes of whoever has the casting vote."""
        tie = self.rule.tie
        members = electorate.group(tie.group) if tie.group else tuple(m for m in electorate.voters if m == tie.member)
        yes = [position for position in Position if electorate.taken_as(position) is Position.YES]
        return {(member, position): 1 for member in members for position in yes}


def is_settled(condition: Condition, facts: frozenset[str]) -> bool:
    """Whether the condition is true from the facts alone."""
    if isinstance(condition, Opposite):
        return isinstance(condition.part, Fact) and condition.part.name not in facts
    return isinstance(condition, Fact) and condition.name in facts
