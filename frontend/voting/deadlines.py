"""Deadlines as they are given: a quick choice, or a date and time in the reader's own zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from coalition.errors import Invalid
from frontend.words.times import about, city_of, reader_zone, when

AFTER = (timedelta(hours=2), timedelta(hours=6), timedelta(hours=24))
AT = ((0, time(20)), (1, time(12)), (1, time(20)), (3, time(12)))
FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")
OTHER = "other"


@dataclass(frozen=True)
class Choice:
    """A deadline to choose at once."""

    value: str
    text: str


def choices(now: datetime, notice: timedelta) -> list[Choice]:
    """Deadlines that leave the notice its time, the soonest first."""
    soonest = now + max(notice, timedelta(minutes=1)) + timedelta(minutes=1)  # the form takes a moment to send
    fitting = sorted({_rounded(at) for at in _candidates(now) if _rounded(at) >= soonest})
    return [Choice(_iso(at), f"{when(at, now)} (\N{ALMOST EQUAL TO} {about(at - now)})") for at in fitting[:4]]


def read_deadline(choice: str, local: str) -> datetime:
    """The instant that was given. Raises `Invalid` beside the field."""
    if choice and choice != OTHER:
        return _read_choice(choice)
    return _read_local(local)


def _candidates(now: datetime) -> list[datetime]:
    local = timezone.localtime(now)
    days = [datetime.combine(local.date() + timedelta(days=days), at, local.tzinfo) for days, at in AT]
    return [*(now + length for length in AFTER), *(day.astimezone(UTC) for day in days)]


def _rounded(at: datetime) -> datetime:
    """Up to the next five minutes."""
    return at.replace(minute=at.minute // 5 * 5, second=0, microsecond=0) + timedelta(minutes=5 if at.minute % 5 else 0)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_choice(value: str) -> datetime:
    try:
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise _unreadable() from None


def _read_local(value: str) -> datetime:
    for form in FORMATS:
        try:
            naive = datetime.strptime(value, form)  # noqa: DTZ007 (the zone is the reader's, put on below)
        except ValueError:
            continue
        return _in_zone(naive)
    raise _unreadable()


def _in_zone(naive: datetime) -> datetime:
    """Put the reader's zone on; an hour that the clocks skip does not exist, one that they repeat is its first."""
    aware = naive.replace(tzinfo=timezone.get_current_timezone(), fold=0)
    utc = aware.astimezone(UTC)
    if utc.astimezone(aware.tzinfo).replace(tzinfo=None) != naive:
        raise Invalid(
            "no_such_time",
            _("The clocks in %(city)s go forward over this hour: it does not exist. Give another one.")
            % {"city": city_of(reader_zone()) or "UTC"},
            field="closes_at",
        )
    return utc


def _unreadable() -> Invalid:
    return Invalid("no_deadline", _("Choose a deadline, or give its date and time."), field="closes_at")
