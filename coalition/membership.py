"""Writes: who is a member, with which vote and weights; who has accepted the rules. Rows are ended, never deleted.

These acts change the roll, so they take two people once rules of procedure are in force: a verb does the act, or leaves
it pending (see `four_eyes`). None is ever backdated: it begins when it is done, or at a later instant that was given.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalition import clock, four_eyes
from coalition.errors import Conflict, Invalid
from coalition.four_eyes import Arguments, Asked, Kind, Step
from coalition.known import Known
from coalition.models import Acceptance, Coalition, Member, Membership, Person, RulesOfProcedure, Suspension, Weight
from coalition.permissions import Act, may_record_acceptance, refuse
from coalition.recording import new_salt, record, sealed, written
from coalition.rolls import lock_roll
from coalition.writing import write_transaction

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,7}\Z", re.ASCII)
LARGEST = 2**63 - 1
_WEIGHT = re.compile(r"[a-z0-9_-]{1,50}\Z", re.ASCII)


def admit(
    *, coalition: Coalition, code: str, name_en: str, name_fr: str, by: Person, at: datetime | None = None
) -> Step[Member]:
    """Admit a state or organisation as a member; a former member is admitted again, under the name it had.

    Raises `Invalid` for a code or name that is none, and `Conflict` for a member, or one that is to become one.
    """
    asked = {"code": code.strip(), "name_en": name_en.strip(), "name_fr": name_fr.strip(), "at": written(at)}
    return four_eyes.do(coalition=coalition, kind="member_admitted", arguments=asked, by=by)


def withdraw(*, member: Member, by: Person, at: datetime | None = None) -> Step[None]:
    """End a membership. Divisions already open keep their roll."""
    return _do("member_withdrawn", member, by, at=written(at))


def suspend(
    *, member: Member, by: Person, at: datetime | None = None, until: datetime | None = None
) -> Step[Suspension]:
    """Suspend a member's vote: it leaves voters, base, quorum and blocking number (as TFEU 354)."""
    return _do("member_suspended", member, by, at=written(at), until=written(until))


def lift_suspension(*, member: Member, by: Person) -> Step[None]:
    """Let a member vote again, at once; a suspension that is still to come never begins."""
    return _do("suspension_ended", member, by)


def set_weight(
    *, member: Member, name: str, value: int, source: str, by: Person, at: datetime | None = None
) -> Step[Weight]:
    """Set a member's weight `name`; what it was before stays on record, and what is planned for later stays planned."""
    asked = {"name": name, "value": str(value), "source": source.strip(), "source_salt": new_salt()}
    return _do("weight_set", member, by, at=written(at), **asked)


def accept_rules(*, rules_of_procedure: RulesOfProcedure, member: Member, recorded_by: Person) -> Acceptance:
    """Record that a member accepts the rules of procedure, dated now: by its accredited delegate, or the secretariat.

    Raises `NotAllowed`, or `Conflict` when it has done so before.
    """
    with write_transaction():
        lock_roll(member.coalition_id)
        now = clock.now()
        if not may_record_acceptance(recorded_by, member, now):
            raise refuse(Act.RECORD_ACCEPTANCE)
        if rules_of_procedure.acceptances.filter(member=member).exists():
            raise Conflict(
                "accepted_already", _("%(member)s has accepted these rules already.") % {"member": member.name}
            )
        acceptance = Acceptance.objects.create(
            rules_of_procedure=rules_of_procedure, member=member, accepted_at=now, recorded_by=recorded_by
        )
        record(
            coalition_id=member.coalition_id,
            kind="rules_accepted",
            subject=f"member:{member.pk}",
            at=now,
            body={"member": member.code, "version": rules_of_procedure.version, "by": [recorded_by.pk]},
        )
    return acceptance


def _do(kind: str, member: Member, by: Person, **arguments: Any) -> Step[Any]:
    return four_eyes.do(coalition=member.coalition, kind=kind, arguments={"member": member.code, **arguments}, by=by)


