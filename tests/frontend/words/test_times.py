"""Times in words: what is left, and when, with the city of the reader's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from frontend.words.times import about, city_of, left, span, to_the_second, when, when_and_utc

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NB = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(days=1, hours=21, minutes=5), "1 day 21 h"),
        (timedelta(days=2), "2 days"),
        (timedelta(hours=5, minutes=7), "5 h 07 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(minutes=12, seconds=30), "12 min"),
        (timedelta(seconds=45), "45 s"),
        (timedelta(seconds=-3), "0 s"),
    ],
)
def test_spans(length, words):
    assert span(length).replace(NB, " ") == words


def test_what_is_left_ends_at_the_deadline():
    assert left(NOON + timedelta(hours=1), NOON).replace(NB, " ") == "1 h left"
    assert left(NOON, NOON) == "Closed"


def test_the_city_stands_beside_the_hour():
    with timezone.override(ZoneInfo("Europe/Helsinki")):
        assert when_and_utc(NOON + timedelta(hours=6), NOON) == "today, 20:00 in Helsinki (18:00 UTC)"
        assert when(NOON + timedelta(hours=23), NOON) == "tomorrow, 13:00 in Helsinki"
        assert when(NOON + timedelta(days=3), NOON) == "Fri 27 Nov, 14:00 in Helsinki"
        assert to_the_second(NOON) == "24 Nov 2026, 14:00:00 in Helsinki"


def test_the_coalition_s_hour_stands_beside_it_where_it_is_another():
    said = {}
    for zone in ("Europe/Helsinki", "Europe/Rome", "UTC", "Asia/Tokyo"):
        with timezone.override(ZoneInfo(zone)):
            said[zone] = when_and_utc(NOON + timedelta(hours=6), NOON, "Europe/Paris")
    assert said == {
        "Europe/Helsinki": "today, 20:00 in Helsinki (19:00 in Paris, 18:00 UTC)",
        "Europe/Rome": "today, 19:00 in Rome (18:00 UTC)",
        "UTC": "today, 18:00 UTC (19:00 in Paris)",
        "Asia/Tokyo": "tomorrow, 03:00 in Tokyo (24 Nov 2026, 19:00 in Paris, 18:00 UTC)",
    }


def test_utc_needs_no_city():
    assert when_and_utc(NOON, NOON) == "today, 12:00 UTC"


def test_in_french():
    with translation.override("fr"), timezone.override(ZoneInfo("Europe/London")):
        assert when_and_utc(NOON, NOON).replace(NB, " ") == "aujourd’hui, 12 h 00 (Londres), 12 h 00 UTC"
        assert to_the_second(NOON) == "24 nov. 2026, 12:00:00 (Londres)"
        assert city_of("America/New_York") == "New York"


def test_about_is_in_round_hours():
    assert about(timedelta(hours=1, minutes=58)).replace(NB, " ") == "2 h"
    assert about(timedelta(minutes=12)).replace(NB, " ") == "12 min"
