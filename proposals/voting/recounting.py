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
from proposals.voting.tallies import acceptances_of, effective_ballots, facts_of, holders_of, noted_in


def recount(decision: Decision) -> Outcome:
    """Return what the frozen rule makes of the frozen ballots on the frozen roll, now."""
    positions = {code: Position(position) for code, position in decision.ballots.items()}
    division = decision.division
    facts, accepted = facts_of(division), acceptances_of(division)
    return decide(read_rule(decision.rule), Roll.from_json(decision.roll), positions, facts, accepted)


def agrees(decision: Decision) -> bool:
    """Tell whether the ballots that count are those of the decision, and give exactly the recorded outcome."""
    effective = effective_ballots(decision.division)
    counted = {code: ballot.position for code, ballot in effective.items()}
    recorded = {"unaccepted": [], **decision.outcome}  # not written before acceptances were frozen
    same = counted == decision.ballots and holders_of(effective) == decision.by_proxy
    same = same and noted_in(effective) == decision.by_note
    return bool(same and recount(decision).to_json() == recorded)


def ballots_in_ledger(decision: Decision) -> tuple[int, int]:
    """Return how many ballots stand in the ledger as they were cast, replaced ones included, and how many there are."""
    ballots = list(decision.division.ballots.select_related("member", "proxy__holder"))
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
    said = {name: content["body"].get(name) for name in ("member", "position", "received_at", "holder", "proxy")}
    about = (content["kind"], content["subject"])
    kind = "note_recorded" if ballot.note_id else "ballot_cast"
    return about == (kind, f"division:{ballot.division_id}") and said == {
        "member": ballot.member.code,
        "position": ballot.position,
        "received_at": timestamp(ballot.received_at),
        "holder": ballot.proxy.holder.code if ballot.proxy else None,
        "proxy": ballot.proxy.entry_index if ballot.proxy else None,
    }