def member_of(asked: Asked) -> Member:
    """Return the member that an act is about. Raises `Invalid` where the coalition never had one of this code."""
    member = Member.objects.filter(coalition=asked.coalition, code=asked.arguments["member"]).first()
    if member is None:
        raise Invalid(
            "unknown_member",
            _("There is no member “%(code)s” in this coalition.") % {"code": asked.arguments["member"]},
            field="member",
        )
    return member


def record_of(asked: Asked, kind: str, member: Member, **body: object) -> None:
    """Append the entry of an act about a member."""
    record(
        coalition_id=asked.coalition.pk,
        kind=kind,
        subject=f"member:{member.pk}",
        at=asked.at,
        body={"member": member.code, **body, **asked.by},
    )


def must_belong(member: Member, start: datetime, end: datetime | None = None) -> None:
    """Raise `Conflict` unless the member belongs to its coalition at some time of [start, end)."""
    if not member.memberships.during(start, end).exists():
        raise Conflict("not_member", _("%(member)s is not a member.") % {"member": member.name})


# Admitting ------------------------------------------------------------------------------------------------------------


def _check_admission(asked: Asked) -> None:
    asked.check_begins()
    given = asked.arguments
    check_code(given["code"])
    for field in ("name_en", "name_fr"):
        check_text(given[field], field, 120)
    member = Member.objects.filter(coalition=asked.coalition, code=given["code"]).first()
    if member and member.memberships.during(asked.begins).exists():
        raise Conflict("already_member", _("%(member)s is a member already.") % {"member": member.name}, field="code")


def _admit(asked: Asked) -> Member:
    given = asked.arguments
    member, _new = Member.objects.get_or_create(
        coalition=asked.coalition,
        code=given["code"],
        defaults={"name_en": given["name_en"], "name_fr": given["name_fr"]},
    )
    start = asked.begins
    Membership.objects.create(member=member, starts_at=start)
    names = {"name_en": member.name_en, "name_fr": member.name_fr}
    record_of(asked, "member_admitted", member, starts_at=written(start), **names)
    return member


def _admission(given: Arguments, known: Known) -> str:
    return gettext("Admit %(name)s (%(code)s) as a member, %(starting)s.") % {
        "name": known.pick(given["name_en"], given["name_fr"]),
        "code": given["code"],
        "starting": known.starting(given["at"]),
    }


def check_code(code: str) -> None:
    """Raise `Invalid` for what is no code of a member, or of a state beside the members."""
    if not _CODE.match(code):
        raise Invalid(
            "bad_code",
            _("A member's code has 1 to 8 capitals, digits or hyphens: for a state that of ISO 3166, such as FI."),
            field="code",
        )


def check_text(text: str, field: str, most: int) -> None:
    """Raise `Invalid` for a line that is empty, too long, or holds what does not show."""
    if not text:
        raise Invalid("empty", _("Fill this in."), field=field)
    if len(text) > most:
        raise Invalid("too_long", _("This has at most %(most)d characters.") % {"most": most}, field=field)
    if not text.isprintable():
        raise Invalid("bad_character", _("Take out the control characters."), field=field)


# Withdrawing, suspending ----------------------------------------------------------------------------------------------


def _check_withdrawal(asked: Asked) -> None:
    asked.check_begins()
    must_belong(member_of(asked), asked.begins)


def _withdraw(asked: Asked) -> None:
    member, end = member_of(asked), asked.begins
    member.memberships.end(end)
    member.speaks_for.update(speaker=None)
    record_of(asked, "member_withdrawn", member, ends_at=written(end))


def _check_suspension(asked: Asked) -> None:
    asked.check_begins()
    member, start, end = member_of(asked), asked.begins, asked.instant("until")
    if end is not None and end <= start:
        raise Invalid("ends_too_soon", _("The end comes after the beginning, and is still to come."), field="until")
    must_belong(member, start, end)
    if member.suspensions.during(start, end).exists():
        raise Conflict(
            "suspended_already", _("%(member)s is suspended then already.") % {"member": member.name}, field="member"
        )


