"""Which documents a person may read: of what they may read, and released to them. All else does not exist for them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from coalition.models import Delegate, GroupPlace, Office, Person
from coalition.models.delegations import Role
from proposals.documents.models import Document, Release
from proposals.scope import meetings_for, proposals_for


def documents_for(person: Person, instant: datetime) -> QuerySet[Document]:
    """Return the documents the person may read.

    What is released to named members or groups is read by their delegations and by the secretariat, which keeps it; not
    by the chair as such. Observers read what is released to them, on what they read.
    """
    offices = Office.objects.at(instant).filter(person=person)
    seats = Delegate.objects.at(instant).filter(person=person)
    keeps = Q(coalition__in=offices.filter(role=Role.SECRETARIAT).values("coalition"))
    of_all = Q(release=Release.ALL) & (
        Q(coalition__in=seats.values("member__coalition"))
        | Q(coalition__in=offices.filter(role=Role.CHAIR).values("coalition"))
    )
    groups = GroupPlace.objects.at(instant).filter(member__in=seats.values("member")).values("group")
    named = Q(members__in=seats.values("member")) | Q(groups__in=groups)
    observed = Q(released_to_observers=True, coalition__in=offices.filter(role=Role.OBSERVER).values("coalition"))
    visible = Document.objects.filter(keeps | of_all | named | observed, withdrawn_at__isnull=True)
    attached = Q(proposal__in=proposals_for(person, instant)) | Q(item__meeting__in=meetings_for(person, instant))
    return Document.objects.filter(attached, pk__in=visible.values("pk"))
