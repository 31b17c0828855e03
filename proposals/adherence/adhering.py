"""Writes: joining after the decision, aligning beside the members, leaving. Each is dated, and none is undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid
from coalition.models import Accreditation, Member, Partner, Person
from coalition.permissions import Act, acts_for_partner, may, refuse
from coalition.recording import new_salt, sealed
from coalition.rules.reading import read_rule
from coalition.rules.results import Result
from coalition.rules.rule import Manner, Rule
from coalition.writing import write_transaction
from proposals.adherence.models import Adherence, Kind
from proposals.adherence.standing import Behind, behind
from proposals.drafting.checking import checked_line
from proposals.ledger.appending import append, lock_head
from proposals.ledger.canonical import timestamp
from proposals.voting.models import Division

MAX_NOTE = 500  # characters
OPEN_TO_STATES = (Manner.ENDORSEMENT, Manner.OPT_IN)
Check = Callable[[Division, Rule, Behind, datetime], None]


def join(*, division: Division, member: Member, by: Person) -> Adherence:
    """Endorse the published text, or join those who take part, for a member that did not by the deadline.

    Raises `NotAllowed`, or `Conflict`: it is not decided, the rule lets nobody join later, the member is in already.
    """

    def check(division: Division, rule: Rule, now_behind: Behind, now: datetime) -> None:
        _check_member(member, division, now)
        if not rule.joined_later:
            raise Conflict("not_joined_later", _("The rule of this vote lets nobody join after the decision."))
        _check_adopted(division)
        if member.code in now_behind.members:
            raise Conflict("in_already", _("%(member)s is in already.") % {"member": member.name})

    return _act(division, Kind.JOINED, member, by, check)


def align(*, division: Division, partner: Partner, by: Person, note: str = "") -> Adherence:
    """Align a state beside the members with the text, as its contact, or as the secretariat by its note.

    While the vote is open, or once the text is adopted. Raises as `join`, and `Invalid` where no note is named.
    """

    def check(division: Division, rule: Rule, now_behind: Behind, now: datetime) -> None:
        _check_beside(partner, division, now)
        if not division.is_open_at(now):
            _check_adopted(division)
        if partner.code in now_behind.aligned:
            raise Conflict("aligned_already", _("%(state)s is aligned with it already.") % {"state": partner.code})

    return _act(division, Kind.ALIGNED, partner, by, check, note)


def leave(*, division: Division, state: Member | Partner, by: Person, note: str = "") -> Adherence:
    """Leave a joint statement: a member once it is published, a partner whenever it is aligned. What was said stays.

    An opt-in is not left so: what a member took part in binds it.
    """

    def check(division: Division, rule: Rule, now_behind: Behind, now: datetime) -> None:
        if rule.manner is not Manner.ENDORSEMENT:
            raise Conflict("not_left", _("A joint statement can be left; taking part binds."))
        is_member = isinstance(state, Member)
        if is_member:
            _check_adopted(division)
        if state.code not in (now_behind.members if is_member else now_behind.aligned):
            raise Conflict("not_in", _("%(state)s does not stand behind this text.") % {"state": state.code})

    return _act(division, Kind.LEFT, state, by, check, note)


def _act(
    division: Division, kind: Kind, state: Member | Partner, by: Person, check: Check, note: str = ""
) -> Adherence:
    with write_transaction():
        division = Division.objects.select_for_update(of=("self",), no_key=True).get(pk=division.pk)
        now = clock.now()  # under the lock: acts of one state come one after the other
        accreditation, note = _hands(state, by, note, now)
        if state.coalition_id != division.coalition_id:
            raise Invalid("other_coalition", _("This state does not stand in this coalition."), field="state")
        rule = read_rule(division.rule)
        if rule.manner not in OPEN_TO_STATES or division.annulled_at or division.stopped_at:
            raise Conflict("nothing_to_join", _("Nobody joins or aligns here: members vote on this text."))
        head = lock_head(division.coalition_id)
        check(division, rule, behind(division), now)
        made = _create(division, kind, state, by, accreditation, note, now, head.next_index)
        append(
            coalition_id=division.coalition_id,
            kind={Kind.JOINED: "joined_later", Kind.ALIGNED: "aligned", Kind.LEFT: "left"}[kind],
            subject=f"division:{division.pk}",
            at=now,
            body=_body(made),
            head=head,
        )
    return made


def _create(
    division: Division,
    kind: Kind,
    state: Member | Partner,
    by: Person,
    accreditation: Accreditation | None,
    note: str,
    now: datetime,
    index: int,
) -> Adherence:
    return Adherence.objects.create(
        division=division,
        kind=kind,
        member=state if isinstance(state, Member) else None,
        partner=state if isinstance(state, Partner) else None,
        note=note,
        note_salt=new_salt() if note else "",
        made_by=by,
        accreditation=accreditation,
        made_at=now,
        entry_index=index,
    )


def _body(made: Adherence) -> dict[str, object]:
    said: dict[str, object] = {"state": made.code, "made_at": timestamp(made.made_at)}
    if made.member_id:
        said["member"] = made.code
    return said | hands_on_record(made.accreditation, made.made_by, made.note, made.note_salt)


def hands_on_record(accreditation: Accreditation | None, by: Person, note: str, note_salt: str) -> dict[str, object]:
    """Return what an entry says of who acted: by which accreditation, or which person, and by which note."""
    said: dict[str, object] = {"accreditation": accreditation.pk} if accreditation else {"by": [by.pk]}
    return said | ({"note_hash": sealed(note, note_salt)} if note else {})


def _hands(state: Member | Partner, by: Person, note: str, now: datetime) -> tuple[Accreditation | None, str]:
    """Return by what right the person acts for the state: an accreditation, as its contact, or by a note."""
    if isinstance(state, Member):
        held = accreditation_for(state.coalition_id, state.code, by, now)
        if held is None:
            raise refuse(Act.ADHERE)
        return held, ""
    if acts_for_partner(by, state, now):
        return None, ""
    if not may(by, state.coalition_id, Act.RECORD_NOTE, now):
        raise refuse(Act.ALIGN)
    return None, checked_line(note, "note", _("Name the note that says so."), limit=MAX_NOTE)


def accreditation_for(coalition_id: int, code: str, by: Person, now: datetime) -> Accreditation | None:
    """Return the person's accreditation for the member of this code, locked; a revocation waits, or came first."""
    held = Accreditation.objects.at(now).filter(member__coalition_id=coalition_id, member__code=code, person=by)
    return held.select_for_update(of=("self",), no_key=True).order_by("pk").first()


def _check_member(member: Member, division: Division, now: datetime) -> None:
    belongs = member.memberships.at(now).exists()
    if not belongs or member.suspensions.at(now).exists():
        raise Conflict("not_member", _("%(member)s is no member with its rights now.") % {"member": member.name})


def _check_beside(partner: Partner, division: Division, now: datetime) -> None:
    if not Partner.objects.at(now).filter(pk=partner.pk).exists():
        raise Conflict("no_partner", _("This state stands beside the members no longer."))
    if partner.code in division.roll["members"]:
        raise Conflict("is_member", _("This state is a member: it endorses, and need not align."))


def _check_adopted(division: Division) -> None:
    decision = getattr(division, "decision", None)
    if decision is None or decision.result != Result.ADOPTED:
        raise Conflict("not_decided", _("There is no adopted text yet to join, to align with or to leave."))
