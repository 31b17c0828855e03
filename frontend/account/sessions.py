"""Where one is signed in, and signing out there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from coalition.models import Person, Session
from coalition.sessions import SessionStore, end_sessions
from frontend.signing_in.devices import in_words


@dataclass(frozen=True)
class Place:
    """One browser in which one is signed in."""

    digest: str
    device: str
    started_at: datetime
    seen_at: datetime
    here: bool


def sessions_of(request: HttpRequest) -> list[Place]:
    """This browser first, then the others, the latest seen first."""
    this = cast(SessionStore, request.session).digest
    person = cast(Person, request.user)
    rows = Session.objects.filter(person=person, expires_at__gt=timezone.now()).order_by("-seen_at")
    places = [Place(row.digest, in_words(row.device), row.started_at, row.seen_at, row.digest == this) for row in rows]
    return sorted(places, key=lambda place: not place.here)


@login_required
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Sign out one other browser, or all others. What is not one's own, or has ended, changes nothing."""
    person = cast(Person, request.user)
    this = cast(SessionStore, request.session).digest
    if request.POST.get("session") == "others":
        end_sessions(person=person, but=this)
    else:
        Session.objects.filter(person=person, digest=request.POST.get("session", "")).exclude(digest=this).delete()
    return HttpResponseRedirect(reverse("account") + "#sessions")
