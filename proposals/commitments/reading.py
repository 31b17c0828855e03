"""Reads: the commitments that somebody may read, and those of their own members."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from coalition.models import Delegate, Person
from proposals.commitments.models import Commitment
from proposals.scope import decisions_for


def commitments_for(person: Person, instant: datetime) -> QuerySet[Commitment]:
    """Return the commitments that the person may read: those towards decisions that they may read."""
    return Commitment.objects.filter(decision__in=decisions_for(person, instant))


def own_commitments(person: Person, instant: datetime) -> QuerySet[Commitment]:
    """Return those of them that are of a member in whose delegation the person sits, advisers included."""
    seats = Delegate.objects.at(instant).filter(person=person)
    return commitments_for(person, instant).filter(member__in=seats.values("member"))
