"""Opening a vote: rule, notice and visibility come from the rules of procedure; the deadline is given."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused, NotAllowed
from coalition.permissions import may_open
from coalition.procedure import effective_rule, subject_rules
from frontend.access import Here, Request, in_coalition
from frontend.drafting.reads import find, subject_words
from frontend.refusals import status_of
from frontend.voting.deadlines import OTHER, choices, read_deadline
from frontend.words.effects import may_not_open
from frontend.words.times import city_of, reader_zone
from proposals.drafting.models import Proposal
from proposals.voting.opening import open_division


@require_http_methods(["GET", "POST"])
@in_coalition
def open_vote(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Ask for the deadline, then open. What was given stays when something is wrong."""
    proposal = find(here, year, number)
    entry = subject_rules(here.coalition, proposal.subject, here.now)
    if not may_open(here.person, here.coalition, entry.opener, here.now):
        raise NotAllowed("may_not_open", may_not_open())
    if request.method != "POST":
        return _form(request, here, proposal, {})
    given = request.POST
    try:
        closes_at = read_deadline(given.get("choice", ""), given.get("closes_at", ""))
        division = open_division(proposal=proposal, closes_at=closes_at, by=here.person, facts=given.getlist("facts"))
    except ActRefused as refusal:
        return _form(request, here, proposal, given, refusal)
    return HttpResponseRedirect(reverse("vote", args=[here.coalition.slug, division.pk]))


def _form(
    request: Request, here: Here, proposal: Proposal, given: Any, refusal: ActRefused | None = None
) -> HttpResponse:
    entry = subject_rules(here.coalition, proposal.subject, here.now)
    context = {
        "proposal": proposal,
        "revision": proposal.revisions.order_by("-number")[0],
        "subject": subject_words(here, entry),
        "voters": len(here.roll.voters),
        "facts": sorted(effective_rule(entry).facts),
        "facts_given": given.getlist("facts") if given else [],
        "choices": choices(here.now, entry.notice),
        "choice": given.get("choice", "") if given else "",
        "closes_at": given.get("closes_at", "") if given else "",  # nobody opens a vote with a deadline not chosen
        "other": OTHER,
        "zone": reader_zone(),
        "city": city_of(reader_zone()) or "UTC",
        "refusal": refusal,
    }
    return render(request, "frontend/voting/open.html", context, status=status_of(refusal) if refusal else 200)
