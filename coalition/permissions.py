"""Who may do what: one table, and the predicates that read it. Everything is denied unless a line here allows it.

The verbs ask it, the pages and the API ask it to show or hide, `docs/permissions.md` is written from it, and a test
walks every endpoint and page against it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coalition.errors import NotAllowed
from coalition.models import Accreditation, Coalition, Delegate, Member, Office, Partner, Person
from coalition.models.delegations import Role
from coalition.models.procedure import Opener


class Standing(StrEnum):
    """What somebody is in a coalition. A person may be several of these, or none: then it does not exist for them."""

    HEAD = "head"
    ALTERNATE = "alternate"
    ADVISER = "adviser"
    ACCREDITED = "accredited"  # to vote for a member; an adviser never is
    SECRETARIAT = "secretariat"
    CHAIR = "chair"
    OBSERVER = "observer"
    CONTACT = "contact"  # of a state beside the members: an observer who acts for it, and for it alone


class Eyes(StrEnum):
    """How many people an act takes."""

    ONE = "one"
    TWO = "two"
    TWO_ONCE_IN_FORCE = "two_once_in_force"  # one, until the first rules of procedure are in force
    AS_RULES_SAY = "as_rules_say"  # two, where the subject's rules of procedure ask for it


class When(StrEnum):
    """The state of things in which an act can be done; in any other it is refused as out of date."""

    ALWAYS = "always"
    NO_VOTE_OPEN = "no_vote_open"  # on the same proposal
    VOTE_OPEN = "vote_open"
    VOTE_UNSEALED = "vote_unsealed"
    VOTE_UNDECIDED = "vote_undecided"
    UNSETTLED = "unsettled"
    OPEN_OR_DECIDED = "open_or_decided"
    DECIDED = "decided"
    HOLDING = "holding"  # what is to be ended holds, or is to come


class Act(StrEnum):
    """Everything that somebody can do in a coalition and that needs a right."""

    READ = "read"
    READ_RELEASED = "read_released"
    DRAFT = "draft"
    WRITE_DRAFT = "write_draft"
    REVISE = "revise"
    SPONSOR = "sponsor"
    AMEND = "amend"
    ACCEPT = "accept"
    RULE_ORDER = "rule_order"
    ATTACH = "attach"
    OPEN = "open"
    CAST = "cast"
    STOP = "stop"
    EXTEND = "extend"
    ANNUL = "annul"
    RECORD_NOTE = "record_note"
    COUNTERSIGN = "countersign"
    SIGN = "sign"
    KEEP_RULE = "keep_rule"
    PUT_RULES_IN_FORCE = "put_rules_in_force"
    RECORD_ACCEPTANCE = "record_acceptance"
    CHANGE_ROLL = "change_roll"
    SEAT = "seat"
    LET_IN = "let_in"
    GIVE_OFFICE = "give_office"
    ACCREDIT = "accredit"
    REVOKE = "revoke"
    SETTLE = "settle"
    RUN_MEETINGS = "run_meetings"
    ANSWER_CALL = "answer_call"
    MARK_DECISION = "mark_decision"
    IMPORT_VOTES = "import_votes"
    KEEP_MINUTES = "keep_minutes"
    ASK_FLOOR = "ask_floor"
    STATE = "state"
    REGISTER_PARTNER = "register_partner"
    ALIGN = "align"
    ADHERE = "adhere"
    CONSENT = "consent"
    SET_REMINDERS = "set_reminders"
    SEND_AGAIN = "send_again"
    PLEDGE = "pledge"
    KEEP_COMMITMENT = "keep_commitment"


@dataclass(frozen=True)
class Permission:
    """One line of the table: who may, how many people it takes, in which state of things."""

    who: frozenset[Standing]
    eyes: Eyes
    when: When
    refusal: str | Promise


def _line(
    who: Iterable[Standing], refusal: str | Promise, eyes: Eyes = Eyes.ONE, when: When = When.ALWAYS
) -> Permission:
    return Permission(frozenset(who), eyes, when, refusal)


_DELEGATION = (Standing.HEAD, Standing.ALTERNATE, Standing.ADVISER)
_SECRETARIAT = (Standing.SECRETARIAT,)
_OFFICERS = (Standing.SECRETARIAT, Standing.CHAIR)

TABLE: dict[Act, Permission] = {
    Act.READ: _line((*_DELEGATION, *_OFFICERS), _("This is for the members of the coalition.")),
    Act.READ_RELEASED: _line((*_DELEGATION, *_OFFICERS, Standing.OBSERVER), _("This was not released to observers.")),
    Act.DRAFT: _line(_SECRETARIAT, _("Only the secretariat puts a proposal to the coalition."), when=When.NO_VOTE_OPEN),
    Act.WRITE_DRAFT: _line(_DELEGATION, _("A draft is written by the delegation of the member that puts it forward.")),
    Act.REVISE: _line(
        (*_DELEGATION, *_SECRETARIAT),
        _("Only the secretariat and the delegations that put it forward revise a proposal."),
        when=When.NO_VOTE_OPEN,
    ),
    Act.SPONSOR: _line((Standing.ACCREDITED,), _("You are not accredited to sponsor a proposal for this member.")),
    Act.AMEND: _line((Standing.ACCREDITED,), _("You are not accredited to propose amendments for this member.")),
    Act.ACCEPT: _line(
        (Standing.ACCREDITED,), _("Only a member that put the proposal forward accepts this."), when=When.NO_VOTE_OPEN
    ),
    Act.RULE_ORDER: _line((Standing.CHAIR,), _("Only the chair rules on the order of the votes.")),
    Act.ATTACH: _line(
        (Standing.ACCREDITED, *_OFFICERS), _("Only the secretariat, the chair and the sponsors attach documents here.")
    ),
    Act.OPEN: _line(
        _OFFICERS,
        _("The rules of procedure do not let you open this vote."),
        Eyes.AS_RULES_SAY,
        When.NO_VOTE_OPEN,
    ),
    Act.CAST: _line((Standing.ACCREDITED,), _("You are not accredited to vote for this member."), when=When.VOTE_OPEN),
    Act.STOP: _line((Standing.ACCREDITED,), _("You are not accredited to vote for this member."), when=When.VOTE_OPEN),
    Act.EXTEND: _line(_OFFICERS, _("Only the secretariat and the chair move a deadline."), Eyes.TWO, When.VOTE_OPEN),
    Act.ANNUL: _line(_OFFICERS, _("Only the secretariat and the chair annul a vote."), Eyes.TWO, When.VOTE_UNDECIDED),
    Act.RECORD_NOTE: _line(
        _SECRETARIAT, _("Only the secretariat records a vote given by signed note."), when=When.VOTE_UNSEALED
    ),
    Act.COUNTERSIGN: _line(
        (Standing.ACCREDITED,), _("You are not accredited to answer for this member."), when=When.UNSETTLED
    ),
    Act.SIGN: _line((Standing.ACCREDITED,), _("Only who is accredited to vote registers a key to sign with.")),
    Act.KEEP_RULE: _line(_SECRETARIAT, _("Only the secretariat keeps rules for the coalition.")),
    Act.PUT_RULES_IN_FORCE: _line(
        _SECRETARIAT, _("Only the secretariat puts rules of procedure in force."), Eyes.TWO_ONCE_IN_FORCE
    ),
    Act.RECORD_ACCEPTANCE: _line(
        (Standing.ACCREDITED, Standing.SECRETARIAT),
        _("Only who is accredited for the member accepts for it, or the secretariat by its note."),
    ),
    Act.CHANGE_ROLL: _line(_SECRETARIAT, _("Only the secretariat changes the roll."), Eyes.TWO_ONCE_IN_FORCE),
    Act.SEAT: _line(_SECRETARIAT, _("Only the secretariat registers delegations.")),
    Act.LET_IN: _line(_SECRETARIAT, _("Only the secretariat lets people in.")),
    Act.GIVE_OFFICE: _line(
        _OFFICERS, _("Only the secretariat and the chair register offices."), Eyes.TWO_ONCE_IN_FORCE
    ),
    Act.ACCREDIT: _line(_SECRETARIAT, _("Only the secretariat registers accreditations."), Eyes.TWO),
    Act.REVOKE: _line(_SECRETARIAT, _("Only the secretariat revokes accreditations."), when=When.HOLDING),
    Act.SETTLE: _line(_OFFICERS, _("Only the secretariat and the chair see what awaits a second person.")),
    Act.RUN_MEETINGS: _line(_OFFICERS, _("Only the secretariat and the chair run the meetings.")),
    Act.ANSWER_CALL: _line((*_DELEGATION, *_OFFICERS, Standing.OBSERVER), _("You were not called to this meeting.")),
    Act.MARK_DECISION: _line(_SECRETARIAT, _("Only the secretariat records what becomes of a decision."), Eyes.TWO),
    Act.IMPORT_VOTES: _line(_SECRETARIAT, _("Only the secretariat imports votes recorded elsewhere.")),
    Act.KEEP_MINUTES: _line(_OFFICERS, _("Only the secretariat and the chair keep the minutes.")),
    Act.ASK_FLOOR: _line((*_DELEGATION, *_OFFICERS), _("You are no delegate of this member.")),
    Act.STATE: _line((Standing.ACCREDITED,), _("You are not accredited to speak on record for this member.")),
    Act.REGISTER_PARTNER: _line(
        _SECRETARIAT, _("Only the secretariat registers states beside the members."), when=When.HOLDING
    ),
    Act.ALIGN: _line(
        (Standing.CONTACT, Standing.SECRETARIAT),
        _("Only its contact aligns a state, or the secretariat by its note."),
        when=When.OPEN_OR_DECIDED,
    ),
    Act.ADHERE: _line((Standing.ACCREDITED,), _("You are not accredited to act for this member."), when=When.DECIDED),
    Act.CONSENT: _line(
        (Standing.ACCREDITED, Standing.CONTACT, Standing.SECRETARIAT),
        _("Only the host consents, or the secretariat by its note."),
        when=When.VOTE_OPEN,
    ),
    Act.SET_REMINDERS: _line(_SECRETARIAT, _("Only the secretariat sets when members are reminded.")),
    Act.SEND_AGAIN: _line(_SECRETARIAT, _("Only the secretariat sees what did not arrive, and sends it again.")),
    Act.PLEDGE: _line(
        (Standing.ACCREDITED,), _("You are not accredited to pledge for this member."), when=When.DECIDED
    ),
    Act.KEEP_COMMITMENT: _line(
        (Standing.ACCREDITED,), _("You are not accredited to answer for this member."), when=When.HOLDING
    ),
}


def coalitions_of(person: Person, instant: datetime) -> QuerySet[Coalition]:
    """Return the coalitions in which the person sits or holds an office at `instant`."""
    sits = Q(pk__in=Delegate.objects.at(instant).filter(person=person).values("member__coalition"))
    serves = Q(pk__in=Office.objects.at(instant).filter(person=person).values("coalition"))
    return Coalition.objects.filter(sits | serves)


def standings(person: Person, coalition: Coalition | int, instant: datetime) -> frozenset[Standing]:
    """Return what the person is in the coalition at `instant`, in three queries."""
    offices = Office.objects.at(instant).filter(person=person, coalition=coalition).values_list("role", flat=True)
    seats = Delegate.objects.at(instant).filter(person=person, member__coalition=coalition)
    held = {Standing(name) for name in (*offices, *seats.values_list("rank", flat=True))}
    if held and Accreditation.objects.at(instant).filter(person=person, member__coalition=coalition).exists():
        held.add(Standing.ACCREDITED)
    return frozenset(held)


def table_allows(held: Iterable[Standing], act: Act) -> bool:
    """Tell whether somebody of these standings may do the act."""
    return not TABLE[act].who.isdisjoint(held)


def may(person: Person, coalition: Coalition | int, act: Act, instant: datetime) -> bool:
    """Tell whether the person may do the act in the coalition at `instant`, by the table."""
    return table_allows(standings(person, coalition, instant), act)


def require(person: Person, coalition: Coalition | int, act: Act, instant: datetime) -> None:
    """Raise `NotAllowed` unless the person may do the act."""
    if not may(person, coalition, act, instant):
        raise refuse(act)


def refuse(act: Act) -> NotAllowed:
    """Return what says to somebody that the act is not theirs to do."""
    who = TABLE[act].who
    code = "not_secretariat" if who == {Standing.SECRETARIAT} else f"may_not_{act.value}"
    return NotAllowed(code, TABLE[act].refusal)


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
    return may(person, coalition, Act.DRAFT, instant)


def sits_for(person: Person, members: Iterable[Member], instant: datetime) -> bool:
    """Tell whether the person sits in the delegation of one of the members, advisers included."""
    return Delegate.objects.at(instant).filter(person=person, member__in=list(members)).exists()


def states_for(person: Person, member: Member, instant: datetime) -> bool:
    """Tell whether the person puts the member's statements on record: whoever is accredited to vote for it."""
    return Accreditation.objects.at(instant).filter(person=person, member=member).exists()


