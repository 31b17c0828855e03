"""What became of a decision, in words; and the page on which the secretariat asks for it to be recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from coalition.errors import ActRefused
from coalition.permissions import Act
from frontend.access import Here, Request, in_coalition
from frontend.decisions.reads import find
from frontend.refusals import status_of
from frontend.secretariat.changing import read, require
from frontend.secretariat.forms import Choice, Field, filled
from frontend.words.times import date
from proposals.register.marking import ask_mark, ask_strike, standing_marks
from proposals.register.models import DecisionMark, Mark
from proposals.scope import decisions_for
from proposals.voting.models import Decision

OFFERED = 200


@dataclass(frozen=True)
class Marked:
    """One thing that became of a decision."""

    mark: DecisionMark
    words: str
    address: str  # of the other decision, where there is one that the reader may read
    ends: bool


def marks_of(here: Here, decision: Decision) -> list[Marked]:
    """What became of the decision, and which earlier ones it amends or supersedes."""
    became = standing_marks(decision)
    made = list(decision.marks_made.filter(struck_at__isnull=True).select_related("decision"))
    others = [mark.later_id for mark in became if mark.later_id] + [mark.decision_id for mark in made]
    mine = decisions_for(here.person, here.now).filter(pk__in=others)
    readable = set(mine.values_list("pk", flat=True)) if others else set()
    after = [_marked(here, mark, mark.later, readable) for mark in became]
    before = [_made(here, mark, readable) for mark in made]
    return [*after, *(each for each in before if each.address)]


@require_http_methods(["GET", "POST"])
@in_coalition
def mark(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Ask to record that a decision is amended, superseded, or expires."""
    decision = find(here, year, number)
    require(here, Act.MARK_DECISION)
    fields = _fields(here, decision)
    if request.method != "POST":
        return _form(request, decision, fields)
    given = request.POST.dict()
    try:
        asked = read(fields, given)
        later = next((each for each in _later(here, decision) if each.symbol == asked["later"]), None)
        pending = ask_mark(
            decision=decision, mark=Mark(asked["mark"]), later=later, expires_at=asked["expires_at"], by=here.person
        )
    except ActRefused as refusal:
        return _form(request, decision, filled(fields, given), refusal)
    messages.success(request, _("Asked for. It is done as soon as a second person confirms it."))
    return HttpResponseRedirect(reverse("pending-act", args=[here.coalition.slug, pending.pk]))


@require_POST
@in_coalition
def strike(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """Ask to strike what was recorded of a decision by mistake."""
    decision = find(here, year, number)
    require(here, Act.MARK_DECISION)
    found = next((each for each in standing_marks(decision) if str(each.pk) == request.POST.get("mark")), None)
    if found is None:
        raise Http404
    pending = ask_strike(mark=found, by=here.person)
    messages.success(request, _("Asked for. It is done as soon as a second person confirms it."))
    return HttpResponseRedirect(reverse("pending-act", args=[here.coalition.slug, pending.pk]))


def _marked(here: Here, mark: DecisionMark, other: Decision | None, readable: set[int]) -> Marked:
    if mark.expires_at is not None:
        past = mark.expires_at <= here.now
        words = _("Expired on %(date)s.") if past else _("Expires on %(date)s.")
        return Marked(mark, words % {"date": date(mark.expires_at)}, "", ends=past)
    said = {"symbol": other.symbol if other else ""}
    superseded = mark.mark == Mark.SUPERSEDED
    words = _("Superseded by decision %(symbol)s.") if superseded else _("Amended by decision %(symbol)s.")
    return Marked(mark, words % said, _address(here, other, readable), ends=superseded)


def _made(here: Here, mark: DecisionMark, readable: set[int]) -> Marked:
    superseded = mark.mark == Mark.SUPERSEDED
    words = _("Supersedes decision %(symbol)s.") if superseded else _("Amends decision %(symbol)s.")
    address = _address(here, mark.decision, readable)
    return Marked(mark, words % {"symbol": mark.decision.symbol}, address, ends=False)


def _address(here: Here, other: Decision | None, readable: set[int]) -> str:
    if other is None or other.pk not in readable:
        return ""
    return reverse("decision", args=[here.coalition.slug, other.year, other.number])


def _later(here: Here, decision: Decision) -> list[Decision]:
    rows = decisions_for(here.person, here.now).filter(coalition=here.coalition, decided_at__gt=decision.decided_at)
    return list(rows.select_related("division__proposal")[:OFFERED])


def _fields(here: Here, decision: Decision) -> list[Field]:
    later = [Choice(each.symbol, f"{each.symbol}, {each.division.proposal.title}") for each in _later(here, decision)]
    kinds = [Choice(each.value, str(each.label).capitalize()) for each in Mark]
    hint = _("Where a later decision amends or supersedes it.")
    return [
        Field("mark", gettext_lazy("What becomes of it"), "choice", choices=kinds),
        Field("later", gettext_lazy("The later decision"), "choice", hint, False, [Choice("", "–"), *later]),
        Field("expires_at", gettext_lazy("Expires"), "instant", _("Where it expires: in your own time zone."), False),
    ]


def _form(request: Request, decision: Decision, fields: list[Field], refusal: ActRefused | None = None) -> HttpResponse:
    context: dict[str, Any] = {"decision": decision, "fields": fields, "refusal": refusal}
    status = status_of(refusal) if refusal else 200
    return render(request, "frontend/decisions/mark.html", context, status=status)
