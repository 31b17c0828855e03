"""Recounting: the frozen inputs of a decision, through the same pure code, must give the frozen outcome."""

from __future__ import annotations

from coalition.rules.deciding import Outcome, decide
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from proposals.voting.models import Decision


def recount(decision: Decision) -> Outcome:
    """Return what the frozen rule makes of the frozen ballots on the frozen roll, now."""
    positions = {code: Position(position) for code, position in decision.ballots.items()}
    facts = frozenset(decision.division.facts)
    return decide(read_rule(decision.rule), Roll.from_json(decision.roll), positions, facts)


def agrees(decision: Decision) -> bool:
    """Tell whether a recount gives exactly the recorded outcome."""
    return bool(recount(decision).to_json() == decision.outcome)
