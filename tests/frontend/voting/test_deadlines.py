"""Deadlines as they are given: in the reader's zone, over the changes of its clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from coalition.errors import Invalid
from frontend.voting.deadlines import choices, read_deadline

NOON = datetime(2026, 11, 24, 12, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def helsinki():
    with timezone.override(ZoneInfo("Europe/Helsinki")):
        yield


def test_a_local_time_is_read_in_the_reader_s_zone():
    assert read_deadline("other", "2026-11-24T20:00") == datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    assert read_deadline("", "2026-07-01T20:00:30") == datetime(2026, 7, 1, 17, 0, 30, tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_does_not_exist():
    with pytest.raises(Invalid) as refused:
        read_deadline("other", "2026-03-29T03:30")
    assert refused.value.field == "closes_at"
    assert "Helsinki" in str(refused.value)


def test_an_hour_that_comes_twice_is_the_first():
    assert read_deadline("other", "2026-10-25T03:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("choice", "local"), [("other", ""), ("", "soon"), ("soon", ""), ("other", "2026-02-30T10:00")]
)
def test_what_is_no_time_is_said_beside_the_field(choice, local):
    with pytest.raises(Invalid) as refused:
        read_deadline(choice, local)
    assert refused.value.field == "closes_at"


def test_choices_leave_the_notice_its_time_and_read_back():
    offered = choices(NOON, timedelta(hours=3))
    instants = [read_deadline(each.value, "") for each in offered]
    assert instants == sorted(instants)
    assert all(at - NOON > timedelta(hours=3) for at in instants)
    assert offered[0].text.replace("\N{NO-BREAK SPACE}", " ") == "today, 20:00 in Helsinki (≈ 6 h)"
