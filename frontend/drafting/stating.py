"""Statements on a proposal: read with it, put on record, reservations lifted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from coalition.errors import ActRefused, Checking, Invalid
from coalition.models import Member
from coalition.permissions import Act, refuse
from coalition.rules.positions import Position
from frontend.access import Here, Request, in_coalition
from frontend.drafting.reads import find
from frontend.local_times import read_local
from frontend.own_members import own_member
from frontend.refusals import status_of
from frontend.words.members import Name, name_of
from frontend.words.positions import word_of
from proposals.drafting.models import Proposal
from proposals.scope import proposals_for
from proposals.statements.making import Words, lift, make_statement
from proposals.statements.models import RESERVATIONS, Statement, StatementKind
from proposals.voting.models import Division

INTENDED = (Position.YES, Position.NO, Position.ABSTAIN)


@dataclass(frozen=True)
class Said:
    """One statement as it is read."""

    statement: Statement
    name: Name
    position: str
    may_lift: bool

    @property
    def standing(self) -> bool:
        """Whether it is a reservation that still stands."""
        return self.statement.reserves and self.statement.ended_at is None


def statements_of(here: Here, proposal: Proposal) -> list[Said]:
    """What members put on record on the proposal, the first first."""
    own = {member.pk for member in here.votes_for}
    rows = proposal.statements.select_related("member", "division")
    return [_said(statement, statement.member_id in own) for statement in rows]


@require_http_methods(["GET", "POST"])
@in_coalition
def new(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Put a statement on record. What was typed stays when something is wrong."""
    proposal = find(here, year, number)
    if not here.votes_for:
        raise refuse(Act.STATE)
    given: Any = request.POST if request.method == "POST" else {"kind": StatementKind.DECLARATION}
    if request.method != "POST":
        return _form(request, here, proposal, given)
    try:
        member, words, division = _read(here, proposal, given)
        make_statement(proposal=proposal, member=member, words=words, by=here.person, division=division)
    except ActRefused as refusal:
        return _form(request, here, proposal, given, refusal)
    return HttpResponseRedirect(_address(here, proposal))


@require_POST
@in_coalition
def lift_reservation(request: Request, here: Here, statement_id: int) -> HttpResponse:
    """Lift a reservation of one's own member."""
    readable = proposals_for(here.person, here.now).filter(coalition=here.coalition)
    found = Statement.objects.filter(pk=statement_id, proposal__in=readable).select_related("proposal", "member")
    statement = found.first()
    if statement is None:
        raise Http404
    lift(statement=statement, by=here.person)
    return HttpResponseRedirect(_address(here, statement.proposal))


def _said(statement: Statement, own: bool) -> Said:
    position = word_of(Position(statement.position)) if statement.position else ""
    lifts = own and statement.reserves and statement.ended_at is None
    return Said(statement, name_of(statement.member), position, lifts)


def _read(here: Here, proposal: Proposal, given: Any) -> tuple[Member, Words, Division | None]:
    checking = Checking()
    member = checking.of(lambda code: own_member(here, code, Act.STATE), given.get("member", ""))
    kind = checking.of(_kind, given.get("kind", ""))
    expires = given.get("expires_at", "") if kind in RESERVATIONS else ""
    expires_at = checking.of(_instant, expires) if expires else None
    checking.done()
    assert isinstance(member, Member) and isinstance(kind, StatementKind), "checked"
    position = given.get("position", "") if kind == StatementKind.INTENDED else ""
    about = given.get("division", "")
    division = proposal.divisions.filter(pk=int(about)).first() if about.isascii() and about.isdigit() else None
    chosen = Position(position) if position in INTENDED else None
    return member, Words(kind, given.get("text", ""), expires_at, chosen), division


def _kind(kind: str) -> StatementKind:
    if kind not in StatementKind.values:
        raise Invalid("no_kind", _("Choose what kind of statement it is."), field="kind")
    return StatementKind(kind)


def _instant(text: str) -> Any:
    zone = timezone.get_current_timezone()
    return read_local(text, zone, field="expires_at", unreadable=_("Give a date and time."))


def _address(here: Here, proposal: Proposal) -> str:
    return reverse("proposal", args=[here.coalition.slug, proposal.year, proposal.number]) + "#statements"


def _form(
    request: Request, here: Here, proposal: Proposal, given: Any, refusal: ActRefused | None = None
) -> HttpResponse:
    closed = proposal.divisions.filter(closes_at__lte=here.now, annulled_at__isnull=True).select_related(
        "revision", "decision"
    )
    context = {
        "proposal": proposal,
        "given": given,
        "refusal": refusal,
        "members": [name_of(member) for member in here.votes_for],
        "kinds": [(kind.value, kind.label) for kind in StatementKind],
        "votes": list(closed),
        "positions": [(position.value, word_of(position)) for position in INTENDED],
    }
    return render(request, "frontend/drafting/state_form.html", context, status=status_of(refusal) if refusal else 200)
