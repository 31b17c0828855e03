"""A database clock that is set back raises an alarm at the next tick, and until it is right again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog

from proposals.ledger.clock_watch import clock_went_back
from proposals.ledger.models import Entry
from proposals.tasks import tick
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, open_vote

pytestmark = pytest.mark.django_db
ALARM = "the database clock went back"


def alarms(logs):
    return [said["seconds"] for said in logs if said["event"] == ALARM]


def test_a_clock_set_back_is_told_at_each_tick_until_it_is_right():
    a_proposal(a_coalition())
    open_vote(a_coalition())
    last = Entry.objects.order_by("at").last().at
    with structlog.testing.capture_logs() as logs, clock_at(last - timedelta(minutes=5)):
        tick()
        tick()
    assert alarms(logs) == [300.0, 300.0]
    with structlog.testing.capture_logs() as logs, clock_at(last + timedelta(seconds=1)):
        tick()
    assert alarms(logs) == []


def test_a_clock_that_is_slewed_raises_none():
    a_proposal(a_coalition())
    last = Entry.objects.order_by("at").last().at
    with clock_at(last - timedelta(milliseconds=900)):
        assert clock_went_back() is None


def test_without_an_entry_there_is_nothing_to_compare_with():
    assert clock_went_back() is None
