"""What changes how one signs in is done only shortly after showing who one is: an open screen is not enough."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from coalition import clock
from coalition.models import Person
from frontend.signing_in import attempts, passkeys
from frontend.signing_in.demo import is_demo
from frontend.signing_in.factors import factors_of
from frontend.signing_in.second_step import shown

RECENT = 15 * 60  # seconds
TEMPLATE = "frontend/account/confirm.html"
View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """Let in whoever has shown who they are within the last quarter of an hour; ask the others again."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_recent(request) or is_demo(request):
            return view(request, *args, **kwargs)
        target = request.path if request.method == "GET" else reverse("account")
        return HttpResponseRedirect(f"{reverse('confirm-identity')}?{urlencode({'next': target})}")

    return login_required(never_cache(inner))


def is_recent(request: HttpRequest) -> bool:
    """Whether the person has shown who they are just now."""
    records = get_authentication_records(request, cast(Person, request.user))
    return any(time.time() - record["at"] < RECENT for record in records)


@login_required
@never_cache
@sensitive_post_parameters("password", "code", "credential")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password, a code or a passkey once more."""
    person = cast(Person, request.user)
    if request.method != "POST":
        return _page(request, person)
    again = attempts.begin(request, person.email, kind="code")
    if again:
        return _page(request, person, again=again, now=clock.now(), status=429)
    if _shows(request, person):
        attempts.succeeded(request, person.email)
        return HttpResponseRedirect(_target(request))
    attempts.failed(request, person.email)
    return _page(request, person, error=_("This is not right. Nothing was changed."))


def _shows(request: HttpRequest, person: Person) -> bool:
    if "password" in request.POST:
        right = person.check_password(request.POST["password"])
        if right:
            record_authentication(request, person, "password", reauthenticated=True)
        return right
    return shown(request, person, again=True)


def _page(request: HttpRequest, person: Person, *, status: int = 200, **said: object) -> HttpResponse:
    factors = factors_of(person)
    context = {
        "factors": factors,
        "has_password": person.has_usable_password(),
        "options": passkeys.asked_of(person) if factors.passkeys else None,
        "target": _target(request),
        **said,
    }
    return render(request, TEMPLATE, context, status=status)


def _target(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else reverse("account")
