"""The reader's language and zone on every page, sessions in use, and the second factor where it is required."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import cast

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from coalition.sessions import SessionStore
from frontend.signing_in.factors import has_factor
from frontend.words.times import zone_of

FACTOR_SHOWN = "factor_shown"
# Where somebody without a second factor may go: to set one up, to confirm who they are, and out.
WITHOUT_FACTOR = {
    "second-factor",
    "authenticator-app",
    "passkey-new",
    "recovery-codes",
    "confirm-identity",
    "sign-out",
    "language",
    "theme",
    "help",
    "accessibility",
    "health",
}


class ReaderMiddleware:
    """A person's own language and zone where somebody is signed in; the browser's language otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        if request.path.startswith("/api/"):
            return self.get_response(request)
        person = request.user
        if not person.is_authenticated:
            return self.get_response(request)
        translation.activate(person.language)
        request.LANGUAGE_CODE = translation.get_language() or "en"
        with timezone.override(zone_of(person.time_zone)):
            response = self.get_response(request)
        response.headers["Content-Language"] = person.language
        response.headers.setdefault("Cache-Control", "no-store")  # a receipt outlives no session on a shared machine
        return response


class SeenMiddleware:
    """Notes that a session is in use, at most once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        response = self.get_response(request)
        session = cast(SessionStore, request.session)
        if session.accessed:
            with contextlib.suppress(OperationalError):  # a page is not lost over it
                session.touch()
        return response


class SecondFactorMiddleware:
    """Where the deployment requires a second factor, whoever has none is led to it before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Stop at the door."""
        if not settings.SECOND_FACTOR_REQUIRED or not lacks_factor(request):
            return None
        match = request.resolver_match
        if match and match.url_name in WITHOUT_FACTOR:
            return None
        if request.path.startswith("/api/"):
            return JsonResponse(problem(request), status=403, content_type="application/problem+json")
        return HttpResponseRedirect(reverse("second-factor"))


def lacks_factor(request: HttpRequest) -> bool:
    """Whether somebody is signed in who has no second factor, and whose ministry's provider does not answer for one."""
    person, session = request.user, request.session
    if not person.is_authenticated or session.get(FACTOR_SHOWN):
        return False
    by_provider = any(each.get("method") == "socialaccount" for each in get_authentication_records(request, person))
    if not by_provider and not has_factor(person):
        return True
    session[FACTOR_SHOWN] = True
    return False


def problem(request: HttpRequest) -> dict[str, object]:
    """The refusal for a program that uses a browser's session."""
    return {
        "type": "urn:concert:problem:second_factor_needed",
        "title": gettext("Not allowed"),
        "status": 403,
        "detail": gettext("Set up a second factor first, on the page of your account."),
        "instance": request.path,
        "code": "second_factor_needed",
        "errors": [],
    }
