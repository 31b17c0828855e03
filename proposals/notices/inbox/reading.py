"""The inbox: what a person was told, and may still read. It is there once, and stays when channels fail."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from coalition import clock
from coalition.models import Coalition, Person
from coalition.writing import write_transaction
from proposals.notices.models import Told
from proposals.scope import meetings_for, proposals_for


def inbox_of(person: Person, instant: datetime) -> QuerySet[Told]:
    """Return what the person was told, the newest first, as far as they may read what it is about now."""
    proposals = Q(notice__proposal__isnull=True) | Q(notice__proposal__in=proposals_for(person, instant).values("pk"))
    meetings = Q(notice__meeting__isnull=True) | Q(notice__meeting__in=meetings_for(person, instant).values("pk"))
    return Told.objects.filter(proposals, meetings, person=person)


def in_full(rows: QuerySet[Told]) -> QuerySet[Told]:
    """Return the rows with all that their words need."""
    return rows.select_related(
        "person",
        "notice__coalition",
        "notice__proposal",
        "notice__division__decision",
        "notice__meeting",
        "notice__statement",
        "notice__commitment__decision",
    )


def unread_in(person: Person, instant: datetime) -> Coalesce:
    """Return, for a query of coalitions, how many notices in each the person has not read."""
    unread = inbox_of(person, instant).filter(notice__coalition=OuterRef("pk"), read_at__isnull=True).order_by()
    counted = unread.values("notice__coalition").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def mark_read(*, person: Person, coalition: Coalition | None = None, told: Told | None = None) -> int:
    """Mark as read one notice, or all of a coalition, or all there are; return how many were not read before."""
    now = clock.now()
    rows = Told.objects.filter(person=person, read_at__isnull=True)
    if told:
        rows = rows.filter(pk=told.pk)
    if coalition:
        rows = rows.filter(notice__coalition=coalition)
    with write_transaction():
        return rows.update(read_at=now)
