"""Reads: the effective ballots of a division, and what its rule makes of them."""

from __future__ import annotations

from coalition.rules.deciding import Outcome, decide
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from proposals.voting.models import Ballot, Division


def effective_ballots(division: Division) -> dict[str, Ballot]:
    """Return each member's ballot that counts, by member code: the last one received in time."""
    in_time = division.ballots.filter(received_at__lt=division.closes_at)
    ordered = in_time.select_related("member").order_by("received_at", "entry_index")
    return {ballot.member.code: ballot for ballot in ordered}


def tally_of(division: Division) -> Outcome:
    """Return the tally of the ballots so far, and what the rule makes of it. It ignores who may see it."""
    positions = {code: Position(ballot.position) for code, ballot in effective_ballots(division).items()}
    return outcome_of(division, positions)


def outcome_of(division: Division, positions: dict[str, Position]) -> Outcome:
    """Return what the division's frozen rule makes of `positions` on its frozen roll."""
    return decide(read_rule(division.rule), Roll.from_json(division.roll), positions, frozenset(division.facts))
