"""Opening a vote: rule, notice and visibility come from the rules of procedure; the deadline is given."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused, NotAllowed
from coalition.four_eyes import Step
from coalition.models.procedure import Procedure
from coalition.permissions import may_open
from coalition.procedure import effective_rule, subject_rules
from frontend.access import Here, Request, in_coalition
from frontend.drafting.reads import find, subject_words
from frontend.refusals import status_of
from frontend.secretariat.changing import asked_for
from frontend.voting.deadlines import OTHER, at_bad_hours, choices, read_deadline
from frontend.words.effects import may_not_open
from frontend.words.passages import question_said
from frontend.words.times import city_of, reader_zone, span
from proposals.amendments.models import Amendment, OrderRuling
from proposals.amendments.voting import ask_to_open_next, next_question, open_next
from proposals.drafting.models import Proposal
from proposals.voting.holding import least_notice
from proposals.voting.opening import ask_to_open, open_division, procedural


@require_http_methods(["GET", "POST"])
@in_coalition
def open_vote(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Open the vote on the whole text."""
    return _opened(request, here, find(here, year, number))


@require_http_methods(["GET", "POST"])
@in_coalition
def open_next_vote(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Open the vote on what comes before the whole: an appeal, an amendment, a part."""
    proposal = find(here, year, number)
    coming = next_question(proposal)
    if coming is None:
        raise Http404
    return _opened(request, here, proposal, coming)


def _opened(
    request: Request, here: Here, proposal: Proposal, coming: Amendment | OrderRuling | None = None
) -> HttpResponse:
    """Ask for the deadline, then open. What was given stays when something is wrong."""
    entry = subject_rules(here.coalition, proposal.subject, here.now)
    if not may_open(here.person, here.coalition, entry.opener, here.now):
        raise NotAllowed("may_not_open", may_not_open())
    if request.method != "POST":
        return _form(request, here, proposal, {}, coming=coming)
    given = request.POST
    try:
        closes_at = read_deadline(given.get("choice", ""), given.get("closes_at", ""))
        ask: dict[str, Any] = {
            "proposal": proposal,
            "closes_at": closes_at,
            "by": here.person,
            "facts": given.getlist("facts"),
            "emergency": given.get("emergency", ""),
        }
        if entry.four_eyes_opening:
            asking = ask_to_open_next if coming else ask_to_open
            return asked_for(request, here, Step(pending=asking(**ask)))
        division = open_next(**ask) if coming else open_division(**ask)
    except ActRefused as refusal:
        return _form(request, here, proposal, given, refusal, coming=coming)
    if where := at_bad_hours(closes_at, division.roll["members"]):  # it warns, and does not refuse
        said = {"capitals": where}
        messages.warning(request, _("The deadline falls outside working hours in %(capitals)s.") % said)
    return HttpResponseRedirect(reverse("vote", args=[here.coalition.slug, division.pk]))


def _form(
    request: Request,
    here: Here,
    proposal: Proposal,
    given: Any,
    refusal: ActRefused | None = None,
    *,
    coming: Amendment | OrderRuling | None = None,
) -> HttpResponse:
    entry = subject_rules(here.coalition, proposal.subject, here.now)
    if isinstance(coming, OrderRuling):
        entry = procedural(entry)
    context = {
        "proposal": proposal,
        "question": question_said(coming.question) if coming else "",
        "revision": proposal.revisions.order_by("-number")[0],
        "subject": subject_words(here, entry),
        "voters": len(here.roll.voters),
        "facts": sorted(effective_rule(entry).facts),
        "facts_given": given.getlist("facts") if given else [],
        "choices": choices(
            here.now,
            least_notice(entry),
            here.roll.voters,
            in_the_room=entry.procedure == Procedure.CONSENSUS,
        ),
        "choice": given.get("choice", "") if given else "",
        "closes_at": given.get("closes_at", "") if given else "",  # nobody opens a vote with a deadline not chosen
        "other": OTHER,
        "zone": reader_zone(),
        "city": city_of(reader_zone()) or "UTC",
        "refusal": refusal,
        "emergency": given.get("emergency", "") if given else "",
        "emergency_notice": span(entry.emergency_notice) if entry.emergency_notice is not None else "",
    }
    return render(request, "frontend/voting/open.html", context, status=status_of(refusal) if refusal else 200)
