"""Amendments to a proposal: the list in the order of the votes, tabling, and what is done with each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coalition.errors import ActRefused, Checking, Invalid
from coalition.models import Member
from coalition.permissions import Act, may_open, refuse
from coalition.procedure import subject_rules
from frontend.access import Here, Request, in_coalition
from frontend.drafting.comparing import Paragraph, compare
from frontend.drafting.reads import find
from frontend.own_members import own_member
from frontend.refusals import status_of
from frontend.words.passages import passage_said
from proposals.amendments.models import Amendment, Change, OrderRuling, Standing
from proposals.amendments.ordering import appeal_order, in_order, measured, rule_on_order, standing_ruling
from proposals.amendments.passages import passages
from proposals.amendments.settling import accept, are_contrary, carry
from proposals.amendments.tabling import Asked, table, withdraw
from proposals.amendments.voting import next_question
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import first_sponsors, latest_revision, may_revise
from proposals.voting.models import Division
from proposals.words.members import Name, name_of


@dataclass(frozen=True)
class Line:
    """One amendment as it is read."""

    amendment: Amendment
    name: Name
    where: str
    paragraphs: list[Paragraph]
    contrary: list[int]
    may_withdraw: bool
    may_accept: bool


@require_GET
@in_coalition
def index(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """The amendments: those that wait, in the order of their votes; then those that are settled."""
    proposal = find(here, year, number)
    rows = list(_full(proposal))
    waiting = in_order(proposal)
    by_number = {each.number: each for each in rows}
    frozen = proposal.divisions.filter(Division.unended()).exists()
    sponsors = {member.pk for member in first_sponsors(proposal)}
    accepts = not frozen and any(member.pk in sponsors for member in here.votes_for)
    own = set() if frozen else {member.pk for member in here.votes_for}
    said = {each.number: _line(each, rows, own, accepts) for each in rows}
    coming = next_question(proposal)
    context = {
        "proposal": proposal,
        "waiting": [said[each.number] for each in waiting],
        "settled": [said[number] for number in by_number if by_number[number].standing != Standing.PENDING],
        "ruling": standing_ruling(proposal),
        "frozen": frozen,
        "open_vote": proposal.divisions.filter(Division.unended()).first(),
        "may_table": bool(here.votes_for) and not frozen,
        "may_rule": here.is_chair and len(waiting) > 1 and not frozen,
        "may_carry": not frozen and may_revise(here.person, proposal, here.now),
        "may_open": coming is not None and not frozen and _may_open(here, proposal),
        "appeal_next": isinstance(coming, OrderRuling),
    }
    return render(request, "frontend/drafting/amendments.html", context)


@require_http_methods(["GET", "POST"])
@in_coalition
def new(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Table an amendment to a passage. What was typed stays when something is wrong."""
    proposal = find(here, year, number)
    if not here.votes_for:
        raise refuse(Act.AMEND)
    if request.method != "POST":
        return _form(request, here, proposal, request.GET)
    given = request.POST
    try:
        checking = Checking()
        member = checking.of(lambda code: own_member(here, code, Act.AMEND), given.get("member", ""))
        change = checking.of(_change, given.get("change", ""))
        checking.done()
        asked = Asked(Change(change), given.get("anchor", ""), given.get("text", ""))
        contrary = proposal.amendments.filter(number__in=_numbers(given.getlist("contrary")), standing=Standing.PENDING)
        assert isinstance(member, Member), "checked"
        table(proposal=proposal, member=member, asked=asked, by=here.person, contrary_to=list(contrary))
    except ActRefused as refusal:
        return _form(request, here, proposal, given, refusal)
    return HttpResponseRedirect(_address(here, proposal))


@require_POST
@in_coalition
def act(request: Request, here: Here, year: int, number: int, amendment: int) -> HttpResponse:
    """Withdraw an amendment, or accept it."""
    proposal = find(here, year, number)
    found = _one(proposal, amendment)
    verbs = {"withdraw": withdraw, "accept": accept}
    verb = verbs.get(request.POST.get("do", ""))
    if verb is None:
        raise Http404
    verb(amendment=found, by=here.person)
    return HttpResponseRedirect(_address(here, proposal))


@require_http_methods(["GET", "POST"])
@in_coalition
def write_in(request: Request, here: Here, year: int, number: int, amendment: int) -> HttpResponse:
    """Write an adopted amendment, whose passage had changed, into the text by hand."""
    proposal = find(here, year, number)
    found = _one(proposal, amendment)
    if not found.conflict:
        raise Http404
    if not may_revise(here.person, proposal, here.now):
        raise refuse(Act.REVISE)
    latest = latest_revision(proposal)
    given = request.POST
    context: dict[str, Any] = {
        "proposal": proposal,
        "line": _line(found, [], set(), False),
        "latest": latest,
        "text": given.get("text", latest.text),
    }
    if request.method == "POST":
        try:
            carry(
                amendment=found,
                text=given.get("text", ""),
                base=(_numbers([given.get("base", "")]) or [0])[0],
                by=here.person,
            )
        except ActRefused as refusal:
            context["refusal"] = refusal
            return render(request, "frontend/drafting/write_in.html", context, status=status_of(refusal))
        return HttpResponseRedirect(_address(here, proposal))
    return render(request, "frontend/drafting/write_in.html", context)


