"""Receipts: the promise that a leaf stands at a place, signed after the commit; a checkpoint proves it later.

What a receipt is made of is published in docs/ledger.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from proposals.ledger.canonical import leaf_hash
from proposals.ledger.key_history import KnownKey, known_keys
from proposals.ledger.keys import SigningKey, current_key
from proposals.ledger.models import Checkpoint, Entry
from proposals.ledger.proofs import inclusion_proof
from proposals.ledger.statements import RECEIPT, checkpoint_statement, is_signed, receipt_statement
from proposals.ledger.trees import root_of_inclusion

MAX_RECEIPT = 400_000  # characters; an entry with a long roll and rule takes some tens of thousands


class Unreadable(ValueError):
    """What was given is no receipt."""


@dataclass(frozen=True)
class Given:
    """A receipt as somebody hands it in. `signature` and `entry` are empty where only a leaf was given."""

    leaf: str
    coalition: int | None = None
    index: int | None = None
    key: str = ""
    signature: str = ""
    entry: str = ""


@dataclass(frozen=True)
class Place:
    """Where an entry stands, signed; without a key that its ledger knows, unsigned."""

    entry: Entry
    key: str | None = None
    public_key: str | None = None
    signature: str | None = None


def receipt_of(entry: Entry) -> dict[str, Any]:
    """Return the receipt for an entry as a document. Without a key that this ledger knows it bears no signature."""
    place = places_of([entry])[0]
    statement = receipt_statement(
        coalition_id=entry.coalition_id, index=entry.index, leaf=entry.leaf, key=place.key or ""
    )
    return {
        "format": RECEIPT,
        "statement": statement,
        "signature": place.signature,
        "public_key": place.public_key,
        "entry": entry.content,
        **proof_of(entry.coalition_id, entry.index),
    }


def places_of(entries: Iterable[Entry]) -> list[Place]:
    """Return where entries stand, each place signed; one query for each ledger, however many entries."""
    key, known = current_key(), {}
    places = []
    for entry in entries:
        if entry.coalition_id not in known:
            known[entry.coalition_id] = known_keys(entry.coalition_id).get(key.id)
        places.append(_place(entry, key, known[entry.coalition_id]))
    return places


def _place(entry: Entry, key: SigningKey, known: KnownKey | None) -> Place:
    if known is None or (known.retired is not None and entry.index >= known.retired):
        return Place(entry)
    statement = receipt_statement(coalition_id=entry.coalition_id, index=entry.index, leaf=entry.leaf, key=key.id)
    return Place(entry, key.id, key.public, key.sign(statement))


def proof_of(coalition_id: int, index: int) -> dict[str, Any]:
    """Return the first checkpoint that covers an entry, and the entry's inclusion in it; nulls until there is one."""
    signed = covering(coalition_id, index)
    if signed is None:
        return {"checkpoint": None, "inclusion": None}
    path = inclusion_proof(coalition_id=coalition_id, index=index, size=signed.size)
    return {"checkpoint": checkpoint_document(signed), "inclusion": path}


def covering(coalition_id: int, index: int) -> Checkpoint | None:
    """Return the first checkpoint that covers an entry."""
    return Checkpoint.objects.filter(coalition_id=coalition_id, size__gt=index).order_by("size").first()


def checkpoint_document(signed: Checkpoint) -> dict[str, Any]:
    """Return a checkpoint as a document: what was signed, and the signature."""
    statement = checkpoint_statement(
        coalition_id=signed.coalition_id,
        size=signed.size,
        root=signed.root,
        head=signed.head,
        at=signed.at,
        key=signed.key,
    )
    return {"statement": statement, "signature": signed.signature}


def is_proven(entry: Entry, signed: Checkpoint) -> bool:
    """Tell whether the entry as it stands leads to the root of a checkpoint, and the checkpoint's signature is good."""
    path = inclusion_proof(coalition_id=entry.coalition_id, index=entry.index, size=signed.size)
    known = known_keys(entry.coalition_id).get(signed.key)
    document = checkpoint_document(signed)
    return (
        root_of_inclusion(leaf_hash(entry.content.encode()), entry.index, signed.size, path) == signed.root
        and known is not None
        and known.may_sign(signed.size)
        and is_signed(document["statement"], document["signature"], known.public)
    )


def has_good_signature(given: Given, keys: Mapping[str, KnownKey]) -> bool:
    """Tell whether a key of the ledger signed what was given, while it could."""
    known = keys.get(given.key)
    if known is None or given.coalition is None or given.index is None:
        return False
    statement = receipt_statement(coalition_id=given.coalition, index=given.index, leaf=given.leaf, key=given.key)
    in_its_time = known.retired is None or given.index < known.retired
    return in_its_time and is_signed(statement, given.signature, known.public)


def read_receipt(document: object) -> Given:
    """Return what a receipt's document says. Raises `Unreadable` for one that is not as it is published."""
    try:
        assert isinstance(document, dict)
        statement = document["statement"]
        given = Given(
            leaf=_hex(statement["leaf"], 64),
            coalition=_whole(statement["coalition"]),
            index=_whole(statement["index"]),
            key=_hex(statement["key"], 64) if statement["key"] else "",
            signature=_hex(document["signature"], 128) if document.get("signature") else "",
            entry=_text(document.get("entry") or ""),
        )
        assert document["format"] == statement["type"] == RECEIPT
    except (AssertionError, KeyError, TypeError) as error:
        raise Unreadable from error
    return given


def place_in(content: str) -> tuple[int, int] | None:
    """Return the coalition and index that an entry's own content names; None for what is no entry."""
    try:
        said = json.loads(content)
        return _whole(said["coalition"]), _whole(said["index"])
    except (AssertionError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _hex(value: object, length: int) -> str:
    assert isinstance(value, str) and len(value) == length and not set(value) - set("0123456789abcdef")
    return value


def _whole(value: object) -> int:
    assert isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
    return value


def _text(value: object) -> str:
    assert isinstance(value, str)
    return value
