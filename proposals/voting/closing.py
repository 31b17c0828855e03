"""Sealing: after it nothing counts any more. A division reads as closed at `closes_at`, sealed or not.

Where the rules of procedure wait for signed notes, it is sealed so much later: only they may still be recorded then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from coalition import clock
from coalition.writing import write_transaction
from proposals.ledger.appending import append
from proposals.ledger.canonical import timestamp
from proposals.voting.models import Division, StopReason
from proposals.voting.stopping import lacks_consent, stop

GRACE = timedelta(seconds=3)  # for ballots received in time that still wait for their locks


def seal(*, division: Division) -> bool:
    """Seal the division if it is due and not sealed; tell whether this call did it.

    Where the procedure needed every member's consent and not all have replied, the vote is stopped instead.
    """
    now = clock.now()
    with write_transaction():
        due = Division.objects.filter(_due(now), pk=division.pk)
        held = due.select_for_update(no_key=True).first()  # its deadline may have moved since it was read
        if held is None or _waits_for_notes(held, now):
            return False
        if lacks_consent(held):
            stop(held, StopReason.CONSENT, now)
            append(
                coalition_id=held.coalition_id,
                kind="division_stopped",
                subject=f"division:{held.pk}",
                at=now,
                body={"because": StopReason.CONSENT.value},
            )
            return False
        if due.update(sealed_at=now) != 1:
            return False
        ended = {"ended_at": timestamp(held.broken_at)} if held.broken_at else {}
        append(
            coalition_id=held.coalition_id,
            kind="division_sealed",
            subject=f"division:{held.pk}",
            at=now,
            body={"closes_at": timestamp(held.closes_at), "ballots": held.ballots.count(), **ended},
        )
    return True


def due_divisions() -> list[Division]:
    """Return the divisions that can be sealed now: those that wait for signed notes wait on."""
    now = clock.now()
    return [division for division in Division.objects.filter(_due(now)) if not _waits_for_notes(division, now)]


def _waits_for_notes(division: Division, now: datetime) -> bool:
    """Tell whether a vote that has closed is not sealed yet, for signed notes received in time."""
    return division.broken_at is None and division.closes_at + division.note_wait > now - GRACE


def _due(now: datetime) -> Q:
    """Return the condition that nothing more can come in: the deadline, or the objection that ended it, has passed."""
    passed = Q(closes_at__lte=now - GRACE) | Q(broken_at__lte=now - GRACE)
    return Division.unended() & passed
