"""When a channel may disturb somebody: quiet hours and the daily digest, in the person's own zone. Pure arithmetic."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo


def quiet_until(instant: datetime, start: time, end: time, zone: tzinfo) -> datetime | None:
    """Return when the quiet hours end that hold at `instant`; None outside of them.

    They go from `start` to `end` on the clock of the wall, over midnight where `end` is the earlier; none where equal.
    """
    local = instant.astimezone(zone)
    if start == end:
        return None
    for days in (-1, 0):  # those that began yesterday, and today's
        day = local.date() + timedelta(days=days)
        begins = _at(day, start, zone)
        ends = _at(day if end > start else day + timedelta(days=1), end, zone)
        if begins <= instant < ends:
            return ends
    return None


def next_at(instant: datetime, hour: time, zone: tzinfo) -> datetime:
    """Return the next instant after `instant` when the clock of the wall shows `hour`."""
    today = instant.astimezone(zone).date()
    first = _at(today, hour, zone)
    return first if first > instant else _at(today + timedelta(days=1), hour, zone)


def _at(day: date, hour: time, zone: tzinfo) -> datetime:
    """The instant of an hour on a day; in UTC, since two times of one zone are not compared as instants."""
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)
