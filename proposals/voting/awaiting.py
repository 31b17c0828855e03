"""Reads: which votes await a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coalition.models import Accreditation, Coalition, Member, Person
from proposals.voting.models import Ballot, Division


@dataclass(frozen=True)
class Awaiting:
    """An open division and a member the person votes for; `voted` tells whether the member's ballot is in."""

    division: Division
    member: Member
    voted: bool


def open_votes(person: Person, coalition: Coalition, instant: datetime) -> list[Awaiting]:
    """Return the open divisions in which the person votes, the soonest deadline first, in three queries."""
    held = Accreditation.objects.at(instant).filter(person=person, member__coalition=coalition)
    members = [accreditation.member for accreditation in held.select_related("member")]
    divisions = Division.objects.filter(Division.open_at(instant), coalition=coalition)
    ordered = list(divisions.select_related("proposal", "revision").order_by("closes_at", "pk"))
    cast = set(Ballot.objects.filter(division__in=ordered, member__in=members).values_list("division_id", "member_id"))
    return [
        Awaiting(division, member, voted=(division.pk, member.pk) in cast)
        for division in ordered
        for member in members
        if member.code in division.roll["members"] and member.code not in division.roll["suspended"]
    ]
