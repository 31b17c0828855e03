"""What a person may read. Whatever is outside these querysets does not exist for them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from coalition.models import Coalition, Delegate, Office, Person
from coalition.models.delegations import Role
from coalition.prepared import Prepared
from proposals.drafting.models import Draft, DraftShare, Proposal
from proposals.meetings.models import Meeting
from proposals.voting.models import Decision, Division


def proposals_for(person: Person, instant: datetime) -> QuerySet[Proposal]:
    """Return the proposals the person may read: all of their coalitions', or the released ones of an observer's."""
    return Proposal.objects.filter(_readable(person, instant, ""))


def drafts_for(person: Person, instant: datetime) -> QuerySet[Draft]:
    """Return the drafts the person may read: of the member for which they sit, and those shown to it. Nobody else's."""
    own = Delegate.objects.at(instant).filter(person=person).values("member")
    shown = DraftShare.objects.filter(member__in=own).values("draft")
    standing = Draft.objects.filter(proposal__isnull=True, dropped_at__isnull=True)
    return standing.filter(Q(sponsor__in=own) | Q(pk__in=shown))


def divisions_for(person: Person, instant: datetime) -> QuerySet[Division]:
    """Return the divisions the person may read."""
    return Division.objects.filter(_readable(person, instant, "proposal__"))


def division_for(person: Person, division_id: int, instant: datetime) -> Division | None:
    """Return one division with its coalition, where the person may read it; built once, as every cast asks for it."""
    return _ONE_DIVISION.one(person=person.pk, division=division_id, instant=instant)


def decisions_for(person: Person, instant: datetime) -> QuerySet[Decision]:
    """Return the decisions the person may read."""
    return Decision.objects.filter(_readable(person, instant, "division__proposal__"))


def meetings_for(person: Person, instant: datetime) -> QuerySet[Meeting]:
    """Return the meetings the person may read: in preparation for those who run them, then for all who are called."""
    offices = Office.objects.at(instant).filter(person=person)
    runs = offices.filter(role__in=[Role.SECRETARIAT, Role.CHAIR]).values("coalition")
    sits = Coalition.objects.filter(members__in=Delegate.objects.at(instant).filter(person=person).values("member"))
    observes = offices.filter(role=Role.OBSERVER).values("coalition")
    called = Q(published_at__isnull=False)
    attends = Q(coalition__in=sits.values("pk")) | Q(coalition__in=observes, open_to_observers=True)
    return Meeting.objects.filter(Q(coalition__in=runs) | called & attends)


def _readable(person: Person, instant: datetime, prefix: str) -> Q:
    offices = Office.objects.at(instant).filter(person=person)
    sits = Coalition.objects.filter(members__in=Delegate.objects.at(instant).filter(person=person).values("member"))
    serves = offices.exclude(role=Role.OBSERVER).values("coalition")
    observes = offices.filter(role=Role.OBSERVER).values("coalition")
    whole = Q(**{f"{prefix}coalition__in": sits.values("pk")}) | Q(**{f"{prefix}coalition__in": serves})
    released = Q(**{f"{prefix}coalition__in": observes, f"{prefix}released_to_observers": True})
    return whole | released


def _one_division(person: int, division: int, instant: datetime) -> QuerySet[Division]:
    rows = divisions_for(Person(pk=person), instant).filter(pk=division)
    return rows.select_related("coalition").order_by()


_ONE_DIVISION = Prepared(
    _one_division,
    person=int,
    division=int,
    instant=datetime,
)
