"""The entries about signing keys: one introduces a key, one retires it. Each is written once for each ledger."""

from __future__ import annotations

from datetime import datetime

from proposals.ledger.appending import Appended, Head, append
from proposals.ledger.keys import SigningKey
from proposals.ledger.statements import key_statement


def append_introduction(
    *, coalition_id: int, key: SigningKey, at: datetime, head: Head, old: SigningKey | None = None, replaces: str = ""
) -> Appended:
    """Record that `key` signs from here on, `replaces` naming the key before it, if any.

    The new key signs the statement to show that it is held; `old` signs it too where it is still there to do so.
    """
    replaced = replaces or (old.id if old else None)
    statement = key_statement(coalition_id=coalition_id, key=key.id, public_key=key.public, replaces=replaced)
    return append(
        coalition_id=coalition_id,
        kind="key_introduced",
        subject=_subject(key.id),
        at=at,
        body={
            "algorithm": "Ed25519",
            "endorsement": old.sign(statement) if old else None,
            "key": key.id,
            "possession": key.sign(statement),
            "public_key": key.public,
            "replaces": replaced,
        },
        announce=False,
        head=head,
    )


def append_retirement(
    *, coalition_id: int, key: str, successor: str, reason: str, at: datetime, head: Head
) -> Appended:
    """Record that a key signs no state of the ledger from this entry on."""
    return append(
        coalition_id=coalition_id,
        kind="key_retired",
        subject=_subject(key),
        at=at,
        body={"key": key, "reason": reason, "successor": successor},
        announce=False,
        head=head,
    )


def _subject(key: str) -> str:
    return f"key:{key[:16]}"
