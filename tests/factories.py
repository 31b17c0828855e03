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

from coalition import accrediting, clock, delegations, founding, four_eyes, grouping, membership, partnering
from coalition.models import Accreditation, Coalition, Member, Partner, Person, Rule, RulesOfProcedure
from coalition.models.delegations import Rank, Role
from coalition.models.procedure import Opener, Procedure, Signing, TieBreak, Visibility
from coalition.rules.positions import Position
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import create_proposal
from proposals.voting.casting import cast_ballot
from proposals.voting.closing import GRACE
from proposals.voting.idempotency import Cast
from proposals.voting.models import Division, Proxy
from proposals.voting.noting import record_note
from proposals.voting.opening import open_division
from proposals.voting.proxies import give_proxy
from proposals.voting.signatures import Signature
from tests.keeping import kept

SIMPLE: Mapping[str, object] = {
    "id": "simple-majority",
    "adopt": {"in": ["yes"], "more_than": "50%", "of": "voting"},
}
PROXIES: Mapping[str, object] = {**SIMPLE, "id": "by-proxy", "procedures": [{"kind": "proxy", "limit": 1}]}
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
    email = fields.pop("email", None) or f"person{next(_serial)}@example.org"
    return Person.objects.create_user(email, password, name=name, **fields)


@kept
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
    four_eyes_opening: bool = False,
    implications: tuple[str, ...] = (),
    exercise: bool = False,
    note_wait: timedelta = timedelta(0),
    signing: Signing = Signing.OFF,
    accepted: str | None = None,
    **more: Any,
) -> Body:
    """Make a coalition of the members `codes`, each with head, alternate and adviser, that decides by `rule`.

    All have accepted its rules of procedure, or those named in `accepted`. `more` is said on its
    subject. `kept` makes the same one quickly.
    """
    serial = next(_serial)
    secretariat = (a_person("Secretariat, first"), a_person("Secretariat, second"))
    first, second = secretariat
    coalition = founding.found_coalition(
        slug=f"body-{serial}", name_en=f"Body {serial}", name_fr=f"Organe {serial}", exercise=exercise, by=first
    )
    members = {
        c: membership.admit(coalition=coalition, code=c, name_en=c, name_fr=c, by=first).done for c in codes.split()
    }
    _weigh(members, weights or {}, first)
    _group(coalition, members, groups or {}, first)
    chair, observer = a_person("Chair"), a_person("Observer")
    for person, role in ((second, Role.SECRETARIAT), (chair, Role.CHAIR), (observer, Role.OBSERVER)):
        delegations.give_office(coalition=coalition, person=person, role=role, by=first)
    kept = founding.adopt_rule(coalition=coalition, document=rule, by=first)
    rules = founding.put_rules_in_force(
        coalition=coalition,
        by=first,
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
                four_eyes_opening=four_eyes_opening,
                implications=implications,
                note_wait=note_wait,
                signing=signing,
                **more,
            )
        ],
    ).done
    for code in codes.split() if accepted is None else accepted.split():
        membership.accept_rules(rules_of_procedure=rules, member=members[code], recorded_by=secretariat[0])
    seats = {rank: {c: _seat(member, rank, first) for c, member in members.items()} for rank in Rank}
    accreditations = {}
    for person_of in (seats[Rank.HEAD], seats[Rank.ALTERNATE]):
        for code, member in members.items():
            asked = accrediting.ask_accreditation(member=member, person=person_of[code], by=first)
            granted: Any = four_eyes.confirm(pending=asked, by=second).result
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


def _seat(member: Member, rank: Rank, by: Person) -> Person:
    person = a_person(f"{member.code}, {rank.value}")
    delegations.seat_delegate(member=member, person=person, rank=rank, by=by)
    return person


def _weigh(members: dict[str, Member], weights: Mapping[str, Mapping[str, int]], by: Person) -> None:
    for name, by_code in weights.items():
        for code, value in by_code.items():
            membership.set_weight(member=members[code], name=name, value=value, source="a test", by=by)


def _group(coalition: Coalition, members: dict[str, Member], groups: Mapping[str, str], by: Person) -> None:
    for name, codes in groups.items():
        group = grouping.name_group(coalition=coalition, code=name, name_en=name, name_fr=name, by=by).done
        for code in codes.split():
            grouping.put_in_group(group=group, member=members[code], by=by)


def a_partner(body: Body, code: str = "NO", **kw: Any) -> Partner:
    """Register a state that stands beside the members."""
    names = {"code": code, "name_en": code, "name_fr": code}
    return partnering.register_partner(coalition=body.coalition, by=body.secretariat[0], **names, **kw)


def a_contact(body: Body, partner: Partner) -> Person:
    """Make one more observer of the coalition, who acts for a state that stands beside the members."""
    person, by = a_person(f"{partner.code}, contact"), body.secretariat[0]
    settled(body, delegations.give_office(coalition=body.coalition, person=person, role=Role.OBSERVER, by=by))
    partnering.name_contact(partner=partner, person=person, by=by)
    return person


