"""Times in words: how long is left, and when it is in the reader's own zone, with the city beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.words.members import is_french

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


def clock_of(local: datetime) -> str:
    """The hour and minute of a time that is local already, in the zone that it carries."""
    return local.strftime("%-H\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}%M" if is_french() else "%H:%M")


def as_clock(length: timedelta) -> str:
    """A length of time as a clock shows it: "11:40", "1:05:00"."""
    seconds = max(int(length.total_seconds()), 0)
    hours, minutes, seconds = seconds // 3600, seconds % 3600 // 60, seconds % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def as_minutes(seconds: int) -> str:
    """The same, from seconds."""
    return as_clock(timedelta(seconds=seconds))


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


def when_and_utc(instant: datetime, now: datetime, home: str = "") -> str:
    """The same, with the coalition's hour and UTC for whoever reads over the shoulder."""
    return with_others(when(instant, now), instant, home)


def with_others(said: str, instant: datetime, home: str) -> str:
    """What was said of an instant, and the same hour elsewhere: in the coalition's zone `home`, in UTC."""
    others = elsewhere(instant, home)
    return _("%(when)s (%(utc)s)") % {"when": said, "utc": others} if others else said


def elsewhere(instant: datetime, home: str) -> str:
    """The hour where the reader's clock shows another one: "19:00 in Paris, 18:00 UTC"; nothing where none does."""
    here, there = timezone.localtime(instant), instant.astimezone(zone_of(home))
    city, shown = city_of(home), []
    if city and here.utcoffset() != there.utcoffset():
        with timezone.override(there.tzinfo):
            shown.append(place(instant) if here.date() == there.date() else f"{date(instant)}, {place(instant)}")
    return ", ".join([*shown, *([in_utc(instant)] if city_of(reader_zone()) else [])])


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name; UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


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


def to_the_minute(instant: datetime) -> str:
    """Date, hour and minute: "24 Nov 2026, 14:33 in Helsinki"."""
    return _("%(day)s, %(hour)s") % {"day": date(instant), "hour": place(instant)}


def about(length: timedelta) -> str:
    """A length of time in round hours, or minutes where it is shorter."""
    hours = round(length.total_seconds() / 3600)
    return span(timedelta(hours=hours)) if hours else span(length)


def in_utc(instant: datetime) -> str:
    """The hour in UTC."""
    utc = instant.astimezone(UTC)
    return utc.strftime("%-H\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}%M UTC" if is_french() else "%H:%M UTC")
