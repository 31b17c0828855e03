"""What must hold of any ledger, told without the application's code: numbers, chain, leaves, ballots, outbox."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Rows = Callable[..., Iterable[tuple[Any, ...]]]  # SQL with %s, and its parameters
ENTRIES = 'SELECT "index", prev, leaf, content, kind FROM proposals_entry WHERE coalition_id = %s ORDER BY "index"'
HEAD = "SELECT next_index, head FROM proposals_ledgerhead WHERE coalition_id = %s"
BALLOTS = """
SELECT entry_index, code, position, division_id FROM proposals_ballot
JOIN coalition_member ON coalition_member.id = member_id WHERE coalition_id = %s ORDER BY entry_index
"""
OUTBOX = 'SELECT "index" FROM proposals_outboxevent WHERE coalition_id = %s ORDER BY "index"'
NOTHING = "0" * 64
UNTOLD = {"ballot_refused", "note_refused", "key_introduced", "key_retired"}  # entries that are announced to nobody


@dataclass(frozen=True)
class Kept:
    """One entry, read back."""

    index: int
    leaf: str
    kind: str
    subject: str
    body: dict[str, Any]


def whole_ledger(rows: Rows, coalition: int) -> list[Kept]:
    """Return a coalition's entries, having found nothing missing, changed, doubled or written by half."""
    stored = [tuple(row) for row in rows(ENTRIES, coalition)]
    entries = [_read(*row) for row in stored]
    assert [entry.index for entry in entries] == list(range(len(entries)))  # invariant 11
    leaves = [entry.leaf for entry in entries]
    assert [row[1] for row in stored] == [NOTHING, *leaves[:-1]][: len(stored)]  # invariant 12
    assert [json.loads(row[3])["prev"] for row in stored] == [row[1] for row in stored]
    assert [tuple(row) for row in rows(HEAD, coalition)] == ([(len(entries), leaves[-1])] if entries else [])
    assert _ballots_said(entries) == [tuple(row) for row in rows(BALLOTS, coalition)]  # invariant 1, both ways
    told = [entry.index for entry in entries if entry.kind not in UNTOLD]
    assert [row[0] for row in rows(OUTBOX, coalition)] == told  # invariant 16
    return entries


def _read(index: int, prev: str, leaf: str, content: str, kind: str) -> Kept:
    assert leaf == hashlib.sha256(b"\0" + content.encode()).hexdigest(), f"entry {index} is not what its leaf says"
    said = json.loads(content)
    assert (said["index"], said["kind"]) == (index, kind)
    return Kept(index, leaf, kind, said["subject"], said["body"])


def _ballots_said(entries: list[Kept]) -> list[tuple[int, str, str, int]]:
    cast = [entry for entry in entries if entry.kind in ("ballot_cast", "note_recorded")]
    return [(e.index, e.body["member"], e.body["position"], int(e.subject.removeprefix("division:"))) for e in cast]


def root_of(leaves: list[str]) -> str:
    """Return the Merkle root of leaf hashes, as RFC 9162 defines it: by halves, in hexadecimal."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    pair = bytes.fromhex(root_of(leaves[:half])) + bytes.fromhex(root_of(leaves[half:]))
    return hashlib.sha256(b"\1" + pair).hexdigest()