def settled(body: Body, step: four_eyes.Step[Any]) -> Any:
    """Let the second of the secretariat confirm what the first asked for; give what came of it."""
    return four_eyes.confirm(pending=step.pending, by=body.secretariat[1]).result if step.pending else step.result


def admit(body: Body, code: str, **kw: Any) -> Member:
    """Admit a member, by two people."""
    first = body.secretariat[0]
    step = membership.admit(coalition=body.coalition, code=code, name_en=code, name_fr=code, by=first, **kw)
    member: Member = settled(body, step)
    return member


def withdraw(body: Body, code: str, **kw: Any) -> None:
    """End a membership, by two people."""
    settled(body, membership.withdraw(member=body.members[code], by=body.secretariat[0], **kw))


def suspend(body: Body, code: str, **kw: Any) -> Any:
    """Suspend a member's vote, by two people."""
    return settled(body, membership.suspend(member=body.members[code], by=body.secretariat[0], **kw))


def weigh(body: Body, code: str, name: str, value: int, **kw: Any) -> Any:
    """Set a member's weight, by two people."""
    asked: dict[str, Any] = {"source": "a test", **kw}
    first = body.secretariat[0]
    return settled(body, membership.set_weight(member=body.members[code], name=name, value=value, by=first, **asked))


def serve(body: Body, person: Person, role: Role) -> None:
    """Give a person an office, by two people."""
    first = body.secretariat[0]
    settled(body, delegations.give_office(coalition=body.coalition, person=person, role=role, by=first))


def seat(body: Body, code: str, person: Person, rank: Rank = Rank.ALTERNATE) -> None:
    """Seat a person in a delegation."""
    delegations.seat_delegate(member=body.members[code], person=person, rank=rank, by=body.secretariat[0])


def accredit(body: Body, code: str, person: Person, **kw: Any) -> Accreditation:
    """Accredit a delegate to vote for a member, by two people."""
    asked = accrediting.ask_accreditation(member=body.members[code], person=person, by=body.secretariat[0], **kw)
    granted: Any = four_eyes.confirm(pending=asked, by=body.secretariat[1]).result
    return granted


def keep_rule(body: Body, document: Mapping[str, object]) -> Rule:
    """Keep one version of a rule."""
    return founding.adopt_rule(coalition=body.coalition, document=document, by=body.secretariat[0])


def a_subject(**said: Any) -> founding.Subject:
    """Return what rules of procedure say on one subject."""
    told = {"code": "readiness", "title_en": "Readiness", "title_fr": "Disponibilité", "visibility": Visibility.OPEN}
    return founding.Subject(**told | {"procedure": Procedure.WRITTEN} | said)


def put_in_force(body: Body, *subjects: founding.Subject, **kw: Any) -> RulesOfProcedure:
    """Put the next rules of procedure in force, by two people."""
    first = body.secretariat[0]
    step = founding.put_rules_in_force(coalition=body.coalition, subjects=subjects, by=first, **kw)
    rules: RulesOfProcedure = settled(body, step)
    return rules


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
    body: Body,
    *,
    proposal: Proposal | None = None,
    closes_at: datetime | None = None,
    seconds: float = 3600,
    **terms: Any,
) -> Division:
    """Open a division, by default for an hour."""
    return open_division(
        proposal=proposal or a_proposal(body),
        closes_at=closes_at or clock.now() + timedelta(seconds=seconds),
        by=body.secretariat[0],
        **terms,
    )


def cast(
    division: Division,
    body: Body,
    code: str,
    position: str,
    *,
    by: Person | None = None,
    key: str | None = None,
    holder: str | None = None,
    signature: Signature | None = None,
) -> Cast:
    """Cast the position of member `code` by its head of delegation, or by that of the holder of its proxy."""
    return cast_ballot(
        division=division,
        member=body.members[code],
        position=Position(position),
        by=by or body.heads[holder or code],
        key=key or uuid.uuid4().hex,
        holder=body.members[holder] if holder else None,
        signature=signature,
    )


def note(
    division: Division,
    body: Body,
    code: str,
    position: str,
    received_at: datetime,
    *,
    by: Person | None = None,
    key: str | None = None,
    filed: str = "Register 12/2026",
) -> Cast:
    """Record the position that member `code` gave by a signed note, by the first of the secretariat."""
    return record_note(
        division=division,
        member=body.members[code],
        position=Position(position),
        received_at=received_at,
        filed=filed,
        by=by or body.secretariat[0],
        key=key or uuid.uuid4().hex,
    )


def give(division: Division, body: Body, principal: str, holder: str, *, by: Person | None = None) -> Proxy:
    """Give the proxy of `principal` to `holder`, by its head of delegation."""
    return give_proxy(
        division=division,
        principal=body.members[principal],
        holder=body.members[holder],
        by=by or body.heads[principal],
    )


def after_grace(division: Division) -> datetime:
    """Return an instant at which the division can be sealed."""
    return division.closes_at + GRACE + timedelta(microseconds=1)
