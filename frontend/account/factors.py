"""Password, authenticator app, recovery codes, passkeys: each set up and taken away on a page of its own."""

from __future__ import annotations

from base64 import b64encode
from typing import cast

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret, validate_totp_code
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from coalition.errors import ActRefused, Invalid
from coalition.models import Person
from coalition.persons import change_password
from coalition.sessions import SessionStore, end_sessions
from frontend.account.confirming import confirmed
from frontend.middleware import FACTOR_SHOWN
from frontend.refusals import status_of
from frontend.signing_in import passkeys
from frontend.signing_in.devices import device_of, in_words
from frontend.signing_in.factors import (
    Type,
    add_passkey,
    add_totp,
    factors_of,
    has_factor,
    remove_factor,
    rename_passkey,
    renew_codes,
)
from frontend.signing_in.public_keys import public_key_of
from proposals.voting.models import VotingKey


@login_required
@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    """Which second factors there are; where one is required, the first page that somebody without one sees."""
    person = cast(Person, request.user)
    context = {"factors": factors_of(person), "needed": not has_factor(person)}
    return render(request, "frontend/account/second_factor.html", context)


@sensitive_post_parameters("password")
@confirmed
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose another password; every other browser is signed out."""
    person, template = cast(Person, request.user), "frontend/account/password.html"
    if request.method != "POST":
        return render(request, template)
    try:
        change_password(person=person, password=request.POST.get("password", ""))
    except ActRefused as refusal:
        return render(request, template, {"refusal": refusal}, status=status_of(refusal))
    update_session_auth_hash(request, person)
    end_sessions(person=person, but=cast(SessionStore, request.session).digest)
    return HttpResponseRedirect(reverse("account"))


@sensitive_post_parameters("code")
@confirmed
@require_http_methods(["GET", "POST"])
def authenticator_app(request: HttpRequest) -> HttpResponse:
    """Share a secret with an authenticator app; a code of it shows that it was taken in."""
    person = cast(Person, request.user)
    secret = get_totp_secret(regenerate=request.method != "POST")
    if request.method == "POST" and validate_totp_code(secret, request.POST.get("code", "")[:40]):
        add_totp(person=person, secret=secret)
        clear_totp_secret(request)
        return HttpResponseRedirect(reverse("recovery-codes"))
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(person, secret))
    context = {
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": f"data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}",
        "refusal": Invalid("wrong_code", _("This code is not right. Check the phone’s clock."), field="code")
        if request.method == "POST"
        else None,
    }
    return render(request, "frontend/account/authenticator_app.html", context)


@confirmed
@require_http_methods(["GET", "POST"])
def remove_app(request: HttpRequest) -> HttpResponse:
    """Take the authenticator app away."""
    app = factors_of(cast(Person, request.user)).totp
    if app is None:
        raise Http404
    if request.method != "POST":
        return render(request, "frontend/account/remove_app.html")
    _remove(request, app)
    return HttpResponseRedirect(reverse("account"))


@confirmed
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes that are left, or new ones in their place."""
    person = cast(Person, request.user)
    if not has_factor(person):
        raise Http404
    if request.method == "POST":
        renew_codes(person=person)
        return HttpResponseRedirect(reverse("recovery-codes"))
    row = Authenticator.objects.filter(user=person, type=Type.RECOVERY_CODES).first()
    return render(request, "frontend/account/codes.html", {"codes": row.wrap().get_unused_codes() if row else []})


@confirmed
@require_http_methods(["GET", "POST"])
def new_passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device, or on one that is plugged in."""
    person, refusal = cast(Person, request.user), None
    if request.method == "POST":
        try:
            return _made(request, person)
        except Invalid as error:
            refusal = error
    name = request.POST.get("name") or in_words(device_of(request.headers.get("User-Agent", "")))
    context = {"options": passkeys.offered_to(person), "name": name, "refusal": refusal}
    return render(request, "frontend/account/new_passkey.html", context, status=status_of(refusal) if refusal else 200)


def _made(request: HttpRequest, person: Person) -> HttpResponse:
    had_none = not has_factor(person)
    credential = passkeys.made(request)
    if credential is None:
        raise Invalid("no_passkey", _("No passkey was made. It needs a device that checks who holds it."))
    add_passkey(person=person, name=request.POST.get("name", ""), credential=credential)
    return HttpResponseRedirect(reverse("recovery-codes") if had_none else reverse("account"))


@confirmed
@require_http_methods(["GET", "POST"])
def one_passkey(request: HttpRequest, passkey: int) -> HttpResponse:
    """Name a passkey anew, or remove it."""
    found = Authenticator.objects.filter(user=cast(Person, request.user), type=Type.WEBAUTHN, pk=passkey).first()
    if found is None:
        raise Http404
    signs_in = _signs_in(found)
    if request.method != "POST":
        return render(request, "frontend/account/passkey.html", {"passkey": found, "signs_in": signs_in})
    try:
        if request.POST.get("act") == "remove":
            _remove(request, found)
        else:
            rename_passkey(passkey=found, name=request.POST.get("name", ""))
    except Invalid as refusal:
        context = {"passkey": found, "signs_in": signs_in, "refusal": refusal}
        return render(request, "frontend/account/passkey.html", context, status=status_of(refusal))
    return HttpResponseRedirect(reverse("account"))


def _signs_in(passkey: Authenticator) -> list[VotingKey]:
    """As which keys the passkey signs votes: removing it here withdraws none of them."""
    key = public_key_of(passkey)
    held = VotingKey.objects.filter(person=passkey.user, withdrawn_at=None, identity=key.identity if key else "")
    return list(held.select_related("coalition"))


def _remove(request: HttpRequest, factor: Authenticator) -> None:
    remove_factor(factor=factor)
    request.session.pop(FACTOR_SHOWN, None)
