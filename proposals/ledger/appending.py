"""Appending to the ledger: plain SQL, four statements from the lock of the head on.

Call it last in a verb's transaction: the lock on the head orders the coalition's entries and is held to the commit.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from proposals.ledger import kinds
from proposals.ledger.canonical import canonical, leaf_hash, timestamp


@dataclass(frozen=True)
class Appended:
    """An entry as written: what a receipt needs."""

    index: int
    leaf: str
    nonce: str
    content: str


@dataclass(frozen=True)
class Head:
    """Where a coalition's ledger ends, while its lock is held."""

    next_index: int
    leaf: str


def lock_head(coalition_id: int) -> Head:
    """Lock the end of the coalition's ledger until the transaction ends."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT next_index, head FROM proposals_ledgerhead WHERE coalition_id = %s" + lock,
            [coalition_id],
        )
        next_index, leaf = cursor.fetchone()
    return Head(next_index, leaf)


def append(
    *,
    coalition_id: int,
    kind: str,
    subject: str,
    at: datetime,
    body: Mapping[str, Any],
    announce: bool = True,
    head: Head | None = None,
) -> Appended:
    """Append one entry and, unless `announce` is off, the outbox row that tells of it.

    `body` is what the act was, in values of canonical JSON, without personal data. `head` is given by a verb that
    locked it before, to number something.
    """
    kinds.check(kind)
    head = head or lock_head(coalition_id)
    nonce = secrets.token_hex(16)
    content = canonical(
        {
            "at": timestamp(at),
            "body": dict(body),
            "coalition": coalition_id,
            "index": head.next_index,
            "kind": kind,
            "nonce": nonce,
            "prev": head.leaf,
            "subject": subject,
        }
    )
    leaf = leaf_hash(content)
    stored_at = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO proposals_entry (coalition_id, "index", kind, subject, at, content, prev, leaf)'
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [coalition_id, head.next_index, kind, subject, stored_at, content.decode(), head.leaf, leaf],
        )
        if announce:
            cursor.execute(
                'INSERT INTO proposals_outboxevent (coalition_id, "index", kind, subject, created_at)'
                " VALUES (%s, %s, %s, %s, %s)",
                [coalition_id, head.next_index, kind, subject, stored_at],
            )
        cursor.execute(
            "UPDATE proposals_ledgerhead SET next_index = %s, head = %s WHERE coalition_id = %s",
            [head.next_index + 1, leaf, coalition_id],
        )
    return Appended(head.next_index, leaf, nonce, content.decode())
