"""Joining, aligning, leaving, and a host's consent: a page that says what is put on record, and the act itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused, Invalid
from coalition.models import Member, Partner
from coalition.permissions import Act, table_allows
from coalition.rules.rule import Manner
from frontend.access import Here, Request, in_coalition
from frontend.adherence.reads import name_of_partner, partners_now
from frontend.refusals import status_of
from frontend.voting.reading import Read, find
from frontend.words.members import Name, name_of
from proposals.adherence.adhering import align, join, leave
from proposals.adherence.consenting import consent

ACTS = ("join", "align", "leave")


@require_http_methods(["GET", "POST"])
@in_coalition
def adhere(request: Request, here: Here, division_id: int) -> HttpResponse:
    """Join or leave for one's member; align a state or let it leave, for its contact or by its note."""
    read = find(here, division_id)
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("act") not in ACTS:
        raise Http404
    return _page(request, here, read, asked["act"], _adhere)


@require_http_methods(["GET", "POST"])
@in_coalition
def consent_as_host(request: Request, here: Here, division_id: int) -> HttpResponse:
    """Consent for the host of what is voted on."""
    return _page(request, here, find(here, division_id), "consent", _consent)


def _page(request: Request, here: Here, read: Read, act: str, do: Callable[..., object]) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    state, refusal = _state(here, asked), None
    if request.method == "POST":
        try:
            if state is None:
                raise Invalid("no_state", _("Choose a state."), field="state")
            do(here, read, act, state, asked.get("note", ""))
        except ActRefused as refused:
            refusal = refused
        else:
            messages.success(request, _("Recorded, dated now."))
            return HttpResponseRedirect(reverse("vote", args=read.address))
    context = _context(here, read, act, state, asked) | {"refusal": refusal}
    return render(request, "frontend/adherence/act.html", context, status=status_of(refusal) if refusal else 200)


def _adhere(here: Here, read: Read, act: str, state: Member | Partner, note: str) -> None:
    if act == "leave":
        leave(division=read.division, state=state, by=here.person, note=note)
    elif isinstance(state, Partner):
        align(division=read.division, partner=state, by=here.person, note=note)
    else:
        join(division=read.division, member=state, by=here.person)


def _consent(here: Here, read: Read, act: str, state: Member | Partner, note: str) -> None:
    assert isinstance(state, Partner), "only states beside the members are named"
    consent(division=read.division, host=state, by=here.person, note=note)


def _state(here: Here, asked: Mapping[str, str]) -> Member | Partner | None:
    """The member or the state that acts; whether this person may is the verb's to say."""
    if asked.get("member"):
        member = Member.objects.filter(coalition=here.coalition, code=asked["member"]).first()
        if member is None:
            raise Http404
        return member
    return next((each for each in partners_now(here) if each.code == asked.get("state")), None)


def _context(
    here: Here, read: Read, act: str, state: Member | Partner | None, asked: Mapping[str, str]
) -> dict[str, Any]:
    name = None if state is None else name_of_partner(state) if isinstance(state, Partner) else name_of(state)
    acts_itself = isinstance(state, Member) or (isinstance(state, Partner) and _is_own(here, state))
    return {
        "division": read.division,
        "proposal": read.division.proposal,
        "act": act,
        "name": name,
        "is_member": isinstance(state, Member),
        "title": _title(act, read.rule.manner),
        "sentence": _sentence(act, name, read.rule.manner) if name else "",
        "by_note": not acts_itself and table_allows(here.standings, Act.RECORD_NOTE),
        "note": asked.get("note", ""),
        "states": [] if act == "consent" else [(each.code, name_of_partner(each)) for each in partners_now(here)],
    }


def _is_own(here: Here, partner: Partner) -> bool:
    return partner.contact_id == here.person.pk or partner.code in {member.code for member in here.votes_for}


def _title(act: str, manner: Manner) -> str:
    return {
        "join": _("Endorse it now?") if manner is Manner.ENDORSEMENT else _("Take part from now on?"),
        "align": _("Align with it?"),
        "leave": _("Leave the statement?"),
        "consent": _("Consent as the host?"),
    }[act]


def _sentence(act: str, name: Name, manner: Manner) -> str:
    joins = _("%(state)s endorses the text, from now on.")
    if manner is not Manner.ENDORSEMENT:
        joins = _("%(state)s takes part, from now on, and is bound by it.")
    said = {
        "join": joins,
        "align": _("%(state)s aligns with the text, from now on. It has no vote, and is bound by none."),
        "leave": _("%(state)s leaves the statement. That it stood behind it until now stays on record."),
        "consent": _("%(state)s consents, as the host, to what is voted on. It cannot be taken back."),
    }
    return said[act] % {"state": name.first}
