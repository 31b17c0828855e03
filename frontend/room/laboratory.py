"""The rule laboratory: power beside population, before and after a change, and the numbers to take away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from coalition.errors import ActRefused
from coalition.permissions import Act, require
from coalition.rules import catalogue, wording
from frontend.access import Here, Request, in_coalition
from frontend.room import measuring, taken_away
from frontend.room.limiting import check_rate
from frontend.room.measuring import Question, answered, question_in
from frontend.room.naming import names_for
from frontend.room.powers import told
from frontend.rulebook.words import labels, title_of
from frontend.words.members import language
from proposals.api.forgetting import forgetting
from proposals.room.altering import dials
from proposals.room.trying import Tried


@require_http_methods(["GET", "HEAD", "POST"])
@in_coalition
def laboratory(request: Request, here: Here) -> HttpResponse:
    """The laboratory. A question is posted, so that none of it stands in an address."""
    require(here.person, here.coalition, Act.READ, here.now)
    if request.method == "POST":
        check_rate(here.person)
    return forgetting(lambda: _page(request, here, request.POST))


@require_POST
@in_coalition
def as_csv(request: Request, here: Here) -> HttpResponse:
    """The members' numbers as CSV."""
    return _given(request, here, lambda found: taken_away.members_csv(found, names_for(here)))


@require_POST
@in_coalition
def figures(request: Request, here: Here) -> HttpResponse:
    """The figures of the rule, with its minimal coalitions by size, as CSV."""
    return _given(request, here, taken_away.figures_csv)


@require_POST
@in_coalition
def as_json(request: Request, here: Here) -> HttpResponse:
    """The numbers as JSON, as the API gives them."""
    return _given(request, here, taken_away.as_json)


def _given(request: Request, here: Here, made: Callable[[Tried], HttpResponse]) -> HttpResponse:
    require(here.person, here.coalition, Act.READ, here.now)
    check_rate(here.person)
    return forgetting(lambda: made(answered(question_in(here, request.POST), request.POST)))


def _page(request: Request, here: Here, form: QueryDict) -> HttpResponse:
    question = question_in(here, form)
    context = _asked(here, form, question)
    try:
        context |= told(answered(question, form), names_for(here))
    except ActRefused as refusal:
        context["refusal"] = refusal
    return render(request, "frontend/room/laboratory.html", context)


def _asked(here: Here, form: QueryDict, question: Question) -> dict[str, Any]:
    rule, roll, names = question.rule, question.roll, names_for(here)
    known = (state.iso2 for state in catalogue.states() if state.iso2 not in roll.members)
    return {
        "form": form,
        "title": title_of(rule),
        "body": question.body,
        "voters": len(roll.voters),
        "sentence": wording.sentence(rule, roll, language(), names.plain()),
        "labels": labels(rule),
        "basis": wording.basis_sentence(rule, language()),
        "chosen": measuring.chosen(here, form),
        "rules": measuring.rules(here),
        "rolls": measuring.rolls(),
        "dials": [
            (dial, measuring.dial_said(dial), form.get(f"t-{dial.number}", ""), f"thresholds.{dial.number}")
            for dial in dials(rule)
        ],
        "members": names.sorted(roll.voters),
        "joiners": names.sorted(known),
        "left": form.getlist("leave"),
        "veto": form.getlist("veto"),
    }
