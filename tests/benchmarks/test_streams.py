"""How soon many open pages hear, and what each of them costs the server."""

from __future__ import annotations

import asyncio
import resource
import time
from pathlib import Path

import pytest

from tests.stack.loops import run_async
from tests.stack.stacks import SqliteStack
from tests.stack.test_stacks import CAST, opened
from tests.stack.watching import EventStream, address_on

PAGES = 1000


def memory_of(pid: int) -> int:
    """Resident memory, in KB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


@pytest.mark.benchmark
def test_a_thousand_pages(sqlite_stack: SqliteStack):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    vote = opened(sqlite_stack)
    address = address_on(sqlite_stack, vote)
    server = sqlite_stack.servers[0].pid
    heard: list[float] = []

    async def page(ready: asyncio.Semaphore) -> None:
        async with EventStream(address) as stream:
            first = await stream.next_id()
            ready.release()
            assert await stream.next_id() > first
            heard.append(time.time())

    async def all_pages() -> float:
        ready = asyncio.Semaphore(0)
        async with asyncio.TaskGroup() as group:
            for _ in range(PAGES):
                group.create_task(page(ready))
            for _ in range(PAGES):
                await ready.acquire()
            print(f"\n{PAGES} pages: {(memory_of(server) - before) / PAGES:.0f} KB each")
            return float(await asyncio.to_thread(sqlite_stack.script, CAST.format(**vote)))

    before = memory_of(server)
    cast_at = run_async(all_pages())
    late = sorted(moment - cast_at for moment in heard)
    print(f"heard after {late[PAGES // 2]:.2f} s (median), {late[PAGES * 99 // 100]:.2f} s (p99)")
