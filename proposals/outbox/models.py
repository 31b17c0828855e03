"""The outbox: what must be told, as rows written with the act."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from coalition.models import Coalition


class OutboxEvent(models.Model):
    """One event to be told, written in the transaction of its act: exactly one per ledger entry that is announced."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="outbox")
    index = models.PositiveBigIntegerField(help_text="The ledger entry that it tells of.")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    drained_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["coalition", "index"], name="one_outbox_row_per_entry")]
        indexes = [models.Index(fields=["id"], condition=Q(drained_at__isnull=True), name="outbox_undrained")]
