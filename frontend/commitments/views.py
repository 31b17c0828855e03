"""Pledging towards a decision, and saying what became of a commitment. What was typed stays when something is wrong."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused, Checking, Invalid
from coalition.permissions import Act, refuse
from frontend.access import Here, Request, in_coalition
from frontend.decisions.reads import find
from frontend.local_times import read_local
from frontend.own_members import own_member
from frontend.refusals import status_of
from frontend.words.members import name_of
from frontend.words.times import city_of, reader_zone
from proposals.commitments.models import Commitment
from proposals.commitments.pledging import Pledge, fulfil, move_date, pledge, withdraw
from proposals.commitments.reading import commitments_for
from proposals.voting.models import Decision

ACTS = (
    ("fulfil", _("It is fulfilled")),
    ("move", _("It is due at another date")),
    ("withdraw", _("It is withdrawn")),
)


@require_http_methods(["GET", "POST"])
@in_coalition
def new(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Pledge something for one's member."""
    decision = find(here, year, number)
    if not here.votes_for:
        raise refuse(Act.PLEDGE)
    if request.method != "POST":
        return _form(request, here, decision, {"key": uuid.uuid4().hex})
    try:
        _pledge(here, decision, request.POST)
    except ActRefused as refusal:
        return _form(request, here, decision, request.POST, refusal)
    messages.success(request, _("Recorded, dated now."))
    return HttpResponseRedirect(_address(here, decision))


@require_http_methods(["GET", "POST"])
@in_coalition
def act(request: Request, here: Here, commitment_id: int) -> HttpResponse:
    """Say of one's member's commitment that it is fulfilled or withdrawn, or move its date."""
    rows = commitments_for(here.person, here.now).filter(decision__coalition=here.coalition)
    found = rows.filter(pk=commitment_id).select_related("member", "decision__division__proposal").first()
    if found is None:
        raise Http404
    if found.member_id not in {member.pk for member in here.votes_for}:
        raise refuse(Act.KEEP_COMMITMENT)
    if request.method != "POST":
        return _act_form(request, found, {"act": "fulfil"})
    try:
        _act(here, found, request.POST)
    except ActRefused as refusal:
        return _act_form(request, found, request.POST, refusal)
    messages.success(request, _("Recorded, dated now."))
    return HttpResponseRedirect(_address(here, found.decision))


def _pledge(here: Here, decision: Decision, given: Mapping[str, str]) -> None:
    checking = Checking()
    member = checking.of(lambda code: own_member(here, code, Act.PLEDGE), given.get("member", ""))
    checking.of(_words, given.get("text", ""))
    due_at = checking.of(_instant, given.get("due_at", ""))
    checking.done()
    words = Pledge(given.get("text", ""), due_at, given.get("condition", ""))
    pledge(decision=decision, member=member, words=words, by=here.person, key=given.get("key", ""))


def _act(here: Here, made: Commitment, given: Mapping[str, str]) -> None:
    chosen, note = given.get("act", ""), given.get("note", "")
    if chosen == "fulfil":
        fulfil(commitment=made, by=here.person, note=note)
    elif chosen == "withdraw":
        withdraw(commitment=made, by=here.person, note=note)
    elif chosen == "move":
        move_date(commitment=made, due_at=_instant(given.get("due_at", "")), by=here.person)
    else:
        raise Invalid("no_act", _("Choose what became of it."), field="act")


def _words(text: str) -> None:
    """Said with the rest that is missing: the verb would say it after the date alone."""
    if not text.strip():
        raise Invalid("empty_text", _("Write what is pledged."), field="text")


def _instant(text: str) -> datetime:
    zone = timezone.get_current_timezone()
    return read_local(text, zone, field="due_at", unreadable=_("Give a date and time."))


def _address(here: Here, decision: Decision) -> str:
    return reverse("decision", args=[here.coalition.slug, decision.year, decision.number]) + "#commitments"


def _form(
    request: Request, here: Here, decision: Decision, given: Mapping[str, str], refusal: ActRefused | None = None
) -> HttpResponse:
    context = {
        "decision": decision,
        "given": given,
        "refusal": refusal,
        "members": [name_of(member) for member in here.votes_for],
        **_zone(),
    }
    return _rendered(request, "frontend/commitments/new.html", context, refusal)


def _act_form(
    request: Request, made: Commitment, given: Mapping[str, str], refusal: ActRefused | None = None
) -> HttpResponse:
    context = {
        "made": made,
        "decision": made.decision,
        "name": name_of(made.member),
        "given": given,
        "refusal": refusal,
        "acts": ACTS,
        **_zone(),
    }
    return _rendered(request, "frontend/commitments/act.html", context, refusal)


def _zone() -> dict[str, str]:
    return {"zone": reader_zone(), "city": city_of(reader_zone()) or "UTC"}


def _rendered(request: Request, template: str, context: dict[str, Any], refusal: ActRefused | None) -> HttpResponse:
    return render(request, template, context, status=status_of(refusal) if refusal else 200)
