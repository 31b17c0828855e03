"""The page of a standing question: its cases under its rules, counted when it is asked."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coalition.permissions import Act, require
from coalition.rules import catalogue
from frontend.access import Here, Request, in_coalition
from frontend.room.board import drawn_map, marks_of
from frontend.room.framework_words import framework_row
from frontend.room.naming import everybody
from frontend.room.questions import BY_SLUG, Case, Question
from frontend.words.implications import implications_said
from frontend.words.members import Roster
from proposals.room.changes import changed_roll
from proposals.room.frameworks import Framework
from proposals.room.scenes import Scene, asked_of, frameworks_of


@require_GET
@in_coalition
def question(request: Request, here: Here, question: str) -> HttpResponse:
    """One question. Positions are invented; the rules and figures are the catalogue's."""
    require(here.person, here.coalition, Act.READ, here.now)
    found = BY_SLUG.get(question)
    if found is None:
        raise Http404
    names = everybody()
    cases = [_case(here, found, case, names) for case in found.cases]
    context = {"question": found, "cases": cases, "touches": implications_said(found.subjects)}
    return render(request, "frontend/room/question.html", context)


def rows_of(question: Question, case: Case) -> list[Framework]:
    """Return the frameworks of one case, from the engine."""
    rules = [catalogue.rule(name) for name in case.rules]
    return frameworks_of(Scene(rules[0], case.members, subjects=question.subjects), rules, case.supposed)


def _case(here: Here, question: Question, case: Case, names: Roster) -> dict[str, Any]:
    scene = Scene(catalogue.rule(case.rules[0]), case.members, subjects=question.subjects)
    roll, asked = asked_of(scene, case.supposed)
    marks = marks_of(roll, asked["positions"], {})
    return {
        "title": case.title,
        "table": [framework_row(row, names, here.now, own=False) for row in rows_of(question, case)],
        "map": drawn_map(changed_roll(case.members, case.changes), marks, asked["positions"], names),
    }