def _suspend(asked: Asked) -> Suspension:
    member, start, end = member_of(asked), asked.begins, asked.instant("until")
    suspension = Suspension.objects.create(member=member, starts_at=start, ends_at=end)
    record_of(asked, "member_suspended", member, starts_at=written(start), ends_at=written(end))
    return suspension


def _check_lifting(asked: Asked) -> None:
    member = member_of(asked)
    if not member.suspensions.during(asked.at).exists():
        raise Conflict("not_suspended", _("%(member)s is not suspended.") % {"member": member.name}, field="member")


def _lift(asked: Asked) -> None:
    member = member_of(asked)
    member.suspensions.end(asked.at)
    record_of(asked, "suspension_ended", member, ends_at=written(asked.at))


def _suspension(given: Arguments, known: Known) -> str:
    said = {"of_member": known.of(given["member"]), "starting": known.starting(given["at"])}
    if given["until"]:
        said["until"] = known.instant(given["until"])
        return gettext("Suspend the vote %(of_member)s, %(starting)s, until %(until)s.") % said
    return gettext("Suspend the vote %(of_member)s, %(starting)s, until the suspension is lifted.") % said


# Weights --------------------------------------------------------------------------------------------------------------


def _check_weight(asked: Asked) -> None:
    asked.check_begins()
    given = asked.arguments
    if not _WEIGHT.match(given["name"]):
        raise Invalid(
            "bad_name", _("A weight's name has lower-case letters, digits, hyphens and underscores."), field="name"
        )
    if not 0 <= int(given["value"]) <= LARGEST:
        raise Invalid("bad_weight", _("A weight is a whole number from 0 up."), field="value")
    check_text(given["source"], "source", 200)
    must_belong(member_of(asked), asked.begins)


def _set_weight(asked: Asked) -> Weight:
    """End what holds at the new weight's beginning, and let the new one hold until the next that is planned."""
    member, start, given = member_of(asked), asked.begins, asked.arguments
    same = member.weights.filter(name=given["name"])
    planned = same.during(start).filter(starts_at__gt=start).order_by("starts_at").first()
    same.filter(starts_at__lte=start).end(start)
    weight = Weight.objects.create(
        member=member,
        name=given["name"],
        value=int(given["value"]),
        source=given["source"],
        source_salt=given["source_salt"],
        starts_at=start,
        ends_at=planned.starts_at if planned else None,
    )
    record_of(asked, "weight_set", member, **_recorded_weight(given), ends_at=written(weight.ends_at))
    return weight


def _recorded_weight(given: Arguments) -> dict[str, Any]:
    said = {name: given[name] for name in ("name", "value", "at")}
    return {**said, "source_hash": sealed(given["source"], given["source_salt"])}


def _weight(given: Arguments, known: Known) -> str:
    return gettext("Set the weight “%(name)s” %(of_member)s to %(value)s, %(starting)s. Source: %(source)s.") % {
        "of_member": known.of(given["member"]),
        "starting": known.starting(given["at"]),
        "name": given["name"],
        "value": known.number(int(given["value"])),
        "source": given["source"],
    }


def _register(name: str, title: Any, sentence: Any, check: Any, perform: Any, recorded: Any = dict) -> None:
    four_eyes.register(Kind(name, Act.CHANGE_ROLL, title, sentence, perform, check, recorded))


_register("member_admitted", _("Admission of a member"), _admission, _check_admission, _admit)
_register(
    "member_withdrawn",
    _("Withdrawal of a member"),
    lambda given, known: (
        gettext("End the membership %(of_member)s, %(starting)s.")
        % {"of_member": known.of(given["member"]), "starting": known.starting(given["at"])}
    ),
    _check_withdrawal,
    _withdraw,
)
_register("member_suspended", _("Suspension of a member"), _suspension, _check_suspension, _suspend)
_register(
    "suspension_ended",
    _("End of a suspension"),
    lambda given, known: gettext("Let %(member)s vote again, at once.") % {"member": known.the(given["member"])},
    _check_lifting,
    _lift,
)
_register(
    "weight_set",
    _("Weight of a member"),
    _weight,
    _check_weight,
    _set_weight,
    lambda given: {"member": given["member"], **_recorded_weight(given)},
)
