"""The properties of each resource, and the answers that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, tostring

from coalition.models import Person
from proposals.calendars.dav.names import add, c, cs, d, element, href
from proposals.calendars.dav.shelves import HOME, PRINCIPAL, ROOT, Entry, Shelf, display_name
from proposals.calendars.dav.syncing import token_of

DATA = c("calendar-data")
REPORTS = (c("calendar-query"), c("calendar-multiget"), d("sync-collection"))
Properties = Mapping[str, Element]


@dataclass(frozen=True)
class Resource:
    """A resource with its properties; one that is not there has none."""

    path: str
    properties: Properties = field(default_factory=dict)
    missing: bool = False


def root() -> Resource:
    """Return where every program begins."""
    return Resource(ROOT, _common("Concert", _kind()))


def principal(person: Person) -> Resource:
    """Return the person, as programs look for their calendars."""
    own = {
        d("principal-URL"): element(d("principal-URL"), href(PRINCIPAL)),
        c("calendar-home-set"): element(c("calendar-home-set"), href(HOME)),
        c("calendar-user-address-set"): element(c("calendar-user-address-set"), href(f"mailto:{person.email}")),
    }
    return Resource(PRINCIPAL, {**_common(person.name, _kind(element(d("principal")))), **own})


def home() -> Resource:
    """Return what holds the calendars."""
    return Resource(HOME, _common("Concert", _kind()))


def calendar(shelf: Shelf, slug: str) -> Resource:
    """Return one coalition's calendar."""
    coalition, token = shelf.coalitions[slug], token_of(shelf.entries[slug])
    event = element(c("comp"))
    event.set("name", "VEVENT")
    own = {
        c("supported-calendar-component-set"): element(c("supported-calendar-component-set"), event),
        d("supported-report-set"): element(d("supported-report-set"), *map(_report, REPORTS)),
        d("sync-token"): element(d("sync-token"), token),
        cs("getctag"): element(cs("getctag"), token),
    }
    named = _common(display_name(coalition), _kind(element(c("calendar"))))
    return Resource(f"{HOME}{slug}/", {**named, **own})


def entry(held: Entry, *, data: bool = False) -> Resource:
    """Return one event, with what it says where that is asked for."""
    own = {
        d("resourcetype"): element(d("resourcetype")),
        d("getetag"): element(d("getetag"), held.tag),
        d("getcontenttype"): element(d("getcontenttype"), "text/calendar; charset=utf-8; component=vevent"),
        d("current-user-privilege-set"): _read_only(),
    }
    return Resource(held.path, {**own, DATA: element(DATA, held.content)} if data else own)


def multistatus(resources: Iterable[Resource], asked: list[str] | None, *, token: str = "") -> bytes:
    """Return the answer: of each resource what was asked for and is there, and what is not."""
    answer = element(d("multistatus"))
    for resource in resources:
        response = add(answer, d("response"), href(resource.path))
        if resource.missing:
            add(response, d("status"), "HTTP/1.1 404 Not Found")
            continue
        _propstats(response, resource.properties, asked)
    if token:
        add(answer, d("sync-token"), token)
    return written(answer)


def written(answer: Element) -> bytes:
    """Return an answer as it is sent."""
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(answer)


def _propstats(response: Element, held: Properties, asked: list[str] | None) -> None:
    names = [name for name in held if name != DATA] if asked is None else list(dict.fromkeys(asked))
    found = [held[name] for name in names if name in held]
    if found or not names:
        _propstat(response, found, "HTTP/1.1 200 OK")
    unknown = [element(name) for name in names if name not in held]
    if unknown:
        _propstat(response, unknown, "HTTP/1.1 404 Not Found")


def _propstat(response: Element, properties: list[Element], status: str) -> None:
    propstat = add(response, d("propstat"))
    add(propstat, d("prop"), *properties)
    add(propstat, d("status"), status)


def _common(name: str, kind: Element) -> dict[str, Element]:
    return {
        d("displayname"): element(d("displayname"), name),
        d("resourcetype"): kind,
        d("current-user-principal"): element(d("current-user-principal"), href(PRINCIPAL)),
        d("owner"): element(d("owner"), href(PRINCIPAL)),
        d("current-user-privilege-set"): _read_only(),
    }


def _kind(*more: Element) -> Element:
    return element(d("resourcetype"), element(d("collection")), *more)


def _read_only() -> Element:
    return element(d("current-user-privilege-set"), element(d("privilege"), element(d("read"))))


def _report(name: str) -> Element:
    return element(d("supported-report"), element(d("report"), element(name)))
