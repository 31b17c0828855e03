"""Recorded votes decided again by a rule, to be held against their official outcomes."""

from dataclasses import dataclass

from coalition.rules import catalogue
from coalition.rules.deciding import decide
from coalition.rules.errors import RollError
from coalition.rules.outcomes import Outcome
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.wording import headline, reasons
from coalition.tables import RollCall, TableError


@dataclass(frozen=True)
class Replayed:
    """One recorded vote with what the rule makes of it."""

    call: RollCall
    outcome: Outcome

    @property
    def matches(self) -> bool:
        """Whether rule and record agree on adopted or not."""
        return self.outcome.adopted is self.call.adopted

    def to_json(self, language: str) -> dict[str, object]:
        """The vote as data."""
        return {
            "body": self.call.body,
            "date": self.call.date,
            "resolution": self.call.resolution,
            "line": self.call.line,
            "official": "adopted" if self.call.adopted else "not adopted",
            "outcome": self.outcome.result.value,
            "matches": self.matches,
            "headline": headline(self.outcome, language),
            "reasons": reasons(self.outcome, language),
            "vetoed_by": list(self.outcome.vetoed_by),
            "counts": {position.value: count for position, count in self.outcome.tally.counts.items()},
        }


def replay(rule: Rule, call: RollCall, roll: Roll | None, facts: frozenset[str]) -> Replayed:
    """One vote on the roll given, or on the members it lists."""
    if roll is not None:
        for member, line in call.lines.items():
            if member not in roll.members:
                raise TableError(call.file, f"{member} is not a member on this roll", line, call.column, "member_iso")
        return Replayed(call, _decide(rule, roll, call, facts, {}))
    listed, unknown = roll_of(rule, call)
    return Replayed(call, _decide(rule, listed, call, facts, unknown))


def roll_of(rule: Rule, call: RollCall) -> tuple[Roll, dict[str, str]]:
    """The members listed, with the weights that the catalogue knows of them; and why it does not know others."""
    weights, unknown = {}, {}
    for name in sorted(rule.weights):
        try:
            weights[name] = catalogue.weights_on(call.date, name, call.positions)
        except RollError as error:
            unknown[name] = str(error)
    return Roll(members=tuple(call.positions), weights=weights), unknown


def _decide(rule: Rule, roll: Roll, call: RollCall, facts: frozenset[str], unknown: dict[str, str]) -> Outcome:
    try:
        return decide(rule, roll, call.positions, facts)
    except RollError as error:
        reason = unknown.get(getattr(error, "weight", ""), str(error))
        raise TableError(call.file, f"{call.resolution}: {reason}", call.line, 1) from None
