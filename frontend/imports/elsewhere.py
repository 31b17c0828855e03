"""Votes recorded elsewhere: listed, and decided again by a rule of the reader's choice. They bind nobody here."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coalition.permissions import Act
from coalition.replaying import Replayed
from coalition.rules import catalogue, wording
from coalition.rules.positions import Position
from coalition.rules.rule import Rule
from frontend.access import Here, Request, in_coalition
from frontend.decisions.finding import query_of
from frontend.secretariat.changing import require
from frontend.words.members import language
from frontend.words.positions import ORDER, Shown, shown
from proposals.elsewhere.keeping import replayed
from proposals.elsewhere.models import RecordedVote

PAGE = 25


@dataclass(frozen=True)
class Line:
    """One recorded vote, and what the chosen rule makes of it."""

    vote: RecordedVote
    counts: list[tuple[Shown, int]]
    headline: str = ""
    matches: bool | None = None
    why_not: str = ""


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """The register of votes recorded elsewhere."""
    require(here, Act.READ)
    rule = _rule(request.GET.get("rule", ""))
    found = RecordedVote.objects.filter(coalition=here.coalition)
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    if words:
        found = found.filter(resolution__icontains=words) | found.filter(body__icontains=words)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lines = [line_of(vote, rule) for vote in page.object_list]
    context = {
        "lines": lines,
        "page": page,
        "words": words,
        "rule": rule,
        "rules": catalogue.rule_ids(),
        "matched": sum(bool(line.matches) for line in lines),
        "imports": here.is_secretariat,
        "query": query_of(request.GET),
    }
    return render(request, "frontend/imports/elsewhere.html", context)


@require_GET
@in_coalition
def show(request: Request, here: Here, vote_id: int) -> HttpResponse:
    """One recorded vote with its roll call."""
    require(here, Act.READ)
    vote = RecordedVote.objects.filter(coalition=here.coalition, pk=vote_id).first()
    if vote is None:
        raise Http404
    by_position = {position: sorted(c for c, p in vote.positions.items() if p == position) for position in ORDER}
    listed = [(shown(p, closed=True), here.names.sorted(codes)) for p, codes in by_position.items() if codes]
    return render(request, "frontend/imports/recorded.html", {"vote": vote, "listed": listed})


def line_of(vote: RecordedVote, rule: Rule | None) -> Line:
    """The vote with its counts, and with what the rule makes of it where one was chosen."""
    taken = list(vote.positions.values())
    counts = [(shown(Position(p), closed=True), taken.count(p)) for p in ORDER if p in taken]
    if rule is None:
        return Line(vote, counts)
    found = replayed(vote, rule)
    if isinstance(found, Replayed):
        return Line(vote, counts, wording.headline(found.outcome, language()), found.matches)
    return Line(vote, counts, why_not=found)


def _rule(name: str) -> Rule | None:
    return catalogue.rule(name) if name in catalogue.rule_ids() else None
