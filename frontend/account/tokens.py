"""The tokens of one's own programs: made here, shown once, ended at any time."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coalition import clock
from coalition.errors import Invalid
from coalition.models import ApiToken, Person
from coalition.models.persons import Scope
from coalition.tokens import issue_token, revoke_token
from frontend.account.confirming import confirmed
from frontend.refusals import status_of

DAYS = (30, 90, 365)
TEMPLATE = "frontend/account/new_token.html"


def scope_words(token: ApiToken) -> str:
    """What a token may be used for, in words."""
    return ", ".join(str(Scope(scope).label) for scope in token.scopes)


@confirmed
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a token, and show it this once."""
    if request.method != "POST":
        return _form(request)
    days = request.POST.get("days", "")
    try:
        token = issue_token(
            person=cast(Person, request.user),
            name=request.POST.get("name", ""),
            expires_at=clock.now() + timedelta(days=_days(days)),
            scopes=request.POST.getlist("scopes"),
        )
    except Invalid as refusal:
        return _form(request, refusal)
    return render(request, "frontend/account/token.html", {"token": token, "name": request.POST["name"]})


def _days(asked: str) -> int:
    if asked not in map(str, DAYS):
        raise Invalid("bad_expiry", _("Choose how long the token lasts."), field="days")
    return int(asked)


def _form(request: HttpRequest, refusal: Invalid | None = None) -> HttpResponse:
    given = request.POST
    context = {
        "refusal": refusal,
        "given": given,
        "scopes": [
            (Scope.READ, _("Read what I may read"), _("Votes, decisions, members, rules.")),
            (
                Scope.VOTE,
                _("Vote for the members I am accredited for"),
                _("A program that casts ballots. Keep it apart."),
            ),
            (Scope.ACT, _("Act in my office"), _("What the secretariat or the chair does: proposals, opening a vote.")),
        ],
        "chosen": given.getlist("scopes") if given else [Scope.READ.value],
        "days": [(str(days), str(days) == given.get("days", "90")) for days in DAYS],
    }
    return render(request, TEMPLATE, context, status=status_of(refusal) if refusal else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, token: int) -> HttpResponse:
    """End a token at once."""
    found = cast(Person, request.user).tokens.filter(pk=token).first()
    if found is None:
        raise Http404
    revoke_token(token=found)
    return HttpResponseRedirect(reverse("account") + "#tokens")
