"""Writes: accreditations, the dated right of one person to vote for one member.

Governments give them, the secretariat registers them: granting takes two people, always; revoking takes one, at once.
A ballot locks its accreditation for share, so that every act that ends one reads the clock under its lock.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalition import clock, four_eyes
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.four_eyes import Arguments, Asked, Kind
from coalition.known import Known
from coalition.membership import check_text, member_of, must_belong
from coalition.models import Accreditation, Delegate, Member, PendingAct, Person
from coalition.models.delegations import Rank
from coalition.permissions import Act, require
from coalition.recording import new_salt, record, sealed, written
from coalition.writing import write_transaction


def ask_accreditation(
    *,
    member: Member,
    person: Person,
    by: Person,
    at: datetime | None = None,
    until: datetime | None = None,
    note: str = "",
    replaces: Accreditation | None = None,
) -> PendingAct:
    """Ask for the right of `person` to vote for `member`, from `at` (at once when not given) up to `until`.

    `note` says where the government's note is filed; the ledger holds its salted hash. `replaces` is an accreditation
    for the same member that ends when this one begins. Raises `NotAllowed` when the person is an adviser or no delegate
    of the member, and `Conflict` when they are accredited for a part of that time already.
    """
    asked = {
        "member": member.code,
        "person": person.pk,
        "at": written(at),
        "until": written(until),
        "note": note.strip(),
        "note_salt": new_salt(),
        "replaces": replaces.pk if replaces else None,
    }
    return four_eyes.ask(coalition=member.coalition, kind="accreditation_given", arguments=asked, by=by)


def revoke(*, accreditation: Accreditation, by: Person) -> None:
    """End an accreditation at once. One person is enough: a wrong vote cannot wait for a second signature.

    One that is still to begin never does. Raises `Conflict` for one that has ended.
    """
    coalition_id = accreditation.member.coalition_id
    require(by, coalition_id, Act.REVOKE, clock.now())
    with write_transaction():
        held = Accreditation.objects.select_for_update(of=("self",)).select_related("member").get(pk=accreditation.pk)
        now = clock.now()  # read under the lock: every ballot that came before is in, and was received earlier
        if held.ends_at is not None and held.ends_at <= max(now, held.starts_at):
            raise Conflict("already_ended", _("This accreditation has ended already."))
        _end(held, now, revoked_by=by)
        _record_end(held, "accreditation_revoked", now, by=[by.pk])


def end_with_seat(member: Member, person: Person, by: Person, start: datetime) -> None:
    """End a person's right to vote for a member with the seat that it stands on, in the transaction under way."""
    rows = Accreditation.objects.during(start).filter(member=member, person=person)
    held = list(rows.select_for_update(of=("self",)).select_related("member").order_by("pk"))
    now = clock.now() if held else start
    for accreditation in held:
        _end(accreditation, max(now, start), revoked_by=by)
        _record_end(accreditation, "accreditation_ended", now, by=[by.pk])


def _end(held: Accreditation, instant: datetime, **fields: Any) -> None:
    """End it, as late as it began: one that never held is ended at its beginning."""
    held.ends_at = max(instant, held.starts_at)
    for name, value in fields.items():
        setattr(held, name, value)
    held.save(update_fields=["ends_at", *fields])


def _record_end(held: Accreditation, kind: str, at: datetime, **body: object) -> None:
    record(
        coalition_id=held.member.coalition_id,
        kind=kind,
        subject=f"accreditation:{held.pk}",
        at=at,
        body={"member": held.member.code, "person": held.person_id, "ends_at": written(held.ends_at), **body},
    )


