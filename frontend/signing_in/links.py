"""The page behind a link that was handed over: choose a password, once."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused, Conflict
from coalition.persons import read_link, use_link
from frontend.refusals import status_of

TEMPLATE = "frontend/signing_in/link.html"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password; then go on to the second factor, or in."""
    link = read_link(token)
    if link is None:
        return render(request, TEMPLATE, {"ended": True}, status=404)
    if request.method != "POST":
        return render(request, TEMPLATE, {"person": link.person})
    try:
        person = use_link(token=token, password=request.POST.get("password", ""))
    except Conflict:
        return render(request, TEMPLATE, {"ended": True}, status=404)
    except ActRefused as refusal:
        return render(request, TEMPLATE, {"person": link.person, "refusal": refusal}, status=status_of(refusal))
    request.session.flush()
    login = Login(user=person, redirect_url=reverse("account"))
    answer: HttpResponse = perform_password_login(request, {"email": person.email}, login)
    return answer
