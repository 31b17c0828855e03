"""Checkpoints: signed by the tick, verifiable with the public key alone, pairwise consistent, one for two ticks."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coalition import clock
from proposals.ledger import checkpointing, nodes
from proposals.ledger.appending import append
from proposals.ledger.canonical import timestamp
from proposals.ledger.checkpointing import checkpoint, due_ledgers, latest_checkpoint
from proposals.ledger.guarding import lifted
from proposals.ledger.key_history import known_keys
from proposals.ledger.keys import current_key
from proposals.ledger.models import Checkpoint, Entry, LedgerHead, MerkleNode
from proposals.ledger.proofs import consistency_proof, inclusion_proof
from proposals.ledger.trees import is_consistent, root_of_inclusion
from proposals.tasks import tick
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, cast, open_vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return a_coalition()


def note(body, number: int = 1) -> None:
    """Append entries that are no moment of their own."""
    for _ in range(number):
        append(coalition_id=body.coalition.pk, kind="ballot_refused", subject="division:0", at=clock.now(), body={})


def test_the_first_entry_of_a_ledger_introduces_the_key_that_signs_it(body):
    a_proposal(body)
    first = json.loads(Entry.objects.get(coalition=body.coalition, index=0).content)
    assert first["kind"] == "key_introduced"
    public = bytes.fromhex(first["body"]["public_key"])
    assert first["body"]["key"] == hashlib.sha256(public).hexdigest() == current_key().id
    statement = {"coalition": body.coalition.pk, "replaces": None, "type": "concert-key/1"} | {
        name: first["body"][name] for name in ("key", "public_key")
    }
    Ed25519PublicKey.from_public_bytes(public).verify(
        bytes.fromhex(first["body"]["possession"]), rfc8785.dumps(statement)
    )


def tree_hash(leaves: list[bytes]) -> bytes:
    """Return the root, as section 2.1 of RFC 6962 defines it."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


def test_a_checkpoint_is_what_the_public_key_and_the_entries_say(body):
    """As a stranger would check it, with nothing of the code under test."""
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    signed = checkpoint(coalition_id=body.coalition.pk)
    entries = list(Entry.objects.filter(coalition=body.coalition).order_by("index"))
    root = tree_hash([hashlib.sha256(b"\x00" + entry.content.encode()).digest() for entry in entries]).hex()
    statement = {
        "at": timestamp(signed.at),
        "coalition": body.coalition.pk,
        "head": entries[-1].leaf,
        "key": signed.key,
        "root": root,
        "size": len(entries),
        "type": "concert-checkpoint/1",
    }
    public = bytes.fromhex(json.loads(entries[0].content)["body"]["public_key"])
    Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(signed.signature), rfc8785.dumps(statement))
    signed.refresh_from_db()
    assert (signed.size, signed.root, signed.head) == (len(entries), root, entries[-1].leaf)


def test_two_ticks_write_one_checkpoint(body):
    open_vote(body)
    tick()
    tick()
    assert Checkpoint.objects.filter(coalition=body.coalition).count() == 1
    assert checkpoint(coalition_id=body.coalition.pk) is None


def test_at_opening_and_closing_at_once_and_otherwise_every_few_seconds(body):
    pk = body.coalition.pk
    division = open_vote(body)
    assert due_ledgers() == [pk]
    first = checkpoint(coalition_id=pk)
    assert due_ledgers() == []
    cast(division, body, "FR", "yes")
    with clock_at(first.at + timedelta(seconds=2)):
        assert due_ledgers() == []
    with clock_at(first.at + timedelta(seconds=3)):
        assert due_ledgers() == [pk]
    open_vote(body)
    with clock_at(first.at):
        assert due_ledgers() == [pk]
    with clock_at(division.closes_at + timedelta(seconds=10)):
        tick()
    kinds = Entry.objects.filter(coalition=pk, index__lt=latest_checkpoint(pk).size).values_list("kind", flat=True)
    assert "decision_recorded" in kinds


def test_a_ledger_without_news_is_not_signed_again(body):
    open_vote(body)
    tick()
    with clock_at(clock.now() + timedelta(days=1)):
        assert due_ledgers() == []


