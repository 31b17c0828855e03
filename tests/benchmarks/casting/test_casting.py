"""Casting through HTTP with ledger, receipt and outbox: a rush at the deadline, and as many as go in.

The load comes from the same machine. Targets: 200 arrivals over one second answered with a p99 under 300 ms on both
engines; saturated at 16 connections at least 300 casts a second on PostgreSQL and 150 on SQLite.
"""

from __future__ import annotations

import itertools
import json
import os
from typing import Any

import pytest

from tests.benchmarks.casting.ceilings import fsync_milliseconds, inserts_per_second
from tests.benchmarks.casting.loading import arriving, requests_of, saturated
from tests.stack.loops import run_async
from tests.stack.stacks import PostgresStack, Stack

MEMBERS = 100
CONNECTIONS = 16
OPEN = """
from coalition.tokens import issue_token
body = a_coalition(" ".join(f"M{n:03}" for n in range(%d)))
division = open_vote(body)
tokens = {code: issue_token(person=person, name="a benchmark") for code, person in body.heads.items()}
print(json.dumps(dict(division=division.pk, tokens=tokens)))
"""


def opened(stack: Stack) -> dict[str, Any]:
    return dict(json.loads(stack.script(OPEN % MEMBERS)))


@pytest.mark.benchmark
def test_casting(stack: Stack):
    port = stack.pages_port if isinstance(stack, PostgresStack) else stack.port
    requests = requests_of(opened(stack))
    run_async(saturated(port, requests, connections=CONNECTIONS, seconds=1))  # every thread has its connection now
    print(f"\n### {stack.engine}: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    print(f"fsync of the disk     {fsync_milliseconds(stack.home):.2f} ms")
    print(f"raw inserts           {inserts_per_second(stack, CONNECTIONS):.0f}/s on {CONNECTIONS} connections")
    rush = run_async(arriving(port, list(itertools.islice(requests, 200)), over=1.0))
    print(f"200 over one second   {rush}")
    print(f"{CONNECTIONS} connections        "
          f"{run_async(saturated(port, requests, connections=CONNECTIONS, seconds=8))}")  # fmt: skip
    assert set(rush.statuses) == {201}
