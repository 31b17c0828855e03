"""In which capitals an instant falls outside working hours: 08:00 to 18:00, Monday to Friday.

Public holidays are not known here: whoever sets a deadline knows them better than any table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from coalition.capitals import CAPITALS, Capital

OPENS, CLOSES = time(8), time(18)
SATURDAY = 5  # of `datetime.weekday`


@dataclass(frozen=True)
class Outside:
    """A member in whose capital it is no working hour: the local time there, and whether it is a weekend."""

    code: str
    capital: Capital
    local: datetime
    weekend: bool


def outside_working_hours(at: datetime, codes: Iterable[str]) -> list[Outside]:
    """Return the members in whose capital a deadline at `at` falls outside working hours, from west to east.

    At 08:00 and at 18:00 it is still inside. A member without a known capital, such as an organisation, is left out.
    """
    found = []
    for code in codes:
        capital = CAPITALS.get(code)
        if capital is None:
            continue
        local = at.astimezone(ZoneInfo(capital.zone))
        weekend = local.weekday() >= SATURDAY
        if weekend or not OPENS <= local.time() <= CLOSES:
            found.append(Outside(code, capital, local, weekend))
    return sorted(found, key=lambda each: (each.local.utcoffset(), each.code))
