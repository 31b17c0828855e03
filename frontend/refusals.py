"""A refused act as a page: what happened and what to do, with the status that says the same to a program."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coalition.errors import ActRefused, Busy, Conflict, Invalid, KeyReused, NotAllowed

STATUSES: dict[type[ActRefused], int] = {Invalid: 400, NotAllowed: 403, Conflict: 409, KeyReused: 422, Busy: 503}


def status_of(refusal: ActRefused) -> int:
    """The HTTP status of a refusal."""
    return STATUSES.get(type(refusal), 400)


def refused(request: HttpRequest, refusal: ActRefused) -> HttpResponse:
    """A page of its own, for an act whose page cannot say it beside a field."""
    context = {"refusal": refusal, "busy": isinstance(refusal, Busy)}
    return render(request, "frontend/refused.html", context, status=status_of(refusal))
