"""The page of a vote: text, rule, deadline, where it stands, and the ballot paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from coalition.rules.rolls import Roll
from frontend.access import Here, Request, in_coalition
from frontend.adherence.reads import shown
from frontend.streams.tickets import address_for
from frontend.voting import notes
from frontend.voting.ballots import papers, suspended_of
from frontend.voting.overseeing import may_annul, may_extend
from frontend.voting.paths import earlier_votes
from frontend.voting.proxies import proxy_lines
from frontend.voting.reading import Read, find, last_entry, rule_words, stands
from frontend.voting.stopping import stops_of, ways_to_stop
from proposals.voting.annulling import why_annulled
from proposals.voting.extending import extensions_of
from proposals.voting.holding import is_second_vote
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
    request: Request, here: Here, read: Read, *, error: str = "", paper: str = "", status: int = 200
) -> HttpResponse:
    """The whole page; `error` stands beside the ballot paper of that key."""
    context = _context(here, read) | {"error": error, "error_paper": paper}
    return render(request, "frontend/voting/vote.html", context, status=status)


def decision_address(read: Read) -> str:
    """Where the decision of a decided division is."""
    decision = read.division.decision
    return reverse("decision", args=[read.address[0], decision.year, decision.number])


def _context(here: Here, read: Read) -> dict[str, Any]:
    division = read.division
    quiet = read.sight.replied is None
    after = last_entry(division, quiet=quiet)  # what comes since is told again, never missed
    listens = (here.person.pk, here.coalition.pk, division.pk)
    return {
        "division": division,
        "proposal": division.proposal,
        "is_open": read.state is State.OPEN,
        "is_annulled": read.state is State.ANNULLED,
        "is_stopped": read.state is State.STOPPED,
        "is_second": is_second_vote(division),
        "stops": [] if here.is_observer else stops_of(here, division),
        "ways_to_stop": ways_to_stop(here, read),
        "earlier": [] if here.is_observer else earlier_votes(division, here.now),
        "why_annulled": why_annulled(division) if read.state is State.ANNULLED and not here.is_observer else "",
        "extensions": [] if here.is_observer else extensions_of(division),
        "may_extend": may_extend(here, read),
        "may_annul": may_annul(here, read),
        "may_record": notes.may_record(here, read),
        "notes": [] if read.state is State.ANNULLED else notes.awaited(here, read.sight.notes, read.rule.manner),
        "rule": rule_words(here, read.rule, Roll.from_json(division.roll)),
        "standing": stands(here, read),
        "behind": shown(here, division, read.rule, read.sight.positions, open_=read.state is State.OPEN),
        "sponsors": here.names.listed(division.proposal.sponsors.values_list("code", flat=True)),
        "papers": papers(here, division, read.rule, read.sight) if read.state is State.OPEN else [],
        "proxies": proxy_lines(here, read) if read.state is State.OPEN else [],
        "suspended": suspended_of(here, division),
        "stream": address_for(*listens, session=here.session, after=after, quiet=quiet),
    }
