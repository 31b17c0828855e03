"""The ledger: one append-only, lock-ordered list of entries per coalition."""

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
