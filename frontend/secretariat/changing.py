"""Changing the roll: the secretariat asks, and a second person confirms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coalition.errors import ActRefused, Checking
from coalition.four_eyes import Step
from coalition.permissions import Act, refuse, table_allows
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.secretariat.changes import CHANGES, Change
from frontend.secretariat.forms import Field, filled


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """The kinds of change there are."""
    require(here, Act.CHANGE_ROLL)
    return render(request, "frontend/secretariat/changes.html", {"changes": CHANGES.items()})


@require_http_methods(["GET", "POST"])
@in_coalition
def change(request: Request, here: Here, what: str) -> HttpResponse:
    """Ask for one change."""
    require(here, Act.CHANGE_ROLL)
    asked = CHANGES.get(what)
    if asked is None:
        raise Http404
    fields = asked.fields(here)
    if request.method != "POST":
        return _form(request, asked, filled(fields, request.GET.dict()))
    given = request.POST.dict()
    try:
        step = asked.act(here, read(fields, given))
    except ActRefused as refusal:
        return _form(request, asked, filled(fields, given), refusal)
    return asked_for(request, here, step)


def read(fields: list[Field], given: dict[str, Any]) -> dict[str, Any]:
    """What was given in each field. Raises `Invalid` that says all that is wrong."""
    checking = Checking()
    found = {field.name: checking.of(field.read, given) for field in fields}
    checking.done()
    return found


def asked_for(request: Request, here: Here, step: Step[Any]) -> HttpResponse:
    """Go where it now waits; while the coalition is founded it is done already."""
    if step.pending is None:
        messages.success(request, _("It is done and on record."))
        return HttpResponseRedirect(reverse("members", args=[here.coalition.slug]))
    messages.success(request, _("Asked for. It is done as soon as a second person of the secretariat confirms it."))
    return HttpResponseRedirect(reverse("pending-act", args=[here.coalition.slug, step.pending.pk]))


def require(here: Here, act: Act) -> None:
    """The verbs say so too; this spares somebody a form that they could not send."""
    if not table_allows(here.standings, act):
        raise refuse(act)


def _form(request: Request, asked: Change, fields: list[Field], refusal: ActRefused | None = None) -> HttpResponse:
    context = {"title": asked.title, "words": asked.words, "fields": fields, "refusal": refusal}
    status = status_of(refusal) if refusal else 200
    return render(request, "frontend/secretariat/change.html", context, status=status)
