"""Proposals: the list, one proposal, putting a new one, revising its text."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from coalition.errors import ActRefused, Invalid, NotAllowed
from coalition.models import Member
from coalition.permissions import Act, may_open, refuse
from coalition.procedure import subjects_in_force
from coalition.rolls import members_at
from frontend.access import Here, Request, in_coalition
from frontend.drafting.attaching import lines_of
from frontend.drafting.comparing import compare, folded
from frontend.drafting.reads import change_of_rules, find, found, markings_here, row_of, subjects, title_of_subject
from frontend.drafting.stating import statements_of
from frontend.refusals import status_of
from frontend.words.members import Name, name_of
from proposals.amendments.models import Standing
from proposals.documents.attaching import may_attach
from proposals.documents.reading import documents_for
from proposals.drafting import marking
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import create_proposal, may_revise, revise
from proposals.voting.states import State

PAGE = 25


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """All proposals, the latest first."""
    listed = found(here).prefetch_related("sponsors", "divisions__decision__division")
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    rows = [row_of(here, proposal) for proposal in page.object_list]
    return render(request, "frontend/drafting/index.html", {"rows": rows, "page": page})


@require_GET
@in_coalition
def show(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """One proposal with its text, in its latest revision or the one asked for."""
    proposal = find(here, year, number)
    revisions = list(proposal.revisions.order_by("-number"))
    asked = request.GET.get("revision", "")
    shown = next((each for each in revisions if str(each.number) == asked), None if asked else revisions[0])
    if shown is None:
        raise Http404
    row = row_of(here, proposal)
    entries = subjects_in_force(here.coalition, here.now)
    entry = next((each for each in entries if each.code == proposal.subject), None)
    is_open = row.state in (State.OPEN, State.COUNTING)
    context = {
        "row": row,
        "proposal": proposal,
        "revision": shown,
        "revisions": revisions,
        "votes": list(proposal.divisions.select_related("decision", "revision").order_by("-pk")),
        "subject": title_of_subject(entries, proposal.subject),
        "statements": statements_of(here, proposal),
        "may_state": bool(here.votes_for),
        "may_revise": not is_open and may_revise(here.person, proposal, here.now),
        "amendments": proposal.amendments.filter(standing=Standing.PENDING).count(),
        "sponsor_acts": _sponsor_acts(here, proposal),
        "left": _left(here, proposal),
        "marking": marking.name_of(proposal.marking),
        "documents": lines_of(documents_for(here.person, here.now).filter(proposal=proposal)),
        "may_attach": may_attach(here.person, proposal, here.now),
        "may_open": entry is not None and not is_open and may_open(here.person, here.coalition, entry.opener, here.now),
    }
    return render(request, "frontend/drafting/proposal.html", context)


@require_GET
@in_coalition
def compared(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Two revisions of a text, the words that differ marked; the last two when not asked otherwise."""
    proposal = find(here, year, number)
    revisions = {str(each.number): each for each in proposal.revisions.order_by("number")}
    latest = next(reversed(revisions))
    new = revisions.get(request.GET.get("new", latest))
    old = revisions.get(request.GET.get("old", str(new.number - 1 or 1))) if new else None
    if old is None or new is None:
        raise Http404
    paragraphs = compare(old.text, new.text)
    context = {
        "proposal": proposal,
        "revisions": revisions.values(),
        "old": old,
        "new": new,
        "stretches": folded(paragraphs),
        "changes": sum(paragraph.changed for paragraph in paragraphs),
    }
    return render(request, "frontend/drafting/compare.html", context)


@require_http_methods(["GET", "POST"])
@in_coalition
def new(request: Request, here: Here) -> HttpResponse:
    """Put a proposal to the coalition. What was typed stays when something is wrong."""
    _require_secretariat(here)
    if request.method != "POST":
        return _form(request, here, change_of_rules(here, request.GET.get("change", "")))
    given = request.POST
    try:
        proposal = create_proposal(
            coalition=here.coalition,
            title=given.get("title", ""),
            text=given.get("text", ""),
            subject=given.get("subject", ""),
            sponsors=_sponsors(here, given.getlist("sponsors")),
            by=here.person,
            released_to_observers=given.get("released") == "on",
            marking=given.get("marking", ""),
        )
    except Invalid as refusal:
        return _form(request, here, given, refusal)
    return HttpResponseRedirect(address_of(here, proposal))


@require_http_methods(["GET", "POST"])
@in_coalition
def revise_text(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Add the next revision of a text."""
    proposal = find(here, year, number)
    if not may_revise(here.person, proposal, here.now):
        raise refuse(Act.REVISE)
    latest = proposal.revisions.order_by("-number")[0]
    text = request.POST.get("text", latest.text)
    corrects = "corrigendum" in request.POST
    context: dict[str, Any] = {"proposal": proposal, "latest": latest, "text": text, "corrigendum": corrects}
    if request.method != "POST":
        return render(request, "frontend/drafting/revise.html", context)
    try:
        revise(proposal=proposal, text=text, by=here.person, base=_base(request), corrigendum=corrects)
    except ActRefused as refusal:
        context["refusal"] = refusal
        return render(request, "frontend/drafting/revise.html", context, status=status_of(refusal))
    return HttpResponseRedirect(address_of(here, proposal))


def _sponsor_acts(here: Here, proposal: Proposal) -> list[tuple[Name, bool]]:
    """The reader's own members, each with whether it sponsors the proposal: it can leave, or join."""
    if not here.votes_for or any(not vote.question and hasattr(vote, "decision") for vote in proposal.divisions.all()):
        return []
    sponsoring = {member.pk for member in proposal.sponsors.all()}
    return [(name_of(member), member.pk in sponsoring) for member in here.votes_for]


def _left(here: Here, proposal: Proposal) -> str:
    gone = proposal.sponsorships.filter(until__isnull=False).values_list("member__code", flat=True)
    return here.names.listed(sorted(set(gone)))


def address_of(here: Here, proposal: Proposal) -> str:
    """Where a proposal's page is."""
    return reverse("proposal", args=[here.coalition.slug, proposal.year, proposal.number])


def _form(request: Request, here: Here, given: Any, refusal: Invalid | None = None) -> HttpResponse:
    chosen = set(given.getlist("sponsors")) if request.method == "POST" else set()
    names = sorted((name_of(member) for member in members_at(here.coalition, here.now)), key=str)
    context = {
        "given": given,
        "refusal": refusal,
        "subjects": subjects(here),
        "sponsors": [(name, name.code in chosen) for name in names],
        "markings": markings_here(),
    }
    return render(request, "frontend/drafting/new.html", context, status=status_of(refusal) if refusal else 200)


def _sponsors(here: Here, codes: list[str]) -> list[Member]:
    return list(Member.objects.filter(coalition=here.coalition, code__in=codes))


def _base(request: Request) -> int:
    """The revision that the form was filled in on; none that exists when the form does not say."""
    base = request.POST.get("base", "")
    return int(base) if base.isascii() and base.isdigit() and len(base) < 10 else 0


def _require_secretariat(here: Here) -> None:
    """The verbs say so too; this spares somebody a form that they could not send."""
    if not here.is_secretariat:
        raise NotAllowed("not_secretariat", _("Only the secretariat puts a proposal to the coalition."))
