"""Events as iCalendar (RFC 5545), the same bytes for the same events: an ETag stays until something changes.

Instants are written in UTC: daylight saving moves the hour on the wall, never the deadline.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from icalendar import Alarm, Calendar, vText, vUri
from icalendar import Event as Component

from proposals.calendars.events import Event, Kind
from proposals.calendars.wording import coalition_name, description, summary

MEDIA_TYPE = "text/calendar"
PRODID = "-//Concert//Calendars 1//EN"
REFRESH = timedelta(minutes=15)
REMIND = {
    Kind.VOTE: (timedelta(hours=24), timedelta(hours=1)),
    Kind.MEETING: (timedelta(minutes=15),),
    Kind.COMMITMENT: (timedelta(days=7), timedelta(days=1)),
}


def feed(events: Iterable[Event], name: str, base: str) -> bytes:
    """Return a calendar to subscribe to; `base` is the address that the events' paths are added to."""
    calendar = calendar_of("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for event in events:
        calendar.add_component(component(event, base))
    return bytes(calendar.to_ical())


def resource(event: Event, base: str) -> bytes:
    """Return one event as CalDAV keeps it: without a method (RFC 4791, 4.1)."""
    calendar = calendar_of()
    calendar.add_component(component(event, base))
    return bytes(calendar.to_ical())


def component(event: Event, base: str) -> Component:
    """Return the event itself."""
    made, address = Component(), base.rstrip("/") + event.path
    made.add("uid", event.uid)
    made.add("dtstamp", event.changed_at)
    made.add("last-modified", event.changed_at)
    made.add("created", event.first_at)
    made.add("sequence", event.sequence)
    made.add("dtstart", event.starts_at)
    if event.ends_at > event.starts_at:  # a deadline takes no time: it begins, and that is all
        made.add("dtend", event.ends_at)
    made["summary"] = vText(_clean(summary(event)))
    made["description"] = vText(_clean(description(event, address)))
    made["url"] = vUri(address)
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    made.add("transp", "OPAQUE" if event.kind == Kind.MEETING and not event.cancelled else "TRANSPARENT")
    made.add("class", "PRIVATE")
    made.add("categories", [coalition_name(event.coalition)])
    for before in () if event.cancelled else REMIND[event.kind]:
        made.add_component(_alarm(event, before))
    return made


def calendar_of(method: str = "") -> Calendar:
    """Return an empty calendar."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    return calendar


def _alarm(event: Event, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm["description"] = vText(_clean(summary(event)))
    return alarm


def _clean(text: str) -> str:
    """What a calendar program could take for something else than text is left out; the rest is escaped as it is."""
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable())
