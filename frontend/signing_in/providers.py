"""Signing in with a ministry's provider: there by a page that sends the browser on, and back with what it says.

The button is a form, guarded against forgery; its answer is a page and no redirect, because a strict policy
(`form-action 'self'`) lets no form lead elsewhere, by redirect neither.
"""

from __future__ import annotations

import structlog
from allauth.socialaccount.providers.openid_connect import views as openid
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from frontend.signing_in.claims import with_nonce

log = structlog.get_logger(__name__)


@never_cache
@require_POST
def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider."""
    try:
        answer: HttpResponse = openid.login(request, provider_id)
    except (RequestException, ValueError, KeyError) as error:  # it does not answer, or nonsense
        log.warning("provider cannot be asked", provider=provider_id, error=type(error).__name__)
        return render(request, "frontend/signing_in/provider_refused.html", {"why": "away"}, status=503)
    if answer.status_code != 302:
        return answer
    return render(request, "frontend/signing_in/leaving.html", {"target": with_nonce(answer.headers["Location"])})


@never_cache
@require_GET
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the provider says; sign in whom it may speak for."""
    try:
        answer: HttpResponse = openid.callback(request, provider_id)
    except (RequestException, ValueError, KeyError) as error:
        log.warning("provider does not answer as it should", provider=provider_id, error=type(error).__name__)
        return render(request, "frontend/signing_in/provider_refused.html", {"why": "away"}, status=503)
    return answer
