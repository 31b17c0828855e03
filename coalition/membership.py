"""Writes: admit, suspend, weigh, group, seat, accredit and revoke. Rows are ended, never deleted."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import (
    Acceptance,
    Accreditation,
    Coalition,
    Delegate,
    Group,
    GroupPlace,
    Member,
    Membership,
    Office,
    Person,
    RulesOfProcedure,
    Suspension,
    Weight,
)
from coalition.models.delegations import Rank, Role
from coalition.permissions import may_hold_accreditation, may_register
from coalition.writing import write_transaction


def admit(*, coalition: Coalition, code: str, name_en: str, name_fr: str, at: datetime | None = None) -> Member:
    """Admit a state or organisation as a member from `at` (now when not given); a former member is admitted again."""
    at = at or clock.now()
    with write_transaction():
        member, _new = Member.objects.get_or_create(
            coalition=coalition, code=code, defaults={"name_en": name_en, "name_fr": name_fr}
        )
        if member.memberships.at(at).exists():
            raise Conflict("already_member", _("%(member)s is a member already.") % {"member": member.name})
        Membership.objects.create(member=member, starts_at=at)
    return member


def withdraw(*, member: Member, at: datetime | None = None) -> None:
    """End a membership. Divisions already open keep their roll."""
    at = at or clock.now()
    with write_transaction():
        if not member.memberships.at(at).update(ends_at=at):
            raise Conflict("not_member", _("%(member)s is not a member.") % {"member": member.name})


def suspend(*, member: Member, at: datetime | None = None, until: datetime | None = None) -> Suspension:
    """Suspend a member's vote: it leaves voters, base, quorum and blocking number (as TFEU 354)."""
    with write_transaction():
        return Suspension.objects.create(member=member, starts_at=at or clock.now(), ends_at=until)


def set_weight(*, member: Member, name: str, value: int, source: str, at: datetime | None = None) -> Weight:
    """Set a member's weight `name` from `at` on; what it was before stays on record."""
    if value < 0:
        raise Invalid("negative_weight", _("A weight is a whole number from 0 up."), field="value")
    at = at or clock.now()
    with write_transaction():
        member.weights.at(at).filter(name=name).update(ends_at=at)
        return Weight.objects.create(member=member, name=name, value=value, source=source, starts_at=at)


def put_in_group(*, group: Group, member: Member, at: datetime | None = None) -> GroupPlace:
    """Add a member to a group from `at` on."""
    if group.coalition_id != member.coalition_id:
        raise Invalid("other_coalition", _("The group and the member are of different coalitions."), field="member")
    with write_transaction():
        return GroupPlace.objects.create(group=group, member=member, starts_at=at or clock.now())


def seat_delegate(*, member: Member, person: Person, rank: Rank, at: datetime | None = None) -> Delegate:
    """Seat a person in a member's delegation. It lets them read; voting takes an accreditation."""
    with write_transaction():
        return Delegate.objects.create(member=member, person=person, rank=rank, starts_at=at or clock.now())


def give_office(*, coalition: Coalition, person: Person, role: Role, at: datetime | None = None) -> Office:
    """Give a person an office in a coalition."""
    with write_transaction():
        return Office.objects.create(coalition=coalition, person=person, role=role, starts_at=at or clock.now())


def accredit(
    *, member: Member, person: Person, registered_by: Person, confirmed_by: Person, until: datetime | None = None
) -> Accreditation:
    """Register the right of `person` to vote for `member`, as its government gave it. It takes two people.

    Raises `NotAllowed` when the two are one, are not of the secretariat, or when the person is an adviser or no
    delegate of the member.
    """
    now = clock.now()
    _check_two_people(member, registered_by, confirmed_by, now)
    if not may_hold_accreditation(person, member, now):
        raise NotAllowed("not_a_voting_delegate", _("Only a head or alternate of the delegation can be accredited."))
    with write_transaction():
        return Accreditation.objects.create(
            member=member,
            person=person,
            registered_by=registered_by,
            confirmed_by=confirmed_by,
            starts_at=now,
            ends_at=until,
        )


def _check_two_people(member: Member, first: Person, second: Person, at: datetime) -> None:
    if first == second:
        raise NotAllowed("needs_two_people", _("Two different people register an accreditation."))
    for person in (first, second):
        if not may_register(person, member.coalition_id, at):
            raise NotAllowed("not_secretariat", _("Only the secretariat registers accreditations."))


def revoke(*, accreditation: Accreditation, by: Person) -> None:
    """End an accreditation at once. One person is enough: a wrong vote cannot wait for a second signature."""
    if not may_register(by, accreditation.member.coalition_id, clock.now()):
        raise NotAllowed("not_secretariat", _("Only the secretariat registers accreditations."))
    with write_transaction():
        held = Accreditation.objects.select_for_update().get(pk=accreditation.pk)
        now = clock.now()  # read under the lock: every ballot that came before is in, and was received earlier
        if held.ends_at is not None and held.ends_at <= now:
            raise Conflict("already_ended", _("This accreditation has ended already."))
        held.ends_at, held.revoked_by = now, by
        held.save(update_fields=["ends_at", "revoked_by"])


def accept_rules(*, rules_of_procedure: RulesOfProcedure, member: Member, recorded_by: Person) -> Acceptance:
    """Record that a member accepts the rules of procedure, dated now."""
    now = clock.now()
    if not may_register(recorded_by, member.coalition_id, now):
        raise NotAllowed("not_secretariat", _("Only the secretariat records acceptances."))
    with write_transaction():
        return Acceptance.objects.create(
            rules_of_procedure=rules_of_procedure, member=member, accepted_at=now, recorded_by=recorded_by
        )
