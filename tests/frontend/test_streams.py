"""Streams: who may listen, what is said and when, what a slow or a returning client hears, and how it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError

from frontend.streams import app as streams_app
from frontend.streams import hub as streams_hub
from frontend.streams import tickets
from frontend.streams.app import Streams
from frontend.streams.hub import Hub
from frontend.streams.tickets import TicketError, read_ticket
from frontend.streams.watching import QUIETLY, DatabaseInboxes, DatabaseLedgers
from proposals.outbox.draining import drain
from proposals.voting.closing import seal
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, after_grace, cast, open_vote
from tests.stack.loops import run_async

SESSION = "a digest"
address_for = partial(tickets.address_for, session=SESSION)
ticket_for = partial(tickets.ticket_for, session=SESSION)


class FakeLedgers:
    """Ledgers in memory, that can fail."""

    def __init__(self) -> None:
        self.entries: dict[str, list[str]] = {}
        self.broken = False
        self.reads = 0
        self.over: set[str] = set()

    def append(self, subject: str, coalition: str = "1") -> None:
        self.entries.setdefault(coalition, []).append(subject)

    def heads(self) -> dict[str, int]:
        self.reads += 1
        if self.broken:
            raise DatabaseError("gone")
        return {coalition: len(entries) for coalition, entries in self.entries.items()}

    def appended(self, coalition: str, start: int, end: int) -> dict[str, int]:
        return {subject: start + at for at, subject in enumerate(self.entries[coalition][start:end])}

    def latest(self, coalition: str, subject: str) -> int:
        return max((at for at, each in enumerate(self.entries.get(coalition, [])) if each == subject), default=-1)

    def ended(self, sessions: set[str]) -> set[str]:
        return sessions & self.over

    def reset(self) -> None:
        """Nothing to drop."""


class Client:
    """A browser at the other end of the ASGI interface."""

    def __init__(self) -> None:
        self.status = 0
        self.body = b""
        self.reading = asyncio.Event()
        self.reading.set()
        self.moved = asyncio.Event()
        self.gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        await self.reading.wait()
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")
        self.moved.set()

    @property
    def ids(self) -> list[int]:
        return [int(line[4:]) for line in self.body.decode().splitlines() if line.startswith("id: ")]

    async def hears(self, index: int, within: float = 3.0) -> None:
        async with asyncio.timeout(within):
            while index not in self.ids:
                self.moved.clear()
                await self.moved.wait()


@asynccontextmanager
async def listening(hub: Hub, address: str, last_event_id: str = "") -> AsyncIterator[Client]:
    path, _, query = address.partition("?")
    headers = [(b"last-event-id", last_event_id.encode())] if last_event_id else []
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": headers}
    client = Client()
    task = asyncio.create_task(Streams(hub)(scope, client.receive, client.send))
    try:
        yield client
    finally:
        client.gone.set()
        client.reading.set()
        await asyncio.wait_for(task, 3)


@pytest.fixture
def ledgers() -> FakeLedgers:
    return FakeLedgers()


@pytest.fixture
def run(ledgers: FakeLedgers):
    """Run a conversation against a hub over these ledgers."""

    def run(conversation: Callable[[Hub], Awaitable[None]]) -> None:
        hub = Hub(ledgers, interval=0.02, longest_pause=0.05)
        try:
            run_async(asyncio.wait_for(conversation(hub), 15))
        finally:
            hub.close()

    return run


def test_a_page_hears_of_its_own_division_and_of_no_other(ledgers, run):
    ledgers.append("division:7")

    async def conversation(hub):
        async with listening(hub, address_for(1, 1, 7, after=0)) as mine, listening(hub, address_for(1, 1, 8)) as other:
            await other.hears(0)
            ledgers.append("division:7")
            await mine.hears(1)
            assert mine.status == 200
            assert mine.ids == [1]
            assert other.ids == [0]  # the state on connecting: it knew of nothing
            assert b"event: changed\nid: 1\ndata: 1\n\n" in mine.body

    run(conversation)


def test_another_coalition_is_another_ledger(ledgers, run):
    async def conversation(hub):
        async with listening(hub, address_for(1, 1, 7, after=0)) as one, listening(hub, address_for(1, 2, 7)) as two:
            ledgers.append("division:7", coalition="1")
            ledgers.append("division:7", coalition="2")
            ledgers.append("division:7", coalition="2")
            await two.hears(1)
            assert one.ids == []

    run(conversation)


@pytest.mark.parametrize(
    ("told", "heard"),
    [({"last_event_id": "1"}, [3]), ({"last_event_id": "3"}, []), ({"last_event_id": "x"}, [3]), ({}, [3])],
)
def test_who_comes_back_hears_at_once_whether_something_is_newer(ledgers, run, told, heard):
    for subject in ("division:7", "division:7", "proposal:1", "division:7"):
        ledgers.append(subject)

    async def conversation(hub):
        async with listening(hub, address_for(1, 1, 7), **told) as client:
            await asyncio.sleep(0.2)
            assert client.ids == heard

    run(conversation)


def test_a_client_that_stops_reading_hears_the_latest_and_no_backlog(ledgers, run):
    async def conversation(hub):
        async with listening(hub, address_for(1, 1, 7)) as client:
            await client.hears(0)
            client.reading.clear()
            for _ in range(50):
                ledgers.append("division:7")
                await asyncio.sleep(0.005)
            await asyncio.sleep(0.1)
            client.reading.set()
            await client.hears(49)
            assert len(client.ids) <= 3

    run(conversation)


def test_a_client_that_takes_nothing_for_long_is_dropped(ledgers, run, monkeypatch):
    monkeypatch.setattr(streams_app, "STUCK", 0.1)

    async def conversation(hub):
        async with listening(hub, address_for(1, 1, 7)) as client:
            await client.hears(0)
            client.reading.clear()
            ledgers.append("division:7")
            ledgers.append("division:7")
            async with asyncio.timeout(2):
                while len(hub):
                    await asyncio.sleep(0.02)

    run(conversation)


def test_100_clients_hear_at_once(ledgers, run):
    async def conversation(hub):
        async with asyncio.TaskGroup() as group:
            heard: list[float] = []
            ready = asyncio.Semaphore(0)

            async def one(person: int) -> None:
                async with listening(hub, address_for(person, 1, 7)) as client:
                    await client.hears(0)
                    ready.release()
                    await client.hears(1)
                    heard.append(time.monotonic())

            for person in range(100):
                group.create_task(one(person))
            for _ in range(100):
                await ready.acquire()
            ledgers.append("division:7")
            appended = time.monotonic()
        assert len(heard) == 100
        assert max(heard) - appended < 2

    ledgers.append("division:7")
    run(conversation)


def test_the_hub_outlives_database_errors(ledgers, run):
    async def conversation(hub):
        async with listening(hub, address_for(1, 1, 7)) as client:
            await client.hears(0)
            ledgers.broken = True
            await asyncio.sleep(0.15)
            ledgers.append("division:7")
            ledgers.broken = False
            await client.hears(0)
            ledgers.append("division:7")
            await client.hears(1)

    run(conversation)


def test_nobody_is_asked_while_nobody_listens(ledgers, run):
    async def conversation(hub):
        async with listening(hub, address_for(1, 1, 7)) as client:
            await client.hears(0)
        await asyncio.sleep(0.1)
        before = ledgers.reads
        await asyncio.sleep(0.2)
        assert ledgers.reads == before
        async with listening(hub, address_for(1, 1, 7)) as client:
            await client.hears(0)

    run(conversation)


def test_a_quiet_stream_is_kept_alive(run, monkeypatch):
    monkeypatch.setattr(streams_app, "HEARTBEAT", 0.05)

    async def conversation(hub):
        async with listening(hub, address_for(1, 1, 7)) as client:
            await asyncio.sleep(0.3)
            assert client.body.count(b": still here\n\n") >= 2

    run(conversation)


def test_closing_the_hub_ends_every_stream(run):
    async def conversation(hub):
        async with listening(hub, address_for(1, 1, 7)) as client:
            await client.hears(0)
            hub.close()
            async with asyncio.timeout(1):
                while len(hub):
                    await asyncio.sleep(0.01)
        async with listening(hub, address_for(1, 1, 7)) as late:
            await asyncio.sleep(0.05)
            assert late.ids == []

    run(conversation)


def test_a_stream_ends_when_its_ticket_does(settings, run):
    settings.SESSION_COOKIE_AGE = 1

    async def conversation(hub):
        async with listening(hub, address_for(1, 1, 7)), asyncio.timeout(3):
            while not len(hub):
                await asyncio.sleep(0.01)
            while len(hub):
                await asyncio.sleep(0.01)

    run(conversation)


def refused_with(run, address: str, status: int) -> None:
    async def conversation(hub):
        async with listening(hub, address) as client:
            await asyncio.sleep(0.05)
            assert client.status == status
            assert len(hub) == 0

    run(conversation)


@pytest.mark.parametrize("query", ["", "?ticket=", "?ticket=x", "?ticket=" + "a" * 5000, "?other=1"])
def test_without_a_ticket_nothing_is_heard(run, query):
    refused_with(run, f"/streams/division{query}", 403)


def test_a_stream_ends_soon_after_its_session_and_does_not_begin_again(ledgers, run, monkeypatch):
    monkeypatch.setattr(streams_hub, "SESSIONS_EVERY", 0.1)

    async def conversation(hub):
        other = tickets.address_for(1, 1, 7, session="another")
        async with listening(hub, address_for(1, 1, 7)) as client, listening(hub, other) as stays:
            await client.hears(0)
            ledgers.over.add(SESSION)
            async with asyncio.timeout(3):
                while len(hub) > 1:
                    await asyncio.sleep(0.01)
            ledgers.append("division:7")
            await stays.hears(ledgers.latest("1", "division:7"))
            assert client.ids == [0]
        async with listening(hub, address_for(1, 1, 7)) as again:
            async with asyncio.timeout(3):
                await again.moved.wait()
            assert again.status == 403

    ledgers.append("division:7")
    run(conversation)


def test_a_forged_ticket_is_refused(run):
    ticket = ticket_for(1, 1, 7)
    refused_with(run, f"/streams/division?ticket={ticket[:-1]}{'A' if ticket[-1] != 'A' else 'B'}", 403)


def test_an_expired_ticket_is_refused(run, settings):
    with time_machine.travel(time.time() - settings.SESSION_COOKIE_AGE - 1):
        address = address_for(1, 1, 7)
    refused_with(run, address, 403)


def test_a_ticket_of_another_key_is_refused(settings):
    ticket = ticket_for(1, 1, 7)
    settings.SECRET_KEY = "another"
    with pytest.raises(TicketError):
        read_ticket(ticket)


def test_other_addresses_are_not_there(run):
    refused_with(run, "/streams/other", 404)


@pytest.mark.django_db
def test_the_database_is_read_as_the_ledger_is_written():
    body = a_coalition("DE FR")
    one, two = open_vote(body), open_vote(body)
    ledgers, coalition = DatabaseLedgers(), str(body.coalition.pk)
    before = ledgers.heads()[coalition]
    cast(one, body, "DE", "yes")
    cast(two, body, "DE", "yes")
    cast(one, body, "FR", "no")
    assert ledgers.heads()[coalition] == before + 3
    assert ledgers.appended(coalition, before, before + 3) == {
        f"division:{one.pk}": before + 2,
        f"division:{two.pk}": before + 1,
    }
    assert ledgers.latest(coalition, f"division:{two.pk}") == before + 1
    assert ledgers.latest(coalition, "division:0") == -1


@pytest.mark.django_db
def test_the_inboxes_are_read_as_they_are_told():
    """Ten times, as a row of an inbox has a random number: no order of these would rise so often by chance."""
    body = a_coalition("FI")
    inboxes, head, aside = DatabaseInboxes(), f"person:{body.heads['FI'].pk}", f"person:{body.observer.pk}"
    assert inboxes.latest("inbox", head) == 0
    before = inboxes.heads()["inbox"]
    for number in range(10):
        a_proposal(body, title=f"Text {number}")
        drain()
        after, latest = inboxes.heads()["inbox"], inboxes.latest("inbox", head)
        assert before <= latest < after
        told = inboxes.appended("inbox", before, after)
        assert told[head] == latest and aside not in told
        before = after
    assert inboxes.latest("inbox", aside) == 0


@pytest.mark.django_db
def test_who_listens_quietly_hears_what_opens_and_closes_a_vote_and_no_ballot():
    body = a_coalition()
    division = open_vote(body)
    ledgers, coalition, subject = DatabaseLedgers(), str(body.coalition.pk), f"division:{division.pk}"
    opened = ledgers.latest(coalition, subject)
    cast(division, body, "DE", "yes")
    assert ledgers.latest(coalition, subject) == opened + 1
    assert ledgers.latest(coalition, subject + QUIETLY) == opened
    with clock_at(after_grace(division)):
        seal(division=division)
    assert ledgers.appended(coalition, opened, opened + 3) == {subject: opened + 2, subject + QUIETLY: opened + 2}
    assert ledgers.appended(coalition, opened + 1, opened + 2) == {subject: opened + 1}


def test_a_quiet_ticket_hears_quietly(ledgers, run):
    ledgers.append("division:7")

    async def conversation(hub):
        told, quiet = address_for(1, 1, 7, after=0), address_for(1, 1, 7, after=0, quiet=True)
        async with listening(hub, told) as chair, listening(hub, quiet) as other:
            ledgers.append("division:7")
            await chair.hears(1)
            ledgers.append("division:7" + QUIETLY)
            await other.hears(2)
            assert (chair.ids, other.ids) == ([1], [2])

    run(conversation)
