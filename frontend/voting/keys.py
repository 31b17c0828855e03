"""The keys with which one signs ballots in a coalition: one's own passkeys, registered and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coalition.errors import ActRefused, Invalid
from coalition.permissions import Act, table_allows
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.signing_in.factors import factors_of
from frontend.signing_in.public_keys import public_key_of
from frontend.voting.signing import options_for, possession_shown
from proposals.voting.models import VotingKey
from proposals.voting.signing import MAX_NAME, PublicKey, key_statement, register_key, withdraw_key


@dataclass(frozen=True)
class Passkey:
    """A passkey of the person with which they do not sign here yet; `options` is what the device is asked."""

    row: Authenticator
    options: dict[str, Any]

    @property
    def place(self) -> str:
        """Where the page holds what the device is asked."""
        return f"passkey-options-{self.row.pk}"


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """One's keys, and the passkeys that could be registered."""
    return _page(request, here)


@require_POST
@in_coalition
def register(request: Request, here: Here, passkey: int) -> HttpResponse:
    """Register a passkey that has just shown that it is held."""
    row = next((each for each in factors_of(here.person).passkeys if each.pk == passkey), None)
    if row is None:
        raise Http404
    try:
        offered = _offered(row)
        register_key(
            coalition=here.coalition,
            offered=offered,
            possession=possession_shown(request, offered.identity),
            name=row.data["name"][:MAX_NAME],
            by=here.person,
        )
    except ActRefused as refusal:
        return _page(request, here, refusal)
    return HttpResponseRedirect(_next(request) or reverse("voting-keys", args=[here.coalition.slug]))


@require_http_methods(["GET", "POST"])
@in_coalition
def withdraw(request: Request, here: Here, key: int) -> HttpResponse:
    """Ask, then let a key sign no more."""
    found = VotingKey.objects.filter(coalition=here.coalition, person=here.person, pk=key, withdrawn_at=None).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "frontend/voting/key_withdraw.html", {"key": found})
    withdraw_key(key=found, by=here.person)
    return HttpResponseRedirect(reverse("voting-keys", args=[here.coalition.slug]))


def _offered(row: Authenticator) -> PublicKey:
    offered = public_key_of(row)
    if offered is None:
        raise Invalid("bad_passkey", _("This passkey cannot sign here. Make another one on this site."))
    return offered


def _page(request: Request, here: Here, refusal: ActRefused | None = None) -> HttpResponse:
    keys = list(VotingKey.objects.filter(coalition=here.coalition, person=here.person))
    passkeys = factors_of(here.person).passkeys
    context = {
        "keys": keys,
        "has_passkeys": bool(passkeys),
        "passkeys": _unregistered(here, passkeys, {key.identity for key in keys}),
        "may_sign": table_allows(here.standings, Act.SIGN),
        "next": _next(request),
        "refusal": refusal,
    }
    return render(request, "frontend/voting/keys.html", context, status=status_of(refusal) if refusal else 200)


def _unregistered(here: Here, rows: list[Authenticator], known: set[str]) -> list[Passkey]:
    offered = [(row, public_key_of(row)) for row in rows]
    return [
        Passkey(row, options_for(key_statement(key, here.person), [key.credential]))
        for row, key in offered
        if key is not None and key.identity not in known
    ]


def _next(request: Request) -> str:
    """The page to go on with: the ballot that was to be signed."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else ""
