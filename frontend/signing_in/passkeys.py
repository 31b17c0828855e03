"""Passkeys: what the browser is asked, and what its answer is worth. allauth and fido2 do the cryptography."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coalition.models import Person
from frontend.signing_in import attempts

# What an answer that was made up may raise on its way through the parsers.
NOT_AN_ANSWER = (ValidationError, ValueError, TypeError, KeyError, AttributeError, InvalidSignature)
LARGEST = 20_000  # characters; attestations are a few thousand


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """GET: what to ask any passkey of this site. POST: sign in whoever holds the one that answered."""
    if request.method == "GET":
        if attempts.too_many_from(request):
            return JsonResponse({}, status=429)
        return JsonResponse(auth.begin_authentication(None))
    passkey = answered(request, None)
    if passkey is None or not passkey.user.is_active:
        return HttpResponseRedirect(f"{reverse('sign-in')}?passkey=unknown")
    post_authentication(request, passkey, passwordless=True)
    answer: HttpResponse = perform_login(request, Login(user=passkey.user, redirect_url=_next(request)))
    return answer


def asked_of(person: Person) -> dict[str, Any]:
    """What to ask the person's own passkeys; the challenge is kept in the session."""
    return dict(auth.begin_authentication(person))


def offered_to(person: Person) -> dict[str, Any]:
    """What to ask a device that shall make a passkey for the person."""
    return dict(auth.begin_registration(person, True))


def answered(request: HttpRequest, person: Person | None) -> Authenticator | None:
    """The passkey that answered rightly: of `person`, or of whoever it says; None where it did not."""
    try:
        credential = _credential(request)
        auth.parse_authentication_response(credential)
        holder = person or auth.extract_user_from_response(credential)
        return auth.complete_authentication(holder, credential)
    except NOT_AN_ANSWER:
        return None


def made(request: HttpRequest) -> dict[str, Any] | None:
    """The credential that a device has just made, with its holder verified; None where it did not."""
    try:
        credential = _credential(request)
        auth.parse_registration_response(credential)
        return credential if auth.complete_registration(credential).is_user_verified() else None
    except NOT_AN_ANSWER:
        return None


def _credential(request: HttpRequest) -> dict[str, Any]:
    text = request.POST.get("credential", "")
    read = json.loads(text) if len(text) <= LARGEST else None
    if not isinstance(read, dict):
        raise TypeError
    return read


def _next(request: HttpRequest) -> str | None:
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else None
