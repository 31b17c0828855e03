"""What holds for a time: rows valid on [starts_at, ends_at), so that any past instant can be read."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

M = TypeVar("M", bound=models.Model)


def holding_at(instant: datetime, prefix: str = "") -> Q:
    """Return the condition that a dated row, reached through `prefix`, holds at `instant`."""
    started = Q(**{f"{prefix}starts_at__lte": instant})
    not_ended = Q(**{f"{prefix}ends_at__isnull": True}) | Q(**{f"{prefix}ends_at__gt": instant})
    return started & not_ended


def never_held(prefix: str = "") -> Q:
    """Return the condition that a row was ended before it began: planned, and taken back."""
    return Q(**{f"{prefix}ends_at": F(f"{prefix}starts_at")})


class DatedQuerySet(models.QuerySet[M]):
    """Rows that can be asked for as of an instant."""

    def at(self, instant: datetime) -> DatedQuerySet[M]:
        """Return the rows that hold at `instant`."""
        return self.filter(holding_at(instant))

    def during(self, start: datetime, end: datetime | None = None) -> DatedQuerySet[M]:
        """Return the rows that hold at some instant of [start, end), or from `start` on."""
        before_the_end = Q() if end is None else Q(starts_at__lt=end)
        after_the_start = Q(ends_at__isnull=True) | Q(ends_at__gt=start)
        return self.filter(before_the_end & after_the_start).exclude(never_held())

    def end(self, instant: datetime, **fields: object) -> int:
        """End at `instant` what holds then or is to come, which then never does; return how many rows it was."""
        open_then = self.during(instant)
        return open_then.update(ends_at=Greatest("starts_at", Value(instant)), **fields)


class Dated(models.Model):
    """A row that holds from `starts_at` until `ends_at` (open when null). It is ended, never deleted."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="%(class)s_ends_after_start"
            )
        ]
