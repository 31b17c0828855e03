"""The first page, and each coalition's home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from coalition import clock
from coalition.permissions import coalitions_of
from frontend.access import Here, Request, in_coalition
from frontend.home.changes import news
from frontend.home.reads import cards, drafts, in_preparation, latest, next_meeting, to_confirm
from frontend.home.words import greeting
from frontend.signing_in.views import sign_in


@require_GET
def first(request: HttpRequest) -> HttpResponseBase:
    """Go to the person's coalition, or list them; a stranger is asked to sign in, at this very address."""
    if not request.user.is_authenticated:
        return sign_in(request)
    coalitions = list(coalitions_of(request.user, clock.now()).order_by("slug"))
    if len(coalitions) == 1:
        return HttpResponseRedirect(reverse("coalition", args=[coalitions[0].slug]))
    return render(request, "frontend/home/coalitions.html", {"coalitions": coalitions})


@require_GET
@in_coalition
def home(request: Request, here: Here) -> HttpResponse:
    """What awaits the person here."""
    found = cards(here)
    context = {
        "greeting": greeting(here, found),
        "cards": found,
        "next": next_meeting(here),
        "in_preparation": in_preparation(here),
        "decisions": latest(here),
        "drafts": drafts(here),
        "news": news(here),
        "to_confirm": to_confirm(here),
    }
    return render(request, "frontend/home/home.html", context)
