"""What holds for a time: rows valid on [starts_at, ends_at), so that any past instant can be read."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models import F, Q

M = TypeVar("M", bound=models.Model)


def holding_at(instant: datetime, prefix: str = "") -> Q:
    """Return the condition that a dated row, reached through `prefix`, holds at `instant`."""
    started = Q(**{f"{prefix}starts_at__lte": instant})
    not_ended = Q(**{f"{prefix}ends_at__isnull": True}) | Q(**{f"{prefix}ends_at__gt": instant})
    return started & not_ended


class DatedQuerySet(models.QuerySet[M]):
    """Rows that can be asked for as of an instant."""

    def at(self, instant: datetime) -> DatedQuerySet[M]:
        """Return the rows that hold at `instant`."""
        return self.filter(holding_at(instant))


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
