"""Canonical JSON (RFC 8785) and the hash of an entry (a leaf of RFC 9162)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import rfc8785

NOTHING = "0" * 64  # the `prev` of a ledger's first entry


def canonical(value: Any) -> bytes:
    """Return `value` as canonical JSON. Whole numbers beyond 2^53 must come as strings."""
    return rfc8785.dumps(value)


def leaf_hash(content: bytes) -> str:
    """Return SHA-256 of a zero byte and the entry: the leaf hash of RFC 9162, section 2.1.1, in hexadecimal."""
    return hashlib.sha256(b"\x00" + content).hexdigest()


def fingerprint(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return SHA-256 of the canonical JSON of what was asked, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def timestamp(instant: datetime) -> str:
    """Return an instant as the ledger writes it: UTC, always six decimals, ending in Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
