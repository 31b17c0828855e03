"""Sealing: after it nothing counts any more. A division reads as closed at `closes_at`, sealed or not."""

from __future__ import annotations

from datetime import timedelta

from coalition import clock
from coalition.writing import write_transaction
from proposals.ledger.appending import append
from proposals.ledger.canonical import timestamp
from proposals.voting.models import Division

GRACE = timedelta(seconds=3)  # for ballots received in time that still wait for their locks


def seal(*, division: Division) -> bool:
    """Seal the division if it is due and not sealed; tell whether this call did it."""
    now = clock.now()
    with write_transaction():
        due = Division.objects.filter(pk=division.pk, sealed_at__isnull=True, closes_at__lte=now - GRACE)
        if due.update(sealed_at=now) != 1:
            return False
        append(
            coalition_id=division.coalition_id,
            kind="division_sealed",
            subject=f"division:{division.pk}",
            at=now,
            body={"closes_at": timestamp(division.closes_at), "ballots": division.ballots.count()},
        )
    return True


def due_divisions() -> list[Division]:
    """Return the divisions that can be sealed now."""
    return list(Division.objects.filter(sealed_at__isnull=True, closes_at__lte=clock.now() - GRACE))
