"""Draining the outbox: each event is handed to the notices exactly once. Today its only listener is the log."""

from __future__ import annotations

import structlog

from coalition import clock
from coalition.writing import write_transaction
from proposals.outbox.models import OutboxEvent

log = structlog.get_logger()
BATCH = 500


def drain() -> int:
    """Mark what waits as drained, oldest first, and return how many. A row is claimed by a conditional update."""
    waiting = list(OutboxEvent.objects.filter(drained_at__isnull=True).order_by("id")[:BATCH])
    return sum(_drain_one(event) for event in waiting)


def _drain_one(event: OutboxEvent) -> int:
    now = clock.now()
    with write_transaction():
        claimed = OutboxEvent.objects.filter(pk=event.pk, drained_at__isnull=True).update(drained_at=now)
    if claimed:
        log.info("told", kind=event.kind, subject=event.subject, index=event.index)
    return claimed
