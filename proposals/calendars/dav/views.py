"""CalDAV, read-only: what calendar programs of phones and desks ask, and get of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from coalition import clock
from proposals.calendars.dav import properties
from proposals.calendars.dav.asking import Refused, body_of, properties_asked
from proposals.calendars.dav.names import d, element
from proposals.calendars.dav.properties import Resource, multistatus, written
from proposals.calendars.dav.reports import report
from proposals.calendars.dav.shelves import ROOT, Shelf
from proposals.calendars.dav.signing_in import key_of
from proposals.calendars.feeds import as_calendar

ALLOW = "OPTIONS, GET, HEAD, PROPFIND, REPORT"
FEATURES = "1, 3, calendar-access"
XML = "application/xml; charset=utf-8"
View = Callable[..., HttpResponse]


@csrf_exempt
def well_known(request: HttpRequest) -> HttpResponse:
    """Lead a program that knows the server's name alone to where calendars are (RFC 6764)."""
    return HttpResponsePermanentRedirect(ROOT)


def resource(view: View) -> View:
    """Sign the program in, and answer in its person's language; say what is refused as WebDAV does."""

    @wraps(view)
    def inner(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            return _answer(view, request, **named)
        except Refused as refusal:
            return _refused(refusal)

    return csrf_exempt(inner)


def _answer(view: View, request: HttpRequest, **named: str) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(headers={"DAV": FEATURES, "Allow": ALLOW})
    person = key_of(request).person
    if request.method not in ALLOW.split(", "):
        raise Refused(403, d("need-privileges"))
    with translation.override(person.language):
        shelf = Shelf(person, clock.now(), request.build_absolute_uri("/"))
        response = view(request, shelf, **named)
    response["DAV"] = FEATURES
    return response


@resource
def root(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Say who is signed in and where their calendars are."""
    return _found(request, properties.root(), list)


@resource
def principal(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Say where the person's calendars are."""
    return _found(request, properties.principal(shelf.person), list)


@resource
def home(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """List the person's calendars: one for each coalition."""
    return _found(request, properties.home(), lambda: [properties.calendar(shelf, slug) for slug in shelf.coalitions])


@resource
def calendar(request: HttpRequest, shelf: Shelf, slug: str) -> HttpResponse:
    """List a calendar's events, or report on them."""
    if slug not in shelf.coalitions:
        raise Refused(404)
    if request.method == "REPORT":
        return _xml(report(body_of(request), shelf, slug))
    return _found(
        request, properties.calendar(shelf, slug), lambda: [properties.entry(each) for each in shelf.entries[slug]]
    )


@resource
def entry(request: HttpRequest, shelf: Shelf, slug: str, name: str) -> HttpResponse:
    """Give one event."""
    held = next((each for each in shelf.entries.get(slug, []) if each.event.name == name), None)
    if held is None:
        raise Refused(404)
    if request.method in ("GET", "HEAD"):
        return as_calendar(request, held.content.encode(), f"{name}.ics", held.tag)
    return _found(request, properties.entry(held), list)


def _found(request: HttpRequest, own: Resource, inside: Callable[[], Iterable[Resource]]) -> HttpResponse:
    """Answer a PROPFIND on a resource, and on what is in it where a depth of 1 is asked for."""
    if request.method != "PROPFIND":
        raise Refused(405, Allow=ALLOW)
    depth = request.headers.get("Depth", "infinity")
    if depth not in ("0", "1"):
        raise Refused(403, d("propfind-finite-depth"))
    asked = properties_asked(body_of(request))
    return _xml(multistatus([own, *(inside() if depth == "1" else ())], asked))


def _xml(content: bytes) -> HttpResponse:
    return HttpResponse(content, status=207, content_type=XML, headers={"Cache-Control": "no-store"})


def _refused(refusal: Refused) -> HttpResponse:
    content = written(element(d("error"), element(refusal.condition))) if refusal.condition else b""
    headers = {"DAV": FEATURES, "Cache-Control": "no-store", **refusal.headers}
    return HttpResponse(content, status=refusal.status, content_type=XML, headers=headers)
