"""Help, accessibility, and whether the house stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coalition import clock


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """How to vote, and what the words mean."""
    return render(request, "frontend/house/help.html")


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done so that everybody can use it, and whom to tell where it fails."""
    return render(request, "frontend/house/accessibility.html")


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Answers when the database answers."""
    return HttpResponse(f"ok {clock.now():%Y-%m-%dT%H:%M:%S}Z\n", content_type="text/plain")
