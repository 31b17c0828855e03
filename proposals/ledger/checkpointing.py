"""Checkpoints: the state of a ledger, signed, off the path of casting: by the one-second tick.

One is signed at the next tick after an opening, a closing or a decision, and otherwise every few seconds while entries
come. Two ticks at once write one, since the row of the tree is locked; sizes only grow.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import connection
from django.db.models import DateTimeField, Exists, F, OuterRef, PositiveBigIntegerField, Q, Subquery, Value
from django.db.models.functions import Coalesce

from coalition import clock
from coalition.writing import write_transaction
from proposals.ledger.appending import lock_head
from proposals.ledger.introducing import append_introduction
from proposals.ledger.key_history import known_keys
from proposals.ledger.keys import SigningKey, current_key
from proposals.ledger.models import Checkpoint, Entry, LedgerHead, MerkleTree
from proposals.ledger.nodes import BATCH, grow, root_at
from proposals.ledger.statements import checkpoint_statement

EVERY = timedelta(seconds=3)
AT_ONCE = ("division_opened", "division_sealed", "decision_recorded", "key_introduced", "key_retired")
log = structlog.get_logger()


def due_ledgers() -> list[int]:
    """Return the coalitions whose ledger is to be signed now."""
    latest = Checkpoint.objects.filter(coalition=OuterRef("coalition")).order_by("-size")
    moments = Entry.objects.filter(coalition=OuterRef("coalition"), kind__in=AT_ONCE, index__gte=OuterRef("covered"))
    ledgers = LedgerHead.objects.annotate(
        covered=Coalesce(Subquery(latest.values("size")[:1]), Value(0), output_field=PositiveBigIntegerField()),
        signed_at=Subquery(latest.values("at")[:1], output_field=DateTimeField()),
    ).filter(next_index__gt=F("covered"))
    due = Q(signed_at__isnull=True) | Q(signed_at__lte=clock.now() - EVERY) | Exists(moments)
    return list(ledgers.filter(due).order_by("coalition_id").values_list("coalition_id", flat=True))


def checkpoint(*, coalition_id: int) -> Checkpoint | None:
    """Sign the ledger as it stands and return the checkpoint; None when nothing came since the last one.

    None too when the key of this process may not sign this ledger: that is logged, and mended by `manage.py keys`.
    """
    key = current_key()
    _introduce_first(coalition_id, key)
    MerkleTree.objects.get_or_create(coalition_id=coalition_id)
    while _grow_by_a_batch(coalition_id):
        pass
    now = clock.now()
    with write_transaction():
        tree = _locked_tree(coalition_id)
        ledger = LedgerHead.objects.get(coalition_id=coalition_id)
        if Checkpoint.objects.filter(coalition_id=coalition_id, size__gte=ledger.next_index).exists():
            return None
        known = known_keys(coalition_id).get(key.id)
        if known is None or not known.may_sign(ledger.next_index):
            log.error("the signing key may not sign this ledger", coalition=coalition_id, key=key.id)
            return None
        grow(tree, ledger.next_index)
        return _signed(ledger, key, now)


def _signed(ledger: LedgerHead, key: SigningKey, now: datetime) -> Checkpoint:
    root = root_at(ledger.coalition_id, ledger.next_index)
    statement = checkpoint_statement(
        coalition_id=ledger.coalition_id, size=ledger.next_index, root=root, head=ledger.head, at=now, key=key.id
    )
    return Checkpoint.objects.create(
        coalition_id=ledger.coalition_id,
        size=ledger.next_index,
        root=root,
        head=ledger.head,
        at=now,
        key=key.id,
        signature=key.sign(statement),
    )


def latest_checkpoint(coalition_id: int) -> Checkpoint | None:
    """Return the last checkpoint of a coalition's ledger."""
    return Checkpoint.objects.filter(coalition_id=coalition_id).order_by("-size").first()


def _introduce_first(coalition_id: int, key: SigningKey) -> None:
    """Introduce the key where the ledger knows none yet: it was begun before there were keys."""
    if known_keys(coalition_id):
        return
    now = clock.now()
    with write_transaction():
        head = lock_head(coalition_id)
        if not known_keys(coalition_id):
            append_introduction(coalition_id=coalition_id, key=key, at=now, head=head)


def _grow_by_a_batch(coalition_id: int) -> bool:
    """Add a batch of a long backlog in a transaction of its own; casting goes on in between."""
    end = LedgerHead.objects.get(coalition_id=coalition_id).next_index
    if end - MerkleTree.objects.get(coalition_id=coalition_id).size <= BATCH:
        return False
    with write_transaction():
        tree = _locked_tree(coalition_id)
        grow(tree, min(end, tree.size + BATCH))
    return True


def _locked_tree(coalition_id: int) -> MerkleTree:
    trees = MerkleTree.objects.filter(coalition_id=coalition_id)
    return (trees.select_for_update() if connection.features.has_select_for_update else trees).get()
