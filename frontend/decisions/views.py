"""The register of decisions, and one decision with its reasons and its proof."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coalition.models.procedure import Procedure
from coalition.rules import wording
from coalition.rules.outcomes import Outcome
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from frontend.access import Here, Request, in_coalition
from frontend.decisions.reads import bound_groups, history, verdict_of
from frontend.pictures.conditions import draw
from frontend.voting.reading import rule_words
from frontend.voting.standing import Board
from frontend.words.members import language
from proposals.scope import decisions_for
from proposals.voting.models import Decision
from proposals.voting.recounting import agrees, ballots_in_ledger

PAGE = 25


@require_GET
@in_coalition
def register(request: Request, here: Here) -> HttpResponse:
    """All decisions, the latest first."""
    found = decisions_for(here.person, here.now).filter(coalition=here.coalition)
    pages = Paginator(found.select_related("division__proposal"), PAGE)
    page = pages.get_page(request.GET.get("page"))
    verdicts = [verdict_of(decision) for decision in page.object_list]
    return render(request, "frontend/decisions/register.html", {"verdicts": verdicts, "page": page})


@require_GET
@in_coalition
def show(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """One decision."""
    found = decisions_for(here.person, here.now).filter(coalition=here.coalition, year=year, number=number)
    decision = found.select_related(
        "division__proposal", "division__revision", "division__coalition", "division__opened_by"
    ).first()
    if decision is None:
        raise Http404
    return render(request, "frontend/decisions/decision.html", _context(here, decision))


def _context(here: Here, decision: Decision) -> dict[str, Any]:
    outcome, division = Outcome.from_json(decision.outcome), decision.division
    rule = read_rule(decision.rule)
    own = {place.member.code for place in here.places}
    board = Board(division, here.names, own, closed=True, manner=rule.manner)
    listed, picture = board.positions(outcome)
    events = history(decision, here.names)
    in_ledger, cast = ballots_in_ledger(decision)
    return {
        "decision": decision,
        "division": division,
        "proposal": division.proposal,
        "verdict": verdict_of(decision),
        "procedure": Procedure(division.procedure).label,
        "reasons": wording.reasons(outcome, language(), here.names.plain()),
        "holding": sum(condition.holds for condition in outcome.conditions),
        "conditions": draw(outcome, board.speaker),
        "outcome": outcome,
        "rule": rule_words(here, rule, Roll.from_json(decision.roll)),
        "listed": listed,
        "hemicycle": picture,
        "total": len(decision.roll["members"]),
        "bound": bound_groups(outcome, here.names),
        "suspended": here.names.sorted(outcome.tally.suspended),
        "history": events,
        "agrees": agrees(decision),
        "in_ledger": in_ledger,
        "cast": cast,
        "sponsors": here.names.listed(division.proposal.sponsors.values_list("code", flat=True)),
    }
