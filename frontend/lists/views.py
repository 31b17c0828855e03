"""Lists as files: CSV for a spreadsheet, JSON for a program (`?format=json`)."""

from __future__ import annotations

import json

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from frontend.access import Here, Request, in_coalition
from frontend.decisions.reads import find as find_decision
from frontend.meetings.reads import find as find_meeting
from proposals.lists import tables


@require_GET
@in_coalition
def one(request: Request, here: Here, listed: str) -> HttpResponse:
    """The register, the members, or the rules of procedure."""
    table = tables.list_of(listed, here.coalition, here.person, here.now)
    if table is None:
        raise Http404
    return _file(request, here, table)


@require_GET
@in_coalition
def agenda(request: Request, here: Here, number: int) -> HttpResponse:
    """The agenda of a meeting."""
    return _file(request, here, tables.agenda(find_meeting(here, number), here.person, here.now))


@require_GET
@in_coalition
def roll_call(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """The roll call of a decision."""
    return _file(request, here, tables.ballots(find_decision(here, year, number)))


def _file(request: Request, here: Here, table: tables.Table) -> HttpResponse:
    form = "json" if request.GET.get("format") == "json" else "csv"
    if form == "json":
        content = json.dumps(table.as_objects(), ensure_ascii=False, indent=1) + "\n"
        response = HttpResponse(content, content_type="application/json")
    else:
        response = HttpResponse(table.as_csv(), content_type="text/csv; charset=utf-8")
    prefix = "EXERCISE-" if here.coalition.exercise else ""
    response["Content-Disposition"] = f'attachment; filename="{prefix}{here.coalition.slug}-{table.name}.{form}"'
    return response
