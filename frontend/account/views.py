"""Your account: who you are here, how you sign in, where you are signed in, and your programs' tokens."""

from __future__ import annotations

from typing import cast
from zoneinfo import available_timezones

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from coalition import clock
from coalition.errors import Invalid
from coalition.models import Person
from coalition.persons import live_in, speak
from frontend.account.sessions import sessions_of
from frontend.account.tokens import scope_words
from frontend.refusals import status_of
from frontend.signing_in.factors import factors_of

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The whole account on one page."""
    return page(request)


@login_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the language and the zone."""
    person = cast(Person, request.user)
    try:
        live_in(person=person, time_zone=request.POST.get("time_zone", ""))
        speak(person=person, language=request.POST.get("language", ""))
    except Invalid as refusal:
        return page(request, refusal)
    return HttpResponseRedirect(reverse("account"))


def page(request: HttpRequest, refusal: Invalid | None = None) -> HttpResponse:
    """The page, with what was wrong about the preferences."""
    person, now = cast(Person, request.user), clock.now()
    context = {
        "now": now,
        "refusal": refusal,
        "zones": sorted(zone for zone in available_timezones() if zone.split("/")[0] in (*REGIONS, "UTC")),
        "factors": factors_of(person),
        "identities": SocialAccount.objects.filter(user=person).order_by("provider"),
        "sessions": sessions_of(request),
        "tokens": [(token, scope_words(token)) for token in person.tokens.filter(revoked_at=None, expires_at__gt=now)],
        "has_password": person.has_usable_password(),
    }
    return render(request, "frontend/account/account.html", context, status=status_of(refusal) if refusal else 200)
