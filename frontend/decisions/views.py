"""The register of decisions, and one decision with its reasons and its proof."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coalition.models.procedure import Procedure
from coalition.permissions import Act, table_allows
from coalition.rules import wording
from coalition.rules.outcomes import Outcome
from coalition.rules.reading import read_rule
from coalition.rules.results import Result
from coalition.rules.rolls import Roll
from frontend.access import Here, Request, in_coalition
from frontend.adherence.reads import shown
from frontend.commitments.reads import promises_of
from frontend.decisions.finding import asked_in, query_of, selects
from frontend.decisions.marks import marks_of
from frontend.decisions.reads import (
    acceptance_words,
    bound_groups,
    contested_after,
    find,
    history,
    noted_ballots,
    verdict_of,
)
from frontend.drafting.stating import statements_of
from frontend.pictures.conditions import draw
from frontend.voting.notes import awaited
from frontend.voting.paths import earlier_votes
from frontend.voting.reading import rule_words
from frontend.voting.remarks import remarks_of
from frontend.voting.standing import Board, settlements_of
from frontend.words.members import language
from proposals.register.filtering import Asked, filtered
from proposals.register.models import DecisionMark
from proposals.scope import decisions_for
from proposals.voting.models import Decision
from proposals.voting.recounting import agrees, ballots_in_ledger
from proposals.voting.tallies import effective_of

PAGE = 25


@require_GET
@in_coalition
def register(request: Request, here: Here) -> HttpResponse:
    """The decisions that are looked for, or all; the latest first."""
    asked = asked_in(request.GET)
    found = filtered(decisions_for(here.person, here.now).filter(coalition=here.coalition), asked, here.now)
    marks = Prefetch("marks", DecisionMark.objects.filter(struck_at__isnull=True).select_related("later"))
    pages = Paginator(found.select_related("division__proposal").prefetch_related(marks), PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "verdicts": [verdict_of(decision) for decision in page.object_list],
        "page": page,
        "asked": asked,
        "asking": asked != Asked(),
        "narrowed": asked != Asked(words=asked.words),
        "selects": selects(here, asked),
        "query": query_of(request.GET),
    }
    return render(request, "frontend/decisions/register.html", context)


@require_GET
@in_coalition
def show(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """One decision."""
    return render(request, "frontend/decisions/decision.html", context_of(here, find(here, year, number)))


def context_of(here: Here, decision: Decision) -> dict[str, Any]:
    """What the page of a decision, and the same on paper, show."""
    outcome, division = Outcome.from_json(decision.outcome), decision.division
    rule = read_rule(decision.rule)
    own = {place.member.code for place in here.places}
    noted = noted_ballots(decision) if decision.by_note else []
    counted = settlements_of(effective_of(noted).values())
    notes = {code: counted[code] for code in decision.by_note}
    board = Board(
        division,
        here.names,
        own,
        closed=True,
        manner=rule.manner,
        holders=decision.by_proxy,
        notes=notes,
        remarks=remarks_of(here, division).by_code,
    )
    listed, picture = board.positions(outcome)
    events = history(decision, here.names, counted_only=here.is_observer)
    verdict = verdict_of(decision)
    in_ledger, cast = ballots_in_ledger(decision)
    return {
        "decision": decision,
        "division": division,
        "proposal": division.proposal,
        "verdict": verdict,
        "procedure": Procedure(division.procedure).label,
        "reasons": wording.reasons(outcome, language(), here.names.plain()),
        "holding": sum(condition.holds for condition in outcome.conditions),
        "conditions": draw(outcome, board.speaker),
        "outcome": outcome,
        "rule": rule_words(here, rule, Roll.from_json(decision.roll)),
        "listed": listed,
        "hemicycle": picture,
        "total": len(decision.roll["members"]),
        "behind": shown(here, division, rule, decision.ballots, open_=False),
        "bound": bound_groups(outcome, here.names),
        "notes": awaited(here, noted, rule.manner),
        "contested": here.names.listed(contested_after(noted)),
        "acceptance": [] if verdict.indicative else acceptance_words(decision, outcome, here.names),
        "objected": here.names.listed(list(decision.ballots)) if division.by_objection else "",
        "earlier": [] if here.is_observer else earlier_votes(division, here.now),
        "suspended": here.names.sorted(outcome.tally.suspended),
        "history": events,
        "agrees": agrees(decision),
        "in_ledger": in_ledger,
        "cast": None if here.is_observer else cast,
        "marks": marks_of(here, decision),
        "may_mark": table_allows(here.standings, Act.MARK_DECISION) and decision.result == Result.ADOPTED,
        "commitments": promises_of(here, decision),
        "may_pledge": bool(here.votes_for) and decision.result == Result.ADOPTED,
        "statements": statements_of(here, division.proposal),
        "sponsors": here.names.listed(division.proposal.sponsors.values_list("code", flat=True)),
    }
