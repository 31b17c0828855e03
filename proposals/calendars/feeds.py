"""Feeds: a calendar at a secret address. It shows what its person may read now, and ends with their right to it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from coalition import clock
from coalition.models import Delegate
from coalition.permissions import coalitions_of
from proposals.calendars import ics
from proposals.calendars.events import Wanted, events_for
from proposals.calendars.keys import note_reading, valid_key
from proposals.calendars.models import CalendarKey, Shows
from proposals.calendars.readers import reader_of
from proposals.calendars.wording import coalition_name, exercise
from proposals.scope import meetings_for


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the feed of this address; 404 for one unknown or revoked, and once its person may read nothing of it."""
    key, now = valid_key(secret, password=False), clock.now()
    if key is None:
        raise Http404
    with translation.override(key.person.language):
        content = written(key, now, request.build_absolute_uri("/"))
    note_reading(key, reader_of(request.headers.get("User-Agent", "")), now)
    return as_calendar(request, content, "concert.ics")


def written(key: CalendarKey, now: datetime, base: str) -> bytes:
    """Return the feed that a key opens at an instant. Raises `Http404` where its person may read none of it."""
    wanted = _wanted(key, now)
    if wanted is None:
        raise Http404
    return ics.feed(events_for(key.person, now, wanted), name_of(key), base)


def as_calendar(request: HttpRequest, content: bytes, name: str, tag: str = "") -> HttpResponse:
    """Return a calendar with its ETag, the hash of it unless given, or 304 where the program has this one already."""
    tag = tag or etag(content)
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{name}"',
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(content, content_type=f"{ics.MEDIA_TYPE}; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=tag, response=response) or response


def etag(content: bytes) -> str:
    """Return the ETag of what is given: its hash."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def name_of(key: CalendarKey) -> str:
    """Return what the calendar calls itself in a program: in an exercise that word comes first."""
    coalition = next((each.coalition for each in (key.member, key.meeting) if each), key.coalition)
    if coalition is None:
        return "Concert"
    named = coalition_name(coalition)
    if key.member:
        named = f"{key.member.name}, {named}"
    if key.meeting:
        number = {"number": key.meeting.number, "coalition": named}
        named = gettext("Meeting %(number)s, %(coalition)s") % number
    return " · ".join(part for part in (exercise(coalition), named) if part)


def _wanted(key: CalendarKey, now: datetime) -> Wanted | None:
    """What a key shows; None once the person is no more of that coalition, of that delegation, called to it."""
    person = key.person
    if key.shows == Shows.DELEGATION and key.member:
        seat = Delegate.objects.at(now).filter(person=person, member=key.member)
        return Wanted(member=key.member) if seat.exists() else None
    if key.shows == Shows.COALITION and key.coalition:
        inside = coalitions_of(person, now).filter(pk=key.coalition.pk)
        return Wanted(coalition=key.coalition) if inside.exists() else None
    if key.shows == Shows.MEETING and key.meeting:
        called = meetings_for(person, now).filter(pk=key.meeting.pk)
        return Wanted(meeting=key.meeting.pk) if called.exists() else None
    return Wanted() if coalitions_of(person, now).exists() else None
