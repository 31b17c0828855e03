"""The brief on paper: one analysis on two pages, as PDF where the machine can make one, else to print."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from coalition.errors import ActRefused
from coalition.permissions import Act, require
from frontend.access import Here, Request, in_coalition
from frontend.room.framework_words import framework_row
from frontend.room.inking import inked
from frontend.room.limiting import check_rate
from frontend.room.naming import names_for
from frontend.room.supposing import supposed_in
from frontend.room.views import answer_of, chosen_rules
from frontend.voting.reading import Read, find, rule_words
from frontend.words.implications import implications_said
from proposals.api.forgetting import forgetting
from proposals.room.scenes import frameworks_of, scene_of

SHEETS = ("tokens", "base", "pictures", "record", "room", "brief")

PAGES = 2
# How closely it is set: the first that fits its pages.
DENSITIES = ("", "dense", "denser")


@require_POST
@in_coalition
def brief(request: Request, here: Here, division_id: int) -> HttpResponse:
    """The brief. It is made for this answer and kept nowhere."""
    require(here.person, here.coalition, Act.READ, here.now)
    check_rate(here.person)
    read = find(here, division_id)
    return forgetting(lambda: _brief(request, here, read))


def _brief(request: Request, here: Here, read: Read) -> HttpResponse:
    scene = scene_of(read.division, read.sight, here.now)
    context: dict[str, Any] = {
        "division": read.division,
        "proposal": read.division.proposal,
        "rule": rule_words(here, read.rule, scene.roll),
        "touches": implications_said(scene.subjects),
        **answer_of(here, scene, request.POST),
    }
    try:
        rows = frameworks_of(scene, chosen_rules(read.rule, request.POST), supposed_in(request.POST, scene.roll))
    except ActRefused as refusal:
        return render(request, "frontend/room/brief.html", {**context, "refusal": str(refusal)}, status=400)
    names = names_for(here)
    context["table"] = [framework_row(row, names, here.now, own=row.rule == scene.rule, paper=True) for row in rows]
    pdf = as_pdf(request, context)
    if pdf is None:
        return render(request, "frontend/room/brief.html", {**context, "on_screen": True})
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"brief-{read.division.proposal.symbol.replace('/', '-')}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def as_pdf(request: Request, context: dict[str, Any]) -> bytes | None:
    """Return the brief as PDF; None where the system lacks Pango, which WeasyPrint needs."""
    try:
        from weasyprint import CSS, HTML
    except (ImportError, OSError):
        return None
    sheets = [CSS(found) for name in SHEETS if (found := finders.find(f"frontend/css/{name}.css"))]
    for density in DENSITIES:
        told = {**context, "for_paper": True, "density": density}
        page = HTML(string=inked(render_to_string("frontend/room/brief.html", told, request)), url_fetcher=_nothing)
        document = page.render(stylesheets=sheets)
        if len(document.pages) <= PAGES:
            break
    made: bytes = document.write_pdf()
    return made


def _nothing(url: str, *args: Any, **kwargs: Any) -> Any:
    raise ValueError("a brief fetches nothing")
