"""The ledger: one append-only, lock-ordered list of entries per coalition, its Merkle tree and its checkpoints."""

from __future__ import annotations

from django.db import models

from coalition.models import Coalition


class LedgerHead(models.Model):
    """Where a coalition's ledger ends. Locking this row orders the entries."""

    coalition = models.OneToOneField(Coalition, on_delete=models.PROTECT, primary_key=True, related_name="ledger_head")
    next_index = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, help_text="Leaf hash of the last entry; of nothing: 64 zeros.")


class Entry(models.Model):
    """One act on record. `content` is the canonical JSON (RFC 8785) whose leaf hash is `leaf`."""

    pk = models.CompositePrimaryKey("coalition_id", "index")
    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="entries")
    index = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60, db_index=True, help_text="What it is about, such as division:12.")
    at = models.DateTimeField()
    content = models.TextField()
    prev = models.CharField(max_length=64)
    leaf = models.CharField(max_length=64)

    class Meta:
        ordering = ["coalition_id", "index"]
        indexes = [
            models.Index(fields=["coalition", "kind", "index"], name="entry_kind"),
            models.Index(fields=["leaf"], name="entry_leaf"),
        ]


class MerkleTree(models.Model):
    """How many entries of a coalition's ledger are in its tree. Locking this row orders the checkpoints."""

    coalition = models.OneToOneField(Coalition, on_delete=models.PROTECT, primary_key=True, related_name="merkle_tree")
    size = models.PositiveBigIntegerField(default=0)


class MerkleNode(models.Model):
    """One complete subtree of more than one leaf: `1 << level` leaves from `position << level` on.

    Complete subtrees never change. The leaves themselves stand in the entries.
    """

    pk = models.CompositePrimaryKey("coalition_id", "level", "position")
    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField()
    position = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)


class Checkpoint(models.Model):
    """The state of a ledger, signed: its size, its Merkle root, and its last leaf. What is signed: docs/ledger.md."""

    pk = models.CompositePrimaryKey("coalition_id", "size")
    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="checkpoints", db_index=False)
    size = models.PositiveBigIntegerField(help_text="The number of entries that it covers.")
    root = models.CharField(max_length=64)
    head = models.CharField(max_length=64, help_text="Leaf hash of the last entry that it covers.")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, help_text="The signing key's id: SHA-256 of the public key.")
    signature = models.CharField(max_length=128, help_text="Ed25519, over the statement, in hexadecimal.")

    class Meta:
        ordering = ["coalition_id", "-size"]
