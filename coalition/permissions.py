"""Who may do what, as predicates over an instant. Everything is denied unless one of these allows it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from coalition.models import Accreditation, Coalition, Delegate, Member, Office, Person
from coalition.models.dated import holding_at
from coalition.models.delegations import Rank, Role
from coalition.models.procedure import Opener


def coalitions_of(person: Person, instant: datetime) -> QuerySet[Coalition]:
    """Return the coalitions in which the person sits or holds an office at `instant`."""
    sits = Q(pk__in=Delegate.objects.at(instant).filter(person=person).values("member__coalition"))
    serves = Q(pk__in=Office.objects.at(instant).filter(person=person).values("coalition"))
    return Coalition.objects.filter(sits | serves)


def has_role(person: Person, coalition: Coalition | int, role: Role, instant: datetime) -> bool:
    """Tell whether the person holds the office `role` in the coalition at `instant`."""
    return Office.objects.at(instant).filter(person=person, coalition=coalition, role=role).exists()


def is_delegate(person: Person, coalition: Coalition | int, instant: datetime) -> bool:
    """Tell whether the person sits in a delegation of the coalition, advisers included."""
    return Delegate.objects.at(instant).filter(person=person, member__coalition=coalition).exists()


def reads_everything(person: Person, coalition: Coalition | int, instant: datetime) -> bool:
    """Tell whether the person reads all that members read. An observer reads only what is released."""
    serves = Office.objects.at(instant).filter(
        person=person, coalition=coalition, role__in=[Role.SECRETARIAT, Role.CHAIR]
    )
    return is_delegate(person, coalition, instant) or serves.exists()


def may_draft(person: Person, coalition: Coalition | int, instant: datetime) -> bool:
    """Tell whether the person may put a proposal to the coalition: the secretariat may, for a sponsor."""
    return has_role(person, coalition, Role.SECRETARIAT, instant)


def may_open(person: Person, coalition: Coalition | int, opener: str, instant: datetime) -> bool:
    """Tell whether the person may open a division that the rules of procedure let `opener` open."""
    roles = {
        Opener.SECRETARIAT: [Role.SECRETARIAT],
        Opener.CHAIR: [Role.CHAIR],
        Opener.EITHER: [Role.SECRETARIAT, Role.CHAIR],
    }[Opener(opener)]
    return Office.objects.at(instant).filter(person=person, coalition=coalition, role__in=roles).exists()


def may_register(person: Person, coalition: Coalition | int, instant: datetime) -> bool:
    """Tell whether the person may register what governments give: accreditations, acceptances."""
    return has_role(person, coalition, Role.SECRETARIAT, instant)


def may_keep_rules(person: Person, coalition: Coalition | int, instant: datetime) -> bool:
    """Tell whether the person may keep a rule: it decides nothing until the rules of procedure name it."""
    return has_role(person, coalition, Role.SECRETARIAT, instant)


def members_voted_for(person: Person, coalition: Coalition | int, instant: datetime) -> QuerySet[Member]:
    """Return the members that the person is accredited to vote for at `instant`."""
    held = Accreditation.objects.at(instant).filter(person=person, member__coalition=coalition)
    return Member.objects.filter(pk__in=held.values("member"))


def may_hold_accreditation(person: Person, member: Member, instant: datetime) -> bool:
    """Tell whether the person sits in the member's delegation as head or alternate. An adviser never votes."""
    places = Delegate.objects.filter(holding_at(instant), person=person, member=member)
    return places.exclude(rank=Rank.ADVISER).exists()
