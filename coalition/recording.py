"""The ledger as the coalition's own acts see it: a port that `proposals.ledger` is bound to when the program starts.

Who decides, and how, is told here and kept there; imports go one way, so the ledger is handed in. Call `record` last in
an act's transaction: it locks the end of the coalition's ledger until the commit.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol


class Recorder(Protocol):
    """Appends one entry to a coalition's ledger, and the outbox row that tells of it, in the transaction under way."""

    def __call__(self, *, coalition_id: int, kind: str, subject: str, at: datetime, body: Mapping[str, Any]) -> object:
        """Append it. `body` is canonical JSON without personal data."""
        ...


class NotBound(RuntimeError):
    """No ledger is bound. An act without its record must not happen, so this is never passed over."""


_bound: list[Recorder] = []


def bind(recorder: Recorder) -> None:
    """Make `recorder` the one that keeps what `record` is told; the last one bound is."""
    _bound[:] = [recorder]


def record(*, coalition_id: int, kind: str, subject: str, at: datetime, body: Mapping[str, Any]) -> None:
    """Append one entry to the coalition's ledger. Raises `NotBound` where there is none.

    Persons are named by the number of their row, which says nothing once the row is gone; free text by `sealed`.
    """
    if not _bound:
        raise NotBound(f"“{kind}” cannot be recorded: no ledger is bound")
    _bound[0](coalition_id=coalition_id, kind=kind, subject=subject, at=at, body=body)


def written(instant: datetime | None) -> str | None:
    """Return an instant as an entry holds it: UTC, with six decimals, ending in Z. None stays None."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if instant else None


def new_salt() -> str:
    """Return 16 random bytes in hexadecimal, to be kept beside a text whose hash goes on record."""
    return secrets.token_hex(16)


def sealed(text: str, salt: str) -> str:
    """Return SHA-256 of the salt's bytes and the text in UTF-8, in hexadecimal.

    The text stays outside the ledger, with its salt. Once both are erased nobody can tell, or guess, what it was.
    """
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()
