"""Who hears: exactly those who may read what it is about, in a number of queries that does not grow with them.

Each of these says of a whole coalition what `proposals.scope` says of one person; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from coalition.models import Accreditation, Delegate, Member, Office, Person
from coalition.models.delegations import Rank, Role
from proposals.drafting.models import Proposal
from proposals.meetings.models import Meeting


def readers_of(proposal: Proposal, instant: datetime) -> list[Person]:
    """Return those who may read the proposal."""
    roles = [Role.SECRETARIAT, Role.CHAIR, *([Role.OBSERVER] if proposal.released_to_observers else [])]
    return _people(proposal.coalition_id, roles, instant)


def called_to(meeting: Meeting, instant: datetime) -> list[Person]:
    """Return those who may read a meeting that was called."""
    roles = [Role.SECRETARIAT, Role.CHAIR, *([Role.OBSERVER] if meeting.open_to_observers else [])]
    return _people(meeting.coalition_id, roles, instant)


def readers_of_minutes(coalition_id: int, instant: datetime) -> list[Person]:
    """Return those who may read minutes that were circulated: no observer does."""
    return _people(coalition_id, [Role.SECRETARIAT, Role.CHAIR], instant)


def secretariat_of(coalition_id: int, instant: datetime) -> list[Person]:
    """Return those who serve in the secretariat."""
    serve = Office.objects.at(instant).filter(coalition=coalition_id, role=Role.SECRETARIAT)
    return list(_active().filter(pk__in=serve.values("person")))


def delegation_of(member: Member, instant: datetime) -> list[Person]:
    """Return the member's delegation, advisers included."""
    sit = Delegate.objects.at(instant).filter(member=member)
    return list(_active().filter(pk__in=sit.values("person")))


def voters_of(
    coalition_id: int, codes: Collection[str], instant: datetime, *, alternates: bool = True
) -> dict[int, set[str]]:
    """Return who is accredited to vote for these members, by person: the codes that they vote for.

    Without `alternates`, of each member its heads of delegation, or, where none is accredited, all who are.
    """
    held = Accreditation.objects.at(instant).filter(
        member__coalition=coalition_id, member__code__in=codes, person__is_active=True
    )
    votes = set(held.values_list("member__code", "person"))
    if not alternates:
        seats = Delegate.objects.at(instant).filter(member__coalition=coalition_id, rank=Rank.HEAD)
        heads = votes & set(seats.values_list("member__code", "person"))
        led = {code for code, _person in heads}
        votes = heads | {(code, person) for code, person in votes if code not in led}
    by_person: dict[int, set[str]] = {}
    for code, person in votes:
        by_person.setdefault(person, set()).add(code)
    return by_person


def persons(numbers: Collection[int]) -> list[Person]:
    """Return the persons of these numbers."""
    return list(_active().filter(pk__in=numbers))


def _people(coalition_id: int, roles: Collection[str], instant: datetime) -> list[Person]:
    sit = Delegate.objects.at(instant).filter(member__coalition=coalition_id)
    serve = Office.objects.at(instant).filter(coalition=coalition_id, role__in=roles)
    return list(_active().filter(Q(pk__in=sit.values("person")) | Q(pk__in=serve.values("person"))))


def _active() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True).order_by("pk")
