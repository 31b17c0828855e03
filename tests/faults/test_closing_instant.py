"""The closing instant: what counts is when a ballot came, not how long it then waited for its locks."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from coalition import clock
from coalition.errors import Busy, Conflict
from coalition.writing import write_transaction
from proposals.ledger.appending import lock_head
from proposals.ledger.models import Entry
from proposals.voting.closing import seal
from proposals.voting.models import Division
from tests.clocks import clock_at
from tests.factories import a_coalition, cast, open_vote
from tests.faults.test_races import assert_ledger_is_whole, at_once, wait_until

TICK = timedelta(microseconds=1)


@contextmanager
def a_slow_writer(coalition_id: int, until: datetime) -> Iterator[None]:
    """Somebody else's act holds the end of the ledger (on SQLite: the database) until that instant."""
    holding = threading.Event()

    def hold() -> None:
        with write_transaction():
            lock_head(coalition_id)
            holding.set()
            wait_until(until)
        connection.close()

    writer = threading.Thread(target=hold)
    writer.start()
    holding.wait(10)
    try:
        yield
    finally:
        writer.join()


@pytest.mark.django_db(transaction=True)
def test_a_ballot_in_time_that_waits_past_the_closing_counts():
    """Twenty closings are tried meanwhile, and none of them shuts it out."""
    body = a_coalition()
    division = open_vote(body, seconds=2.5)
    wait_until(division.closes_at - timedelta(milliseconds=1500))

    def seal_after_closing() -> bool:
        wait_until(division.closes_at + TICK)
        return seal(division=division)

    with a_slow_writer(body.coalition.pk, division.closes_at + timedelta(milliseconds=300)):
        results = at_once([lambda: cast(division, body, "FR", "yes"), *[seal_after_closing] * 20])
    ballot = results[0].ballot
    assert ballot.received_at < division.closes_at
    assert not any(results[1:])
    entry = Entry.objects.get(coalition=body.coalition, index=ballot.entry_index)
    assert (entry.kind, entry.at) == ("ballot_cast", ballot.received_at)
    assert_ledger_is_whole(body.coalition)


@pytest.mark.django_db(transaction=True)
def test_a_ballot_that_would_wait_for_ever_is_told_so_and_may_come_again():
    body = a_coalition()
    division = open_vote(body)
    with a_slow_writer(body.coalition.pk, datetime.now(UTC) + timedelta(seconds=3)):
        start = time.monotonic()
        with pytest.raises(Busy):
            cast(division, body, "FR", "yes", key="again")
        assert time.monotonic() - start < 2.9
    assert not cast(division, body, "FR", "yes", key="again").replayed
    assert_ledger_is_whole(body.coalition)


@pytest.mark.django_db
@pytest.mark.parametrize("offset", [1, 2])
def test_a_deadline_in_the_hour_that_comes_twice_is_one_instant(offset):
    """In Paris 02:30 comes twice on 25 October 2026: at 00:30 and at 01:30 UTC."""
    closes_at = datetime.fromisoformat(f"2026-10-25T02:30:00+0{offset}:00")
    instant = datetime(2026, 10, 25, 2 - offset, 30, tzinfo=UTC)
    with clock_at(datetime(2026, 10, 24, 12, tzinfo=UTC)):
        body = a_coalition()
        division = open_vote(body, closes_at=closes_at)
    assert Division.objects.get(pk=division.pk).closes_at == instant
    opened = Entry.objects.get(kind="division_opened", subject=f"division:{division.pk}")
    assert instant.strftime('"closes_at":"%Y-%m-%dT%H:%M:%S.000000Z"') in opened.content
    with clock_at(instant - TICK):
        cast(division, body, "FR", "yes")
    with clock_at(instant), pytest.raises(Conflict, match="closed"):
        cast(division, body, "DE", "yes")


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite the database runs in the application")
def test_the_clock_of_the_application_decides_nothing():
    body = a_coalition()
    division = open_vote(body)
    before = clock.now()
    with time_machine.travel(before + timedelta(days=2), tick=True):
        assert clock.now() - before < timedelta(minutes=5)
        assert cast(division, body, "FR", "yes").ballot.received_at < division.closes_at
        assert not seal(division=division)
