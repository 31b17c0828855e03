"""Dates and times as people type them: without a zone, which is given beside them."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coalition.errors import Invalid
from frontend.words.times import city_of

FIRST_YEAR, LAST_YEAR = 1001, 9997  # beyond them an instant cannot be shown in every zone
FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")


def read_local(value: str, zone: tzinfo, *, field: str, unreadable: str | Promise) -> datetime:
    """Return the instant that was typed, in UTC. Raises `Invalid` on `field`.

    An hour that the clocks skip does not exist; one that they repeat is its first.
    """
    for form in FORMATS:
        try:
            naive = datetime.strptime(value, form)  # noqa: DTZ007 (the zone is put on below)
        except ValueError:
            continue
        if not FIRST_YEAR <= naive.year <= LAST_YEAR:
            break
        return _in_zone(naive, zone, field)
    raise Invalid(f"no_{field}", unreadable, field=field)


def _in_zone(naive: datetime, zone: tzinfo, field: str) -> datetime:
    utc = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) != naive:
        raise Invalid(
            "no_such_time",
            _("The clocks in %(city)s go forward over this hour: it does not exist. Give another one.")
            % {"city": city_of(str(zone)) or "UTC"},
            field=field,
        )
    return utc
