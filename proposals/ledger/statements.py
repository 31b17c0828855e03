"""What is signed, and how: canonical JSON (RFC 8785) under Ed25519. The formats are published in docs/ledger.md.

Each statement names its type, so that a signature over one is never one over another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from proposals.ledger.canonical import canonical, timestamp

CHECKPOINT = "concert-checkpoint/1"
RECEIPT = "concert-receipt/1"
KEY = "concert-key/1"
Statement = Mapping[str, str | int | None]


def checkpoint_statement(
    *, coalition_id: int, size: int, root: str, head: str, at: datetime, key: str
) -> dict[str, str | int]:
    """Return what the signature of a checkpoint covers."""
    return {
        "at": timestamp(at),
        "coalition": coalition_id,
        "head": head,
        "key": key,
        "root": root,
        "size": size,
        "type": CHECKPOINT,
    }


def receipt_statement(*, coalition_id: int, index: int, leaf: str, key: str) -> dict[str, str | int]:
    """Return what the signature of a receipt covers: that this leaf stands at this place."""
    return {"coalition": coalition_id, "index": index, "key": key, "leaf": leaf, "type": RECEIPT}


def key_statement(*, coalition_id: int, key: str, public_key: str, replaces: str | None) -> dict[str, str | int | None]:
    """Return what both keys sign when one takes the place of another."""
    return {"coalition": coalition_id, "key": key, "public_key": public_key, "replaces": replaces, "type": KEY}


def sign(key: Ed25519PrivateKey, statement: Statement) -> str:
    """Return the signature over a statement, in hexadecimal. Ed25519 always gives the same one."""
    return key.sign(canonical(dict(statement))).hex()


def is_signed(statement: Statement, signature: str, public_key: str) -> bool:
    """Tell whether the signature over the statement is of this public key (raw, in hexadecimal)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(signature), canonical(dict(statement))
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id(public_key: bytes) -> str:
    """Return a key's id: SHA-256 of its 32 raw public bytes, in hexadecimal."""
    return hashlib.sha256(public_key).hexdigest()
