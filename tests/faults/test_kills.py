"""`kill -9` of application, worker or database while 35 delegations vote: nothing acknowledged is lost.

One cycle of each here; `make soak` runs a hundred in all (CONCERT_CYCLES of each) and prints what the docs say.
"""

from __future__ import annotations

import os
import time
from collections import Counter

import pytest

from tests.faults.killing import CODES, assert_nothing_lost, soon, vote_through
from tests.flows.client import Assembly, assemble
from tests.flows.test_by_api import decision_of
from tests.ledgers import whole_ledger
from tests.stack.processes import wait_until
from tests.stack.stacks import FragileStack, Stack

CYCLES = range(int(os.environ.get("CONCERT_CYCLES", "1")))


def kill_application(stack: Stack) -> None:
    """The processes that take votes, in the midst of them; started again on the same data."""
    stack.servers[-1].kill()
    stack.stop_servers()
    stack.start_servers()


def kill_worker(stack: Stack) -> None:
    assert stack.worker
    stack.worker.kill()
    stack.worker = None
    stack.start_worker()


@pytest.fixture(scope="module")
def body(stack: Stack) -> Assembly:
    return assemble(stack, " ".join(CODES))


@pytest.fixture(scope="module")
def fragile_body(fragile_stack: FragileStack) -> Assembly:
    return assemble(fragile_stack, " ".join(CODES))


def say(what: str, number: int, cycle: object) -> None:
    print(f"{what}, cycle {number + 1}: {cycle}, 0 lost, 0 doubled")


@pytest.mark.parametrize("number", CYCLES)
def test_the_application_is_killed(stack: Stack, body: Assembly, number: int):
    division = body.open(soon(3600), body.propose(sponsor=CODES[0]))
    cycle = vote_through(body, division, lambda: kill_application(stack))
    assert_nothing_lost(body, division, cycle)
    say(f"application on {stack.engine}", number, cycle)


@pytest.mark.parametrize("number", CYCLES)
def test_the_database_is_killed(fragile_stack: FragileStack, fragile_body: Assembly, number: int):
    division = fragile_body.open(soon(3600), fragile_body.propose(sponsor=CODES[0]))

    def kill() -> None:
        fragile_stack.postgres.kill()
        fragile_stack.postgres.start()

    cycle = vote_through(fragile_body, division, kill)
    assert_nothing_lost(fragile_body, division, cycle)
    say("database (postgresql)", number, cycle)


@pytest.mark.parametrize("number", CYCLES)
def test_the_worker_is_killed_around_the_closing(stack: Stack, body: Assembly, number: int):
    """Whatever it was in the midst of, the division is sealed and decided once, on the votes that came in time."""
    closes_at = soon(5)
    division = body.open(closes_at, body.propose(sponsor=CODES[0]))
    cycle = vote_through(body, division, lambda: kill_worker(stack), votes=1)
    assert_nothing_lost(body, division, cycle)
    wait_until(lambda: soon(-3.0) > closes_at, 30)  # the grace
    time.sleep((number % 10) / 10)
    kill_worker(stack)
    decision = decision_of(body, division, within=45, reader=CODES[0])
    assert decision["roll_call"] == {receipt["member"]: receipt["position"] for receipt in cycle.acknowledged}
    entries = whole_ledger(stack.rows, body.coalition)
    about = Counter(entry.kind for entry in entries if entry.subject == f"division:{division}")
    assert (about["division_sealed"], about["decision_recorded"]) == (1, 1)
    say(f"worker on {stack.engine}", number, cycle)
