"""`kill -9` while 35 delegations vote: a cycle, and what it found."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Any

from tests.flows.client import Assembly
from tests.ledgers import whole_ledger

CODES = [f"M{n:02}" for n in range(35)]
POSITIONS = ("yes", "no", "abstain")


@dataclass
class Cycle:
    """What the delegations were told: each acknowledged vote in its member's order, how many had to ask twice."""

    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    cut_off: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    longest_wait: float = 0.0

    def __str__(self) -> str:
        return (
            f"{len(self.acknowledged)} votes acknowledged, {self.cut_off} of them sent again after no answer, "
            f"{self.refused[503]} times told to wait, longest wait {self.longest_wait:.1f} s"
        )


def vote_through(body: Assembly, division: int, kill: Callable[[], None], *, votes: int = 3) -> Cycle:
    """Let 35 delegations cast `votes` each, sending every one until it is answered, and kill in the midst of it."""
    cycle, guard = Cycle(), threading.Lock()
    half_way, asked = threading.Event(), itertools.count()

    def delegation(code: str) -> None:
        for position in random.sample(POSITIONS * 2, votes):
            if next(asked) > len(CODES) * votes // 3:
                half_way.set()
            answer, waited, lost, refused = _until_answered(body, division, code, position)
            with guard:
                cycle.acknowledged.append(answer)
                cycle.cut_off += bool(lost)
                cycle.refused.update(refused)
                cycle.longest_wait = max(cycle.longest_wait, waited)

    with ThreadPoolExecutor(len(CODES)) as threads:
        voting = [threads.submit(delegation, code) for code in CODES]
        half_way.wait(60)
        time.sleep(random.random() * 0.3)
        kill()
        for future in voting:
            future.result()
    return cycle


def _until_answered(
    body: Assembly, division: int, code: str, position: str
) -> tuple[dict[str, Any], float, int, list[int]]:
    """Send one vote under one key until it is on record."""
    key, start, lost, refused = f"{code}-{random.getrandbits(64)}", time.monotonic(), 0, []
    while time.monotonic() < start + 90:
        try:
            answer = body[code].cast(division, code, position, key)
        except (OSError, HTTPException, ValueError):  # refused, reset, cut off
            lost += 1
        else:
            if answer.status == 201:
                return answer.body, time.monotonic() - start, lost, refused
            assert answer.status == 503, answer
            refused.append(answer.status)
        time.sleep(0.1)
    raise AssertionError(f"{code} was never answered")


def assert_nothing_lost(body: Assembly, division: int, cycle: Cycle) -> None:
    """Every acknowledged vote stands once where its receipt says, and each member's last one is its effective one."""
    entries = whole_ledger(body.stack.rows, body.coalition)
    cast = {e.index: e for e in entries if e.kind == "ballot_cast" and e.subject == f"division:{division}"}
    for receipt in cycle.acknowledged:
        entry = cast[receipt["entry"]["index"]]
        assert entry.leaf == receipt["entry"]["leaf"]
        assert (entry.body["member"], entry.body["position"]) == (receipt["member"], receipt["position"])
    assert Counter(e.body["member"] for e in cast.values()) == Counter(r["member"] for r in cycle.acknowledged)
    last = {receipt["member"]: receipt["position"] for receipt in cycle.acknowledged}
    seen = body[CODES[0]].get(f"/divisions/{division}/ballots/?page_size=100")["results"]
    assert {ballot["member"]: ballot["position"] for ballot in seen} == last


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)
