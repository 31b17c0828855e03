"""The second step of signing in: a code of the authenticator app, a recovery code, or a passkey."""

from __future__ import annotations

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from coalition import clock
from coalition.models import Person
from frontend.signing_in import attempts, passkeys
from frontend.signing_in.factors import factors_of, passes

TEMPLATE = "frontend/signing_in/second_step.html"


@sensitive_post_parameters("code", "credential")
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of whoever has just given their password."""
    stage = request._login_stage  # type: ignore[attr-defined]  # of the decorator
    person: Person = stage.login.user
    if request.method != "POST":
        return page(request, person)
    again = attempts.begin(request, person.email, kind="code")
    if again:
        return page(request, person, again=again, now=clock.now(), status=429)
    if shown(request, person):
        answer: HttpResponse = stage.exit()
        return answer
    attempts.failed(request, person.email)
    return page(request, person, error=_("This code is not right, or it has been used."), status=200)


def shown(request: HttpRequest, person: Person, *, again: bool = False) -> bool:
    """Whether the request shows a second factor of the person; it is noted in the session."""
    if request.POST.get("credential"):
        passkey = passkeys.answered(request, person)
        if passkey:
            post_authentication(request, passkey, reauthenticated=again)
        return passkey is not None
    code = request.POST.get("code", "").strip()
    right = bool(code) and len(code) <= 40 and passes(person, code)
    if right:
        record_authentication(request, person, "mfa", type="code", reauthenticated=again or None)
    return right


def page(request: HttpRequest, person: Person, *, status: int = 200, **said: object) -> HttpResponse:
    """The form, with what the person has."""
    factors = factors_of(person)
    context = {"factors": factors, "options": passkeys.asked_of(person) if factors.passkeys else None, **said}
    return render(request, TEMPLATE, context, status=status)
