"""Writes: which states stand beside the members, and who acts for each. They change no roll: one person does them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Checking, Conflict, Invalid
from coalition.membership import check_code, check_text
from coalition.models import Coalition, Member, Partner, Person
from coalition.models.delegations import Role
from coalition.permissions import Act, has_role, require
from coalition.recording import record, written
from coalition.rolls import lock_roll
from coalition.writing import write_transaction


def register_partner(
    *, coalition: Coalition, code: str, name_en: str, name_fr: str, by: Person, hosts: bool = False
) -> Partner:
    """Register a state that stands beside the members, from now on; only a host may be a member as well.

    Raises `NotAllowed` for anybody but the secretariat, `Invalid` with all that is wrong, `Conflict` for a state that
    stands there already, or is a member and no host.
    """
    given = {"code": code.strip().upper(), "name_en": name_en.strip(), "name_fr": name_fr.strip()}
    with write_transaction():
        lock_roll(coalition.pk)
        now = clock.now()
        require(by, coalition, Act.REGISTER_PARTNER, now)
        _check(given)
        _check_free(coalition, given["code"], hosts, now)
        partner = Partner.objects.create(coalition=coalition, hosts=hosts, starts_at=now, **given)
        _record(partner, "partner_registered", now, by, hosts=hosts, name_en=partner.name_en, name_fr=partner.name_fr)
    return partner


def name_contact(*, partner: Partner, person: Person | None, by: Person) -> Partner:
    """Say who acts for the state, at once: one of the coalition's observers; None: nobody, and notes are recorded."""
    with write_transaction():
        lock_roll(partner.coalition_id)
        now = clock.now()
        require(by, partner.coalition_id, Act.REGISTER_PARTNER, now)
        partner = _standing(partner, now)
        if person is not None and not has_role(person, partner.coalition_id, Role.OBSERVER, now):
            raise Invalid("no_observer", _("Name one of the coalition's observers."), field="contact")
        partner.contact = person
        partner.save(update_fields=["contact"])
        _record(partner, "contact_named", now, by, person=person.pk if person else None)
    return partner


def end_partner(*, partner: Partner, by: Person) -> None:
    """Say that the state stands beside the members no longer. What it aligned with stays as it is."""
    with write_transaction():
        lock_roll(partner.coalition_id)
        now = clock.now()
        require(by, partner.coalition_id, Act.REGISTER_PARTNER, now)
        partner = _standing(partner, now)
        partner.ends_at = now
        partner.save(update_fields=["ends_at"])
        _record(partner, "partner_ended", now, by, ends_at=written(now))


def _standing(partner: Partner, now: datetime) -> Partner:
    found = Partner.objects.at(now).filter(pk=partner.pk).first()
    if found is None:
        raise Conflict("no_partner", _("This state stands beside the members no longer."))
    return found


def _check(given: dict[str, str]) -> None:
    checking = Checking()
    checking.of(check_code, given["code"])
    for field in ("name_en", "name_fr"):
        checking.of(lambda text, field=field: check_text(text, field, 120), given[field])
    checking.done()


def _check_free(coalition: Coalition, code: str, hosts: bool, now: datetime) -> None:
    if Partner.objects.at(now).filter(coalition=coalition, code=code).exists():
        raise Conflict("partner_registered", _("This state stands beside the members already."), field="code")
    members = Member.objects.filter(coalition=coalition, code=code)
    if not hosts and any(member.memberships.during(now).exists() for member in members):
        raise Conflict("is_member", _("This state is a member: it endorses, and need not align."), field="code")


def _record(partner: Partner, kind: str, at: datetime, by: Person, **body: object) -> None:
    said = {"state": partner.code, "by": [by.pk], **body}
    record(coalition_id=partner.coalition_id, kind=kind, subject=f"partner:{partner.pk}", at=at, body=said)
