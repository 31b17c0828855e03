"""Deadlines as they are given: a quick choice, or a date and time in the reader's own zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coalition.errors import Invalid
from coalition.working_hours import outside_working_hours
from frontend.local_times import read_local
from frontend.words.members import is_french
from frontend.words.times import about, clock_of, hour, when

AFTER = (timedelta(hours=2), timedelta(hours=6), timedelta(hours=24))
AT = ((0, time(20)), (1, time(12)), (1, time(20)), (3, time(12)))
IN_THE_ROOM = (timedelta(minutes=2), timedelta(minutes=5), timedelta(minutes=10))
NAMED = 4  # capitals; the others are counted
OTHER = "other"
NO_DEADLINE = _("Choose a deadline, or give its date and time.")


@dataclass(frozen=True)
class Choice:
    """A deadline to choose at once, and the capitals in which it falls outside working hours."""

    value: str
    text: str
    bad_hours: str = ""


def choices(now: datetime, notice: timedelta, voters: Iterable[str] = (), *, in_the_room: bool = False) -> list[Choice]:
    """Deadlines that leave the notice its time, the soonest first; in the room, minutes."""
    if in_the_room and not notice:
        soon = [now + length for length in IN_THE_ROOM]
        return [Choice(_iso(at), f"{hour(at)} (\N{ALMOST EQUAL TO} {about(at - now)})") for at in soon]
    codes = list(voters)
    soonest = now + max(notice, timedelta(minutes=1)) + timedelta(minutes=1)  # the form takes a moment to send
    fitting = sorted({_rounded(at) for at in _candidates(now) if _rounded(at) >= soonest})
    return [
        Choice(_iso(at), f"{when(at, now)} (\N{ALMOST EQUAL TO} {about(at - now)})", at_bad_hours(at, codes))
        for at in fitting[:4]
    ]


def at_bad_hours(at: datetime, codes: Iterable[str]) -> str:
    """The capitals where a deadline falls outside 08:00 to 18:00 on a working day, with the time there; few by name."""
    found = outside_working_hours(at, codes)
    named = [f"{each.capital.fr if is_french() else each.capital.en} {clock_of(each.local)}" for each in found[:NAMED]]
    if len(found) > NAMED:
        more = len(found) - NAMED
        named.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return ", ".join(named)


def read_deadline(choice: str, local: str) -> datetime:
    """The instant that was given. Raises `Invalid` beside the field."""
    if choice and choice != OTHER:
        return _read_choice(choice)
    zone = timezone.get_current_timezone()
    return read_local(local, zone, field="closes_at", unreadable=NO_DEADLINE)


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


def _unreadable() -> Invalid:
    return Invalid("no_deadline", NO_DEADLINE, field="closes_at")
