"""Writes: who sits in a delegation, and who serves the coalition itself. A seat lets one read; it lets nobody vote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalition import clock, four_eyes
from coalition.accrediting import end_with_seat
from coalition.errors import Conflict, Invalid
from coalition.four_eyes import Arguments, Asked, Kind, Step
from coalition.known import Known
from coalition.membership import must_belong
from coalition.models import Coalition, Delegate, Member, Office, Person
from coalition.models.delegations import Rank, Role
from coalition.permissions import Act, require
from coalition.recording import record, written
from coalition.rolls import lock_roll
from coalition.writing import write_transaction


def seat_delegate(*, member: Member, person: Person, rank: Rank, by: Person, at: datetime | None = None) -> Delegate:
    """Seat a person in a member's delegation, as its government said; a seat held in another rank ends then.

    An adviser never votes: whoever becomes one loses the right at once. Raises `NotAllowed` for anybody but the
    secretariat, `Conflict` for a seat held already.
    """
    with write_transaction():
        lock_roll(member.coalition_id)
        now = clock.now()
        require(by, member.coalition_id, Act.SEAT, now)
        start = _starting(at, now)
        must_belong(member, start)
        seats = member.delegates.filter(person=person)
        if seats.during(start).filter(rank=rank).exists():
            raise Conflict("seated_already", _("This person has this seat already."), field="person")
        seats.end(start)
        if rank == Rank.ADVISER:
            end_with_seat(member, person, by, start)
        return take_seat(member=member, person=person, rank=rank, by=by, start=start, now=now)


def take_seat(*, member: Member, person: Person, rank: Rank, by: Person, start: datetime, now: datetime) -> Delegate:
    """Give a seat, inside the transaction under way, and record it."""
    seat = Delegate.objects.create(member=member, person=person, rank=rank, starts_at=start)
    _record_seat(seat, "delegate_seated", now, by, starts_at=written(start))
    return seat


def unseat_delegate(*, delegate: Delegate, by: Person) -> None:
    """End a seat at once, and with it the person's right to vote for the member. Raises `Conflict` if it has ended."""
    with write_transaction():
        lock_roll(delegate.member.coalition_id)
        now = clock.now()
        require(by, delegate.member.coalition_id, Act.SEAT, now)
        if not Delegate.objects.filter(pk=delegate.pk).end(now):
            raise Conflict("already_ended", _("This seat has ended already."))
        end_with_seat(delegate.member, delegate.person, by, now)
        _record_seat(delegate, "delegate_left", now, by, ends_at=written(now))


def give_office(*, coalition: Coalition, person: Person, role: Role, by: Person) -> Step[Office]:
    """Give a person an office in a coalition, at once. It takes two people: an office lets one be the second person.

    Raises `NotAllowed` for anybody but the secretariat and the chair, and `Conflict` for an office held already.
    """
    asked = {"person": person.pk, "role": Role(role).value}
    return four_eyes.do(coalition=coalition, kind="office_given", arguments=asked, by=by)


def end_office(*, office: Office, by: Person) -> Step[None]:
    """End an office, at once: one's own alone, another's with a second person."""
    if office.person_id == by.pk:
        _lay_down(office, by)
        return Step()
    asked = {"office": office.pk, "person": office.person_id, "role": office.role}
    return four_eyes.do(coalition=office.coalition, kind="office_ended", arguments=asked, by=by)


def _starting(at: datetime | None, now: datetime) -> datetime:
    if at is not None and at < now:
        raise Invalid("past", _("Nothing is backdated: give a time that is still to come."), field="at")
    return at or now


def _record_seat(seat: Delegate, kind: str, at: datetime, by: Person, **body: object) -> None:
    said = {"member": seat.member.code, "person": seat.person_id, "rank": seat.rank, "by": [by.pk]}
    record(
        coalition_id=seat.member.coalition_id,
        kind=kind,
        subject=f"delegate:{seat.pk}",
        at=at,
        body={**said, **body},
    )


# Offices --------------------------------------------------------------------------------------------------------------


def _lay_down(office: Office, by: Person) -> None:
    with write_transaction():
        lock_roll(office.coalition_id)
        now = clock.now()
        if not Office.objects.filter(pk=office.pk).end(now):
            raise _ended()
        _record_office(office.coalition_id, office, "office_ended", now, {"by": [by.pk]})


def _ended() -> Conflict:
    return Conflict("already_ended", _("This office has ended already."))


def _record_office(coalition_id: int, office: Office, kind: str, at: datetime, by: dict[str, object]) -> None:
    record(
        coalition_id=coalition_id,
        kind=kind,
        subject=f"office:{office.pk}",
        at=at,
        body={"person": office.person_id, "role": office.role, **by},
    )


def install(coalition: Coalition, person: Person, role: Role, at: datetime, by: dict[str, object]) -> Office:
    """Give an office, inside the transaction under way, and record it."""
    office = Office.objects.create(coalition=coalition, person=person, role=role, starts_at=at)
    _record_office(coalition.pk, office, "office_given", at, by)
    return office


def _check_giving(asked: Asked) -> None:
    given = asked.arguments
    if not Person.objects.filter(pk=given["person"], is_active=True).exists():
        raise Invalid("unknown_person", _("There is no such person."), field="person")
    held = asked.coalition.offices.filter(person=given["person"], role=given["role"])
    if held.during(asked.at).exists():
        raise Conflict("office_held", _("This person holds this office already."), field="person")


def _give(asked: Asked) -> Office:
    person = Person.objects.get(pk=asked.arguments["person"])
    return install(asked.coalition, person, Role(asked.arguments["role"]), asked.at, asked.by)


def _check_ending(asked: Asked) -> None:
    if not asked.coalition.offices.filter(pk=asked.arguments["office"]).during(asked.at).exists():
        raise _ended()


def _end(asked: Asked) -> None:
    office = Office.objects.get(pk=asked.arguments["office"])
    asked.coalition.offices.filter(pk=office.pk).end(asked.at)
    _record_office(asked.coalition.pk, office, "office_ended", asked.at, asked.by)


def _said(given: Arguments, known: Known) -> dict[str, Any]:
    return {"person": known.person(given["person"]), "role": Role(given["role"]).label}


four_eyes.register(
    Kind(
        "office_given",
        Act.GIVE_OFFICE,
        _("New office"),
        lambda given, known: gettext("Give %(person)s the office: %(role)s.") % _said(given, known),
        _give,
        _check_giving,
    )
)
four_eyes.register(
    Kind(
        "office_ended",
        Act.GIVE_OFFICE,
        _("End of an office"),
        lambda given, known: gettext("End the office of %(person)s: %(role)s.") % _said(given, known),
        _end,
        _check_ending,
    )
)
