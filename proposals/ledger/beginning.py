"""Beginning a ledger: its first entry introduces the key that signs it."""

from __future__ import annotations

from contextlib import nullcontext

from django.db import connection

from coalition import clock
from coalition.writing import write_transaction
from proposals.ledger.appending import lock_head
from proposals.ledger.canonical import NOTHING
from proposals.ledger.introducing import append_introduction
from proposals.ledger.keys import current_key
from proposals.ledger.models import LedgerHead


def begin_ledger(coalition_id: int) -> None:
    """Give a coalition its ledger, when it has none: in the transaction under way, else in one of its own."""
    if LedgerHead.objects.filter(coalition_id=coalition_id).exists():
        return
    now, key = clock.now(), current_key()
    with nullcontext() if connection.in_atomic_block else write_transaction():
        LedgerHead.objects.get_or_create(coalition_id=coalition_id, defaults={"next_index": 0, "head": NOTHING})
        head = lock_head(coalition_id)
        if head.next_index == 0:
            append_introduction(coalition_id=coalition_id, key=key, at=now, head=head)
