"""What a person may read. Whatever is outside these querysets does not exist for them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from coalition.models import Coalition, Delegate, Office, Person
from coalition.models.delegations import Role
from proposals.drafting.models import Proposal
from proposals.voting.models import Decision, Division


def proposals_for(person: Person, instant: datetime) -> QuerySet[Proposal]:
    """Return the proposals the person may read: all of their coalitions', or the released ones of an observer's."""
    return Proposal.objects.filter(_readable(person, instant, ""))


def divisions_for(person: Person, instant: datetime) -> QuerySet[Division]:
    """Return the divisions the person may read."""
    return Division.objects.filter(_readable(person, instant, "proposal__"))


def decisions_for(person: Person, instant: datetime) -> QuerySet[Decision]:
    """Return the decisions the person may read."""
    return Decision.objects.filter(_readable(person, instant, "division__proposal__"))


def _readable(person: Person, instant: datetime, prefix: str) -> Q:
    offices = Office.objects.at(instant).filter(person=person)
    sits = Coalition.objects.filter(members__in=Delegate.objects.at(instant).filter(person=person).values("member"))
    serves = offices.exclude(role=Role.OBSERVER).values("coalition")
    observes = offices.filter(role=Role.OBSERVER).values("coalition")
    whole = Q(**{f"{prefix}coalition__in": sits.values("pk")}) | Q(**{f"{prefix}coalition__in": serves})
    released = Q(**{f"{prefix}coalition__in": observes, f"{prefix}released_to_observers": True})
    return whole | released
