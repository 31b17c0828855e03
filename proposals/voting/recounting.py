"""Recounting: the frozen inputs of a decision, through the same pure code, must give the frozen outcome."""

from __future__ import annotations

import json

from coalition.rules.deciding import Outcome, decide
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from proposals.ledger.canonical import leaf_hash, timestamp
from proposals.ledger.models import Entry
from proposals.voting.models import Ballot, Decision
from proposals.voting.tallies import effective_ballots


def recount(decision: Decision) -> Outcome:
    """Return what the frozen rule makes of the frozen ballots on the frozen roll, now."""
    positions = {code: Position(position) for code, position in decision.ballots.items()}
    facts = frozenset(decision.division.facts)
    return decide(read_rule(decision.rule), Roll.from_json(decision.roll), positions, facts)


def agrees(decision: Decision) -> bool:
    """Tell whether the ballots that count are those of the decision, and give exactly the recorded outcome."""
    counted = {code: ballot.position for code, ballot in effective_ballots(decision.division).items()}
    return bool(counted == decision.ballots and recount(decision).to_json() == decision.outcome)


def ballots_in_ledger(decision: Decision) -> tuple[int, int]:
    """Return how many ballots stand in the ledger as they were cast, replaced ones included, and how many there are."""
    ballots = list(decision.division.ballots.select_related("member"))
    entries = Entry.objects.filter(
        coalition_id=decision.coalition_id, index__in=[ballot.entry_index for ballot in ballots]
    )
    by_index = {entry.index: entry for entry in entries}
    return sum(_says(by_index.get(ballot.entry_index), ballot) for ballot in ballots), len(ballots)


def _says(entry: Entry | None, ballot: Ballot) -> bool:
    """Tell whether the entry is unchanged, and says what the ballot says."""
    if entry is None or leaf_hash(entry.content.encode()) != entry.leaf:
        return False
    content = json.loads(entry.content)
    body = content["body"]
    return (content["kind"], content["subject"], body.get("member"), body.get("position"), body.get("received_at")) == (
        "ballot_cast",
        f"division:{ballot.division_id}",
        ballot.member.code,
        ballot.position,
        timestamp(ballot.received_at),
    )
