"""Deadlines against working hours, from Ottawa to Wellington."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coalition.capitals import CAPITALS
from coalition.rules import catalogue
from coalition.working_hours import outside_working_hours

TUESDAY = datetime(2026, 11, 24, 15, tzinfo=UTC)  # 10:00 in Ottawa, 16:00 in Paris, 04:00 on Wednesday in Wellington


def codes(at: datetime, *asked: str) -> list[str]:
    return [each.code for each in outside_working_hours(at, asked)]


def test_from_west_to_east_with_the_local_time():
    found = outside_working_hours(TUESDAY.replace(hour=20), ["NZ", "FR", "CA", "JP"])
    assert [(each.code, f"{each.local:%a %H:%M}", each.weekend) for each in found] == [
        ("FR", "Tue 21:00", False),
        ("JP", "Wed 05:00", False),
    ]
    assert codes(TUESDAY, "NZ", "FR", "CA") == ["NZ"]


@pytest.mark.parametrize(("hour", "outside"), [(7, []), (17, [])])
def test_both_ends_of_the_day_are_inside(hour, outside):
    at = TUESDAY.replace(hour=hour)  # 08:00 and 18:00 in Paris
    assert codes(at, "FR") == outside
    beyond = at + timedelta(microseconds=1 if hour == 17 else -1)
    assert codes(beyond, "FR") == ["FR"]


def test_a_weekend_there_is_not_one_here():
    friday = datetime(2026, 11, 27, 22, tzinfo=UTC)
    found = outside_working_hours(friday, ["NZ", "CA"])
    assert [(each.code, each.weekend) for each in found] == [("NZ", True)]


def test_the_hour_follows_daylight_saving():
    summer, winter = datetime(2026, 7, 14, 6, 30, tzinfo=UTC), datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    assert (codes(summer, "FR"), codes(winter, "FR")) == ([], ["FR"])


def test_one_without_a_capital_is_left_out():
    assert codes(TUESDAY, "EU") == []


@pytest.mark.parametrize("roll", ["coalition-35", "eu-27", "nato-32", "jef-10", "weu-10"])
def test_every_member_of_these_rolls_has_its_capital(roll):
    assert set(catalogue.roll(roll).members) <= set(CAPITALS)
    assert all(ZoneInfo(capital.zone) for capital in CAPITALS.values())