def _check(asked: Asked) -> None:
    asked.check_begins()
    member, person, start, end = member_of(asked), _person_of(asked), asked.begins, asked.instant("until")
    if end is not None and end <= start:
        raise Invalid("ends_too_soon", _("The end comes after the beginning, and is still to come."), field="until")
    if asked.arguments["note"]:
        check_text(asked.arguments["note"], "note", 200)
    must_belong(member, start, end)
    if not _has_voting_seat(person, member, start):
        raise NotAllowed("not_a_voting_delegate", _("Only a head or alternate of the delegation can be accredited."))
    replaced = _replaced(asked, member)
    held = Accreditation.objects.filter(member=member, person=person).during(start, end)
    if any(each != replaced for each in held):
        message = _("%(person)s is accredited to vote for %(member)s then already.")
        raise Conflict("accredited_already", message % {"person": person.name, "member": member.name}, field="person")


def _has_voting_seat(person: Person, member: Member, instant: datetime) -> bool:
    """Tell whether the person sits as head or alternate when it begins. An adviser never votes."""
    return Delegate.objects.filter(person=person, member=member).at(instant).exclude(rank=Rank.ADVISER).exists()


def _person_of(asked: Asked) -> Person:
    person = Person.objects.filter(pk=asked.arguments["person"]).first()
    if person is None:
        raise Invalid("unknown_person", _("There is no such person."), field="person")
    return person


def _replaced(asked: Asked, member: Member) -> Accreditation | None:
    """Lock and return the accreditation to be replaced, if one was named. Raises where it ends before it could be."""
    if asked.arguments["replaces"] is None:
        return None
    rows = Accreditation.objects.filter(pk=asked.arguments["replaces"], member=member)
    held = rows.select_for_update(of=("self",)).select_related("member").first()
    if held is None:
        raise Invalid("unknown_accreditation", _("This member has no such accreditation."), field="replaces")
    if held.ends_at is not None and held.ends_at <= max(asked.begins, held.starts_at):
        raise Conflict("already_ended", _("The accreditation to be replaced has ended by then."), field="replaces")
    return held


def _perform(asked: Asked) -> Accreditation:
    """Register it; under the lock of the one it replaces the clock is read anew, as `revoke` does."""
    assert asked.confirmed_by is not None, "an accreditation is never granted by one person"
    member, given = member_of(asked), asked.arguments
    replaced = _replaced(asked, member)
    start = max(clock.now(), asked.begins) if replaced else asked.begins
    granted = Accreditation.objects.create(
        member=member,
        person_id=given["person"],
        registered_by=asked.asked_by,
        confirmed_by=asked.confirmed_by,
        starts_at=start,
        ends_at=asked.instant("until"),
        note=given["note"],
        note_salt=given["note_salt"],
        replaces=replaced,
    )
    if replaced:
        _end(replaced, start)
        _record_end(replaced, "accreditation_replaced", asked.at, accreditation=granted.pk, **asked.by)
    _record_granted(asked, granted)
    return granted


def _record_granted(asked: Asked, granted: Accreditation) -> None:
    dates = {"starts_at": written(granted.starts_at), "ends_at": written(granted.ends_at)}
    record(
        coalition_id=asked.coalition.pk,
        kind="accreditation_given",
        subject=f"accreditation:{granted.pk}",
        at=asked.at,
        body={**_recorded(asked.arguments), **dates, **asked.by},
    )


def _recorded(given: Arguments) -> dict[str, Any]:
    note = sealed(given["note"], given["note_salt"]) if given["note"] else None
    said = {name: given[name] for name in ("member", "person", "at", "until", "replaces")}
    return {**said, "note_hash": note}


def _sentence(given: Arguments, known: Known) -> str:
    said = {
        "person": known.person(given["person"]),
        "member": known.the(given["member"]),
        "starting": known.starting(given["at"]),
    }
    if given["until"]:
        said["until"] = known.instant(given["until"])
        return gettext("Accredit %(person)s to vote for %(member)s, %(starting)s, until %(until)s.") % said
    return gettext("Accredit %(person)s to vote for %(member)s, %(starting)s.") % said


four_eyes.register(
    Kind("accreditation_given", Act.ACCREDIT, _("Accreditation"), _sentence, _perform, _check, _recorded)
)
