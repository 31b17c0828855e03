"""The stacks themselves: every process does its part, and a killed stack comes back with what it had."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request

from frontend.streams.watching import LATEST
from tests.stack.loops import run_async
from tests.stack.processes import wait_until
from tests.stack.stacks import PostgresStack, Stack
from tests.stack.watching import EventStream, address_on

OPEN = """
body = a_coalition("DE FR GB")
division = open_vote(body, seconds={seconds})
cast(division, body, "DE", "yes")
print(json.dumps(dict(division=division.pk, coalition=body.coalition.pk, person=body.heads["DE"].pk)))
"""
CAST = """
from proposals.voting.models import Division
from coalition.models import Member, Person
division = Division.objects.get(pk={division})
member = Member.objects.get(coalition={coalition}, code="DE")
cast_ballot(division=division, member=member, position=Position("no"), by=Person.objects.get(pk={person}), key="k2")
print(clock.now().timestamp())
"""
TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
DECIDED = "SELECT COUNT(*) FROM proposals_decision WHERE division_id = %s"


def opened(stack: Stack, seconds: float = 3600) -> dict[str, int]:
    return json.loads(stack.script(OPEN.format(seconds=seconds)))


def is_decided(stack: Stack, division: int) -> bool:
    return stack.rows(DECIDED, division)[0][0] == 1


def test_the_worker_seals_and_decides_at_the_deadline(stack: Stack):
    division = opened(stack, seconds=2)["division"]
    assert not is_decided(stack, division)
    wait_until(lambda: is_decided(stack, division), 30)


def test_without_a_worker_nothing_is_lost_only_later(stack: Stack):
    stack.stop_worker()
    try:
        division = opened(stack, seconds=1)["division"]
        time.sleep(5)
        assert not is_decided(stack, division)
    finally:
        stack.start_worker()
    wait_until(lambda: is_decided(stack, division), 30)


def test_100_pages_hear_of_a_ballot(stack: Stack):
    vote = opened(stack)
    after = stack.rows(LATEST, vote["coalition"], f"division:{vote['division']}")[0][0]
    heard: list[float] = []

    async def page(number: int, ready: asyncio.Semaphore) -> None:
        async with EventStream(address_on(stack, vote, after=after)) as stream:
            ready.release()
            assert await stream.next_id() > after
            heard.append(time.time())

    async def all_pages() -> float:
        ready = asyncio.Semaphore(0)
        async with asyncio.timeout(40), asyncio.TaskGroup() as group:
            for number in range(100):
                group.create_task(page(number, ready))
            for _ in range(100):
                await ready.acquire()
            cast_at = float(await asyncio.to_thread(stack.script, CAST.format(**vote)))
        return max(heard) - cast_at

    took = run_async(all_pages())
    assert len(heard) == 100
    assert took < 5, f"the last of 100 pages heard after {took:.2f} s"


def test_an_open_stream_does_not_hang_the_stop(stack: Stack):
    vote = opened(stack)

    async def stop_under_a_stream() -> float:
        async with EventStream(address_on(stack, vote)) as stream:
            await stream.next_id()
            started = time.monotonic()
            await asyncio.to_thread(stack.stop)
            return time.monotonic() - started

    try:
        assert run_async(stop_under_a_stream()) < 20
    finally:
        stack.restart()


def test_a_killed_stack_comes_back_with_what_it_had(stack: Stack):
    vote = opened(stack, seconds=1)
    stack.kill()
    assert stack.rows("SELECT COUNT(*) FROM proposals_ballot WHERE division_id = %s", vote["division"]) == [(1,)]
    stack.restart()
    wait_until(lambda: is_decided(stack, vote["division"]), 30)


def test_pages_and_streams_outlive_lost_connections(postgres_stack: PostgresStack):
    """As after a restart of PostgreSQL: every connection of the stack is gone."""
    vote = opened(postgres_stack)

    async def lose_them_under_a_stream() -> None:
        async with asyncio.timeout(30), EventStream(address_on(postgres_stack, vote)) as stream:
            before = await stream.next_id()
            assert postgres_stack.rows(TERMINATE)
            await asyncio.to_thread(postgres_stack.script, CAST.format(**vote))
            assert await stream.next_id() > before

    run_async(lose_them_under_a_stream())
    statuses = {status_of(f"{postgres_stack.url}/") for _ in range(20)}
    assert max(statuses) < 500
    division = opened(postgres_stack, seconds=1)["division"]
    wait_until(lambda: is_decided(postgres_stack, division), 30)


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_static_files_are_kept_by_their_fingerprint_and_others_asked_for_again(stack: Stack):
    names = json.loads((stack.home / "static" / "staticfiles.json").read_text())["paths"]
    plain = next(name for name in names if name.endswith(".css"))
    for name, kept in ((names[plain], True), (plain, False)):
        with urllib.request.urlopen(f"{stack.url}/static/{name}", timeout=10) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Type"] == 'text/css; charset="utf-8"'
            assert ("immutable" in answer.headers["Cache-Control"]) is kept
    assert status_of(f"{stack.url}/static/../manage.py") == 404
