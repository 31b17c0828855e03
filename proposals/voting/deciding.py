"""Deciding: the outcome of a sealed division becomes a numbered decision, with everything it follows from."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from coalition import clock
from coalition.rules.deciding import Outcome
from coalition.rules.positions import Position
from coalition.writing import write_transaction
from proposals.ledger.appending import append, lock_head
from proposals.ledger.canonical import fingerprint
from proposals.voting.models import Ballot, Decision, Division
from proposals.voting.tallies import effective_ballots, holders_of, noted_in, outcome_of


def decide_division(*, division: Division) -> Decision | None:
    """Record the decision of a sealed division. Returns None when it is not sealed, annulled, or decided already."""
    now = clock.now()
    with write_transaction():
        head = lock_head(division.coalition_id)
        division = Division.objects.get(pk=division.pk)
        if division.sealed_at is None or division.annulled_at or Decision.objects.filter(division=division).exists():
            return None
        counted = effective_ballots(division)
        outcome = outcome_of(division, {code: Position(ballot.position) for code, ballot in counted.items()})
        decision = _record(division, counted, outcome, now)
        append(
            coalition_id=division.coalition_id,
            kind="decision_recorded",
            subject=f"division:{division.pk}",
            at=now,
            body=_decision_body(decision),
            head=head,
        )
    return decision


def undecided_divisions() -> list[Division]:
    """Return the sealed divisions that have no decision yet; one that was annulled never has."""
    sealed = Division.objects.filter(sealed_at__isnull=False, annulled_at__isnull=True)
    return list(sealed.filter(decision__isnull=True))


def _record(division: Division, counted: dict[str, Ballot], outcome: Outcome, now: datetime) -> Decision:
    last = Decision.objects.filter(coalition_id=division.coalition_id, year=now.year).aggregate(last=Max("number"))
    return Decision.objects.create(
        coalition_id=division.coalition_id,
        division=division,
        year=now.year,
        number=(last["last"] or 0) + 1,
        result=outcome.result.value,
        outcome=outcome.to_json(),
        ballots={code: ballot.position for code, ballot in sorted(counted.items())},
        by_proxy=holders_of(counted),
        by_note=noted_in(counted),
        rule=division.rule,
        roll=division.roll,
        text_hash=division.text_hash,
        decided_at=now,
    )


def _decision_body(decision: Decision) -> dict[str, object]:
    return {
        "decision": decision.symbol,
        "result": decision.result,
        "ballots": decision.ballots,
        "by_proxy": decision.by_proxy,
        "by_note": decision.by_note,
        "outcome_hash": fingerprint(decision.outcome),
        "rule_hash": fingerprint(decision.rule),
        "roll_hash": fingerprint(decision.roll),
        "text_hash": decision.text_hash,
    }
