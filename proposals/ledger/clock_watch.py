"""An alarm for a database clock that went back: entries would be dated before those that they follow."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db.models import F, OuterRef, Subquery

from coalition import clock
from proposals.ledger.models import Entry, LedgerHead

TOLERANCE = timedelta(seconds=1)  # a clock that is kept by others is set right by small steps
log = structlog.get_logger()


def clock_went_back() -> timedelta | None:
    """Return by how much the clock stands before the last entry of a ledger, and log it; None where it does not.

    An entry is dated by the clock before it waits for its place, so none is ever dated later than it is written: a
    last entry in the future means that the clock was set back, or had been ahead.
    """
    last = Entry.objects.filter(coalition=OuterRef("coalition"), index=OuterRef("next_index") - 1)
    rows = LedgerHead.objects.filter(next_index__gt=0).annotate(last_at=Subquery(last.values("at")[:1]))
    latest: datetime | None = (
        rows.order_by(F("last_at").desc(nulls_last=True)).values_list("last_at", flat=True).first()
    )
    if latest is None or (behind := latest - clock.now()) <= TOLERANCE:
        return None
    log.error("the database clock went back", seconds=round(behind.total_seconds(), 3), last_entry=latest.isoformat())
    return behind
