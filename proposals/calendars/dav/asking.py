"""What a CalDAV program asks: bodies of bounded size, without entities, read into what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.http import HttpRequest
from django.http.request import RawPostDataException, UnreadablePostError

from proposals.calendars.dav.names import c, d

LARGEST = 64 * 1024  # bytes: the names of a thousand events
_STAMP = "%Y%m%dT%H%M%SZ"


class Refused(Exception):
    """An answer other than 207; `condition` names the precondition that failed, as RFC 4918 section 16 wants it."""

    def __init__(self, status: int, condition: str = "", **headers: str) -> None:
        super().__init__(status)
        self.status, self.condition, self.headers = status, condition, headers


@dataclass(frozen=True)
class Span:
    """A stretch of time, open where an end is missing."""

    start: datetime | None
    end: datetime | None


def body_of(request: HttpRequest) -> Element | None:
    """Return the body's root, or None where there is no body. Raises `Refused`: 413, 400."""
    try:
        raw = request.read(LARGEST + 1)
    except (RawPostDataException, UnreadablePostError) as error:
        raise Refused(400) from error
    if len(raw) > LARGEST:
        raise Refused(413)
    if not raw.strip():
        return None
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Refused(400) from error
    return root


def properties_asked(root: Element | None) -> list[str] | None:
    """Return the names of the properties asked for; None for all of them."""
    asked = root.find(d("prop")) if root is not None else None
    return None if asked is None else [child.tag for child in asked]


def span_of(query: Element) -> Span | None:
    """Return the stretch that a calendar-query asks for; None where it asks for no events at all.

    Raises `Refused` for a filter that is not understood: an answer that filters less than asked would be a wrong one.
    """
    outer = query.find(f"{c('filter')}/{c('comp-filter')}")
    if outer is None or outer.get("name") != "VCALENDAR":
        raise Refused(403, c("valid-filter"))
    inner = list(outer)
    if not inner:
        return Span(None, None)
    if len(inner) > 1 or inner[0].tag != c("comp-filter"):
        raise Refused(403, c("supported-filter"))
    component = inner[0]
    if component.get("name") != "VEVENT":
        return None
    return _span(list(component))


def _span(filters: list[Element]) -> Span:
    if not filters:
        return Span(None, None)
    if len(filters) > 1 or filters[0].tag != c("time-range"):
        raise Refused(403, c("supported-filter"))
    stretch = filters[0]
    return Span(_instant(stretch.get("start")), _instant(stretch.get("end")))


def _instant(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        return datetime.strptime(written, _STAMP).replace(tzinfo=UTC)
    except ValueError as error:
        raise Refused(403, c("valid-filter")) from error