@require_http_methods(["GET", "POST"])
@in_coalition
def order(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """The chair's ruling on the order of the votes."""
    proposal = find(here, year, number)
    if not here.is_chair:
        raise refuse(Act.RULE_ORDER)
    waiting = in_order(proposal)
    given = request.POST
    context: dict[str, Any] = {
        "proposal": proposal,
        "lines": [_line(each, waiting, set(), False) for each in waiting],
        "given": given.get("order", ", ".join(str(each.number) for each in waiting)),
        "reason": given.get("reason", ""),
        "measured": ", ".join(str(each.number) for each in measured(waiting)),
    }
    if request.method == "POST":
        try:
            numbers = _numbers(given.get("order", "").replace(";", ",").split(","))
            rule_on_order(proposal=proposal, order=numbers, reason=given.get("reason", ""), by=here.person)
        except ActRefused as refusal:
            context["refusal"] = refusal
            return render(request, "frontend/drafting/order.html", context, status=status_of(refusal))
        return HttpResponseRedirect(_address(here, proposal))
    return render(request, "frontend/drafting/order.html", context)


@require_POST
@in_coalition
def appeal(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Appeal the chair's ruling for one's member."""
    proposal = find(here, year, number)
    appeal_order(proposal=proposal, member=own_member(here, request.POST.get("member", ""), Act.AMEND), by=here.person)
    return HttpResponseRedirect(_address(here, proposal))


def _full(proposal: Proposal) -> Any:
    rows = proposal.amendments.select_related("member", "revision", "fell_with", "carried_in", "proposal")
    return rows.prefetch_related("contrary_to")


def _one(proposal: Proposal, number: int) -> Amendment:
    found: Amendment | None = _full(proposal).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _line(amendment: Amendment, rows: list[Amendment], own: set[int], accepts: bool) -> Line:
    waits = amendment.standing == Standing.PENDING
    new_text = amendment.passage if amendment.is_part else amendment.text
    old_text = "" if amendment.change == Change.INSERT else amendment.passage
    declared = {other.number for other in amendment.contrary_to.all()}
    contrary = [
        other.number
        for other in rows
        if other.pk != amendment.pk
        and other.standing == Standing.PENDING
        and (other.number in declared or are_contrary(amendment, other))
    ]
    return Line(
        amendment=amendment,
        name=name_of(amendment.member),
        where=passage_said(amendment.anchor),
        paragraphs=compare(old_text, new_text),
        contrary=sorted(contrary) if waits else [],
        may_withdraw=waits and amendment.member_id in own,
        may_accept=waits and accepts and not amendment.is_part,
    )


def _may_open(here: Here, proposal: Proposal) -> bool:
    try:
        entry = subject_rules(here.coalition, proposal.subject, here.now)
    except Invalid:
        return False
    return may_open(here.person, here.coalition, entry.opener, here.now)


def _change(change: str) -> str:
    if change not in Change.values:
        raise Invalid("no_change", _("Choose what to change."), field="change")
    return change


def _numbers(given: list[str]) -> list[int]:
    """The numbers in a list; what is none of them is 0, which nothing has."""
    words = [word.strip() for word in given if word.strip()]
    return [int(word) if word.isascii() and word.isdigit() and len(word) < 7 else 0 for word in words]


def _address(here: Here, proposal: Proposal) -> str:
    return reverse("amendments", args=[here.coalition.slug, proposal.year, proposal.number])


def _form(
    request: Request, here: Here, proposal: Proposal, given: Any, refusal: ActRefused | None = None
) -> HttpResponse:
    text = latest_revision(proposal)
    found = passages(text.text)
    chosen = next((each for each in found if each.anchor == given.get("anchor")), None)
    waiting = proposal.amendments.filter(standing=Standing.PENDING).select_related("member")
    context = {
        "proposal": proposal,
        "revision": text,
        "passages": [(each.anchor, passage_said(each.anchor), each.text) for each in found],
        "changes": Change.choices,
        "anchor": given.get("anchor", ""),
        "change": given.get("change", ""),
        "text": given.get("text", chosen.text if chosen else ""),
        "member": given.get("member", ""),
        "members": [name_of(member) for member in here.votes_for],
        "waiting": [(each.number, name_of(each.member), passage_said(each.anchor)) for each in waiting],
        "contrary": _numbers(given.getlist("contrary")),
        "refusal": refusal,
    }
    return render(
        request, "frontend/drafting/amendment_form.html", context, status=status_of(refusal) if refusal else 200
    )
