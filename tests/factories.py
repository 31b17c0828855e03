"""A small coalition made through the verbs, so that every test starts from lawful rows.

body = a_coalition("FR DE GB IT", groups={"E3": "FR DE GB"}, rule=SIMPLE)
division = open_vote(body)
cast(division, body, "FR", "yes")
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from coalition import clock, founding, membership
from coalition.models import Accreditation, Coalition, Group, Member, Person, RulesOfProcedure
from coalition.models.delegations import Rank, Role
from coalition.models.procedure import Opener, Procedure, TieBreak, Visibility
from coalition.rules.positions import Position
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import create_proposal
from proposals.voting.casting import Cast, cast_ballot
from proposals.voting.closing import GRACE
from proposals.voting.models import Division
from proposals.voting.opening import open_division

SIMPLE: Mapping[str, object] = {
    "id": "simple-majority",
    "adopt": {"in": ["yes"], "more_than": "50%", "of": "voting"},
}
_serial = itertools.count(1)


@dataclass(frozen=True)
class Body:
    """A coalition with its people at hand."""

    coalition: Coalition
    members: dict[str, Member]
    heads: dict[str, Person]
    alternates: dict[str, Person]
    advisers: dict[str, Person]
    secretariat: tuple[Person, Person]
    chair: Person
    observer: Person
    rules: RulesOfProcedure
    accreditations: dict[str, Accreditation] = field(default_factory=dict)


def a_person(name: str = "Somebody", password: str | None = None, **fields: Any) -> Person:
    """Make a person of no coalition."""
    return Person.objects.create_user(f"person{next(_serial)}@example.org", password, name=name, **fields)


def a_coalition(
    codes: str = "DE FR GB",
    *,
    rule: Mapping[str, object] = SIMPLE,
    groups: Mapping[str, str] | None = None,
    weights: Mapping[str, Mapping[str, int]] | None = None,
    subject: str = "readiness",
    procedure: Procedure = Procedure.WRITTEN,
    visibility: Visibility = Visibility.OPEN,
    notice: timedelta = timedelta(0),
    opener: Opener = Opener.SECRETARIAT,
    tie_break: TieBreak = TieBreak.AS_RULE,
    exercise: bool = False,
) -> Body:
    """Make a coalition of the members `codes`, each with head, alternate and adviser, that decides by `rule`."""
    serial = next(_serial)
    coalition = founding.found_coalition(
        slug=f"body-{serial}", name_en=f"Body {serial}", name_fr=f"Organe {serial}", exercise=exercise
    )
    members = {c: membership.admit(coalition=coalition, code=c, name_en=c, name_fr=c) for c in codes.split()}
    _weigh(members, weights or {})
    _group(coalition, members, groups or {})
    secretariat = (a_person("Secretariat, first"), a_person("Secretariat, second"))
    chair, observer = a_person("Chair"), a_person("Observer")
    for person in secretariat:
        membership.give_office(coalition=coalition, person=person, role=Role.SECRETARIAT)
    membership.give_office(coalition=coalition, person=chair, role=Role.CHAIR)
    membership.give_office(coalition=coalition, person=observer, role=Role.OBSERVER)
    kept = founding.keep_rule(coalition=coalition, document=rule)
    rules = founding.put_rules_in_force(
        coalition=coalition,
        subjects=[
            founding.Subject(
                code=subject,
                title_en=subject.title(),
                title_fr=subject.title(),
                rule=kept,
                procedure=procedure,
                visibility=visibility,
                notice=notice,
                opener=opener,
                tie_break=tie_break,
            )
        ],
    )
    seats = {rank: {c: _seat(member, rank) for c, member in members.items()} for rank in Rank}
    accreditations = {}
    for person_of in (seats[Rank.HEAD], seats[Rank.ALTERNATE]):
        for code, member in members.items():
            granted = membership.accredit(
                member=member, person=person_of[code], registered_by=secretariat[0], confirmed_by=secretariat[1]
            )
            accreditations.setdefault(code, granted)
    return Body(
        coalition,
        members,
        seats[Rank.HEAD],
        seats[Rank.ALTERNATE],
        seats[Rank.ADVISER],
        secretariat,
        chair,
        observer,
        rules,
        accreditations,
    )


def _seat(member: Member, rank: Rank) -> Person:
    person = a_person(f"{member.code}, {rank.value}")
    membership.seat_delegate(member=member, person=person, rank=rank)
    return person


def _weigh(members: dict[str, Member], weights: Mapping[str, Mapping[str, int]]) -> None:
    for name, by_code in weights.items():
        for code, value in by_code.items():
            membership.set_weight(member=members[code], name=name, value=value, source="a test")


def _group(coalition: Coalition, members: dict[str, Member], groups: Mapping[str, str]) -> dict[str, Group]:
    made = {}
    for name, codes in groups.items():
        made[name] = founding.name_group(coalition=coalition, code=name, name_en=name, name_fr=name)
        for code in codes.split():
            membership.put_in_group(group=made[name], member=members[code])
    return made


def a_proposal(
    body: Body, *, title: str = "Readiness order", text: str = "1. The force is ready.", **kw: Any
) -> Proposal:
    """Put a text to the coalition, sponsored by its first member."""
    sponsors = [next(iter(body.members.values()))]
    subject = body.rules.subjects.first()
    assert subject is not None
    return create_proposal(
        coalition=body.coalition,
        title=title,
        text=text,
        subject=subject.code,
        sponsors=sponsors,
        by=body.secretariat[0],
        **kw,
    )


def open_vote(
    body: Body, *, proposal: Proposal | None = None, closes_at: datetime | None = None, seconds: float = 3600
) -> Division:
    """Open a division, by default for an hour."""
    return open_division(
        proposal=proposal or a_proposal(body),
        closes_at=closes_at or clock.now() + timedelta(seconds=seconds),
        by=body.secretariat[0],
    )


def cast(
    division: Division, body: Body, code: str, position: str, *, by: Person | None = None, key: str | None = None
) -> Cast:
    """Cast the position of member `code` by its head of delegation."""
    return cast_ballot(
        division=division,
        member=body.members[code],
        position=Position(position),
        by=by or body.heads[code],
        key=key or uuid.uuid4().hex,
    )


def after_grace(division: Division) -> datetime:
    """Return an instant at which the division can be sealed."""
    return division.closes_at + GRACE + timedelta(microseconds=1)