def test_a_ledger_that_cannot_be_signed_holds_up_no_other(body, monkeypatch):
    other = a_coalition()
    open_vote(body)
    open_vote(other)
    real = checkpointing.checkpoint

    def broken(*, coalition_id):
        if coalition_id == body.coalition.pk:
            raise RuntimeError
        return real(coalition_id=coalition_id)

    monkeypatch.setattr("proposals.tasks.checkpoint", broken)
    tick()
    assert [signed.coalition_id for signed in Checkpoint.objects.all()] == [other.coalition.pk]


def test_checkpoints_are_pairwise_consistent_and_every_entry_is_proven(body):
    pk = body.coalition.pk
    open_vote(body)
    before = Entry.objects.filter(coalition=pk).count()
    for number in (1, 1, 2, 5, 1, 11):
        note(body, number)
        checkpoint(coalition_id=pk)
    signed = list(Checkpoint.objects.filter(coalition=pk).order_by("size"))
    assert [c.size for c in signed] == [before + more for more in (1, 2, 4, 9, 10, 21)]
    for first in signed:
        for second in signed:
            if first.size <= second.size:
                path = consistency_proof(coalition_id=pk, first=first.size, second=second.size)
                assert is_consistent(first.size, first.root, second.size, second.root, path)
        for entry in Entry.objects.filter(coalition=pk, index__lt=first.size):
            path = inclusion_proof(coalition_id=pk, index=entry.index, size=first.size)
            assert root_of_inclusion(entry.leaf, entry.index, first.size, path) == first.root


def test_a_backlog_is_taken_in_batches(body, monkeypatch):
    a_proposal(body)
    note(body, 23)
    whole = checkpoint(coalition_id=body.coalition.pk)
    with lifted():
        MerkleNode.objects.all().delete()
        Checkpoint.objects.all().delete()
    body.coalition.merkle_tree.delete()
    monkeypatch.setattr(checkpointing, "BATCH", 7)
    assert checkpoint(coalition_id=body.coalition.pk).root == whole.root


def test_a_checkpoint_reads_as_much_from_a_long_ledger_as_from_a_short_one(body):
    pk = body.coalition.pk
    a_proposal(body)
    counts = []
    for number in (3, 300):
        note(body, number)
        checkpoint(coalition_id=pk)
        note(body)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            checkpoint(coalition_id=pk)
            inclusion_proof(coalition_id=pk, index=1, size=number)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_key_that_the_ledger_does_not_know_signs_nothing(body, settings, tmp_path):
    open_vote(body)
    settings.SIGNING_KEY_FOLDER = tmp_path
    assert current_key().id not in known_keys(body.coalition.pk)
    assert checkpoint(coalition_id=body.coalition.pk) is None
    assert not Checkpoint.objects.exists()


def test_a_ledger_from_before_there_were_keys_is_given_one(body):
    with lifted():
        Entry.objects.filter(coalition=body.coalition).delete()
    LedgerHead.objects.filter(coalition=body.coalition).update(next_index=0, head="0" * 64)
    note(body)
    signed = checkpoint(coalition_id=body.coalition.pk)
    assert (signed.size, known_keys(body.coalition.pk)[signed.key].introduced) == (2, 1)


def test_no_private_key_is_in_the_database(body):
    """Neither as PEM nor as the raw bytes in hexadecimal, in whatever an entry or a checkpoint holds."""
    cast(open_vote(body), body, "FR", "yes")
    checkpoint(coalition_id=body.coalition.pk)
    seed = current_key().private.private_bytes_raw().hex()
    stored = [entry.content for entry in Entry.objects.all()] + [repr(vars(c)) for c in Checkpoint.objects.all()]
    assert stored and not any(seed in text or "PRIVATE" in text for text in stored)


def test_the_key_is_read_by_its_owner_only():
    path = settings.SIGNING_KEY_FOLDER / f"{current_key().id}.pem"
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_the_tree_is_stored_once(body):
    a_proposal(body)
    missing = -Entry.objects.filter(coalition=body.coalition).count() % 64
    note(body, missing)
    checkpoint(coalition_id=body.coalition.pk)
    assert MerkleNode.objects.filter(coalition=body.coalition).count() == 63
    assert nodes.root_at(body.coalition.pk, 64) == latest_checkpoint(body.coalition.pk).root