def may_record_acceptance(person: Person, member: Member, instant: datetime) -> bool:
    """Tell whether the person puts on record that the member accepts rules of procedure."""
    return states_for(person, member, instant) or has_role(person, member.coalition_id, Role.SECRETARIAT, instant)


def acts_for_partner(person: Person, partner: Partner, instant: datetime) -> bool:
    """Tell whether the person is the contact of a state that stands beside the members, and still an observer."""
    holds = Partner.objects.at(instant).filter(pk=partner.pk, contact=person).exists()
    return holds and has_role(person, partner.coalition_id, Role.OBSERVER, instant)


def speaks_for(person: Person, member: Member, instant: datetime) -> bool:
    """Tell whether the person asks for the floor for the member: any of its delegates, or who runs the meeting."""
    sits = Delegate.objects.at(instant).filter(person=person, member=member).exists()
    return sits or may(person, member.coalition_id, Act.RUN_MEETINGS, instant)


def may_open(person: Person, coalition: Coalition | int, opener: str, instant: datetime) -> bool:
    """Tell whether the person may open a division that the rules of procedure let `opener` open."""
    roles = {
        Opener.SECRETARIAT: [Role.SECRETARIAT],
        Opener.CHAIR: [Role.CHAIR],
        Opener.EITHER: [Role.SECRETARIAT, Role.CHAIR],
    }[Opener(opener)]
    return Office.objects.at(instant).filter(person=person, coalition=coalition, role__in=roles).exists()


def may_let_in(by: Person, person: Person, instant: datetime) -> bool:
    """Tell whether `by` may make a link with which `person` chooses a new password, or register their provider's word.

    The secretariat may, for delegates and observers of the coalitions that it serves alone: whoever has the link can
    act as its person, and what takes two people must take two.
    """
    held = Office.objects.at(instant).filter(person=person)
    if held.filter(role__in=[Role.SECRETARIAT, Role.CHAIR]).exists():
        return False
    theirs = list(coalitions_of(person, instant))
    return bool(theirs) and all(may(by, coalition, Act.LET_IN, instant) for coalition in theirs)


def members_voted_for(person: Person, coalition: Coalition | int, instant: datetime) -> QuerySet[Member]:
    """Return the members that the person is accredited to vote for at `instant`."""
    held = Accreditation.objects.at(instant).filter(person=person, member__coalition=coalition)
    return Member.objects.filter(pk__in=held.values("member"))
