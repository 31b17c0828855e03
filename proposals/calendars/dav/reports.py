"""The reports on a calendar: by time, by name, and what has changed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from proposals.calendars.dav.asking import Refused, properties_asked, span_of
from proposals.calendars.dav.names import c, d
from proposals.calendars.dav.properties import DATA, Resource, entry, multistatus
from proposals.calendars.dav.shelves import Shelf
from proposals.calendars.dav.syncing import changes_since, token_of


def report(root: Element | None, shelf: Shelf, slug: str) -> bytes:
    """Return the answer to a report on a calendar. Raises `Refused` for one that there is not."""
    answers: dict[str, Callable[[Element, Shelf, str], bytes]] = {
        c("calendar-query"): _query,
        c("calendar-multiget"): _multiget,
        d("sync-collection"): _sync,
    }
    if root is None or root.tag not in answers:
        raise Refused(403, d("supported-report"))
    return answers[root.tag](root, shelf, slug)


def _query(root: Element, shelf: Shelf, slug: str) -> bytes:
    span, asked = span_of(root), properties_asked(root)
    held = [each for each in shelf.entries[slug] if span is not None and each.within(span)]
    return multistatus([entry(each, data=_wants_data(asked)) for each in held], asked)


def _multiget(root: Element, shelf: Shelf, slug: str) -> bytes:
    asked, held = properties_asked(root), {each.path: each for each in shelf.entries[slug]}
    paths = dict.fromkeys(unquote(urlsplit(each.text or "").path) for each in root.findall(d("href")))
    found = [
        entry(held[path], data=_wants_data(asked)) if path in held else Resource(path, missing=True) for path in paths
    ]
    return multistatus(found, asked)


def _sync(root: Element, shelf: Shelf, slug: str) -> bytes:
    entries, asked = shelf.entries[slug], properties_asked(root)
    changes = changes_since((root.findtext(d("sync-token")) or "").strip(), shelf.person, entries)
    told = [entry(each, data=_wants_data(asked)) for each in changes.changed]
    told += [Resource(path, missing=True) for path in changes.gone]
    return multistatus(told, asked, token=token_of(entries))


def _wants_data(asked: list[str] | None) -> bool:
    return asked is not None and DATA in asked
