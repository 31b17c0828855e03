"""Times in words: how long is left, and when it is in the reader's own zone, with the city beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.words.members import is_french

FRENCH_CITIES = {
    "Athens": "Athènes",
    "Bucharest": "Bucarest",
    "Brussels": "Bruxelles",
    "Copenhagen": "Copenhague",
    "Kiev": "Kyiv",
    "Lisbon": "Lisbonne",
    "London": "Londres",
    "Nicosia": "Nicosie",
    "Reykjavik": "Reykjavik",
    "Rome": "Rome",
    "Sofia": "Sofia",
    "Vienna": "Vienne",
    "Warsaw": "Varsovie",
}


def city_of(zone: str) -> str:
    """The city that names a zone: `Europe/Helsinki` is Helsinki. UTC has none."""
    if zone in ("UTC", "Etc/UTC"):
        return ""
    city = zone.rsplit("/", 1)[-1].replace("_", " ")
    return FRENCH_CITIES.get(city, city) if is_french() else city


def reader_zone() -> str:
    """The name of the zone that is active for this reader."""
    return timezone.get_current_timezone_name()


def span(length: timedelta) -> str:
    """A length of time in its two largest units: "5 h 27 min"."""
    seconds = max(int(length.total_seconds()), 0)
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    if days:
        day = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
        return f"{day} {hours}\N{NO-BREAK SPACE}h" if hours else day
    if hours:
        rest = f" {minutes:02}\N{NO-BREAK SPACE}min" if minutes else ""
        return f"{hours}\N{NO-BREAK SPACE}h{rest}"
    if minutes:
        return f"{minutes}\N{NO-BREAK SPACE}min"
    return f"{seconds}\N{NO-BREAK SPACE}s"


def left(until: datetime, now: datetime) -> str:
    """How long is left: "5 h 27 min left"."""
    if until <= now:
        return _("Closed")
    return _("%(span)s left") % {"span": span(until - now)}


def hour(instant: datetime) -> str:
    """The hour and minute in the reader's zone."""
    local = timezone.localtime(instant)
    return local.strftime("%-H\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}%M" if is_french() else "%H:%M")


def day(instant: datetime, now: datetime) -> str:
    """The day in the reader's zone: today, tomorrow, or its date."""
    local, today = timezone.localtime(instant), timezone.localtime(now)
    distance = (local.date() - today.date()).days
    if distance in (0, 1):
        return [_("today"), _("tomorrow")][distance]
    weekday = date_format(local, "D")
    return f"{weekday.lower() if is_french() else weekday} {date(instant, year=local.year != today.year)}"


def date(instant: datetime, *, year: bool = True) -> str:
    """A date in the reader's zone: "24 Nov 2026", « 24 nov. 2026 »."""
    month = "N" if is_french() else "M"
    return date_format(timezone.localtime(instant), f"j {month} Y" if year else f"j {month}")


def when(instant: datetime, now: datetime) -> str:
    """Day, hour and city: "today, 20:00 in Helsinki"."""
    return _("%(day)s, %(hour)s") % {"day": day(instant, now), "hour": place(instant)}


def when_and_utc(instant: datetime, now: datetime) -> str:
    """The same, with UTC for whoever reads over the shoulder."""
    if not city_of(reader_zone()):
        return when(instant, now)
    return _("%(when)s (%(utc)s)") % {"when": when(instant, now), "utc": in_utc(instant)}


def place(instant: datetime) -> str:
    """The hour with the city beside it: "20:00 in Helsinki"."""
    city = city_of(reader_zone())
    if not city:
        return f"{hour(instant)} UTC"
    return _("%(hour)s in %(city)s") % {"hour": hour(instant), "city": city}


def to_the_second(instant: datetime) -> str:
    """Date and time to the second, as a record says it: "24 Nov 2026, 14:33:07 in Helsinki"."""
    local = timezone.localtime(instant)
    clock = f"{date(instant)}, {local:%H:%M:%S}"
    city = city_of(reader_zone())
    return _("%(hour)s in %(city)s") % {"hour": clock, "city": city} if city else f"{clock} UTC"


def about(length: timedelta) -> str:
    """A length of time in round hours, or minutes where it is shorter."""
    hours = round(length.total_seconds() / 3600)
    return span(timedelta(hours=hours)) if hours else span(length)


def in_utc(instant: datetime) -> str:
    """The hour in UTC."""
    utc = instant.astimezone(UTC)
    return utc.strftime("%-H\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}%M UTC" if is_french() else "%H:%M UTC")
