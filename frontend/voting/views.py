"""The page of a vote: text, rule, deadline, where it stands, and the ballot paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from coalition.rules.rolls import Roll
from frontend.access import Here, Request, in_coalition
from frontend.streams.tickets import address_for
from frontend.voting.ballots import papers, suspended_of
from frontend.voting.reading import Read, find, last_entry, rule_words, stands
from proposals.voting.states import State


@require_GET
@in_coalition
def show(request: Request, here: Here, division_id: int) -> HttpResponse:
    """The vote. Once it is decided, the decision is its page."""
    read = find(here, division_id)
    if read.state is State.DECIDED:
        return HttpResponseRedirect(decision_address(read))
    return page(request, here, read)


@require_GET
@in_coalition
def standing(request: Request, here: Here, division_id: int) -> HttpResponse:
    """Only what changes: asked for when the stream says that something did."""
    read = find(here, division_id)
    if read.state.value != request.GET.get("state", State.OPEN.value):
        response = HttpResponse(status=204)
        response.headers["HX-Refresh"] = "true"
        return response
    context = {"division": read.division, "standing": stands(here, read)}
    return render(request, "frontend/voting/changed.html", context)


def page(
    request: Request, here: Here, read: Read, *, error: str = "", member: str = "", status: int = 200
) -> HttpResponse:
    """The whole page; `error` stands beside the ballot paper of `member`."""
    context = _context(here, read) | {"error": error, "error_member": member}
    return render(request, "frontend/voting/vote.html", context, status=status)


def decision_address(read: Read) -> str:
    """Where the decision of a decided division is."""
    decision = read.division.decision
    return reverse("decision", args=[read.address[0], decision.year, decision.number])


def _context(here: Here, read: Read) -> dict[str, Any]:
    division = read.division
    after = last_entry(division)  # read before the rest: what comes between is told again, never missed
    return {
        "division": division,
        "proposal": division.proposal,
        "is_open": read.state is State.OPEN,
        "rule": rule_words(here, read.rule, Roll.from_json(division.roll)),
        "standing": stands(here, read),
        "sponsors": here.names.listed(division.proposal.sponsors.values_list("code", flat=True)),
        "papers": papers(here, division, read.rule, read.sight) if read.state is State.OPEN else [],
        "suspended": suspended_of(here, division),
        "stream": address_for(here.person.pk, here.coalition.pk, division.pk, after=after),
    }
