"""How soon the what-if board shows its answer to a tap, in a browser: 35 members, 50 people watching the vote."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from playwright.sync_api import Browser

from coalition.rules import catalogue
from tests.flows.client import Assembly, assemble
from tests.flows.test_in_browsers import LET_IN, PASSWORD, sign_in
from tests.stack.loops import run_async
from tests.stack.stacks import SqliteStack
from tests.stack.watching import EventStream, address_on

WATCHING = 50
# From the tap to the moment when the answer stands on the page, by the browser's own clock.
TAP = """code => new Promise(done => {
  const start = performance.now();
  const swapped = (event) => {
    if (event.target.id !== "standing" && event.detail.target?.id !== "standing") return;
    document.body.removeEventListener("htmx:afterSettle", swapped);
    requestAnimationFrame(() => done(performance.now() - start));
  };
  document.body.addEventListener("htmx:afterSettle", swapped);
  document.querySelector(`.hemi [data-member=${code}]`).dispatchEvent(new MouseEvent("click", { bubbles: true }));
})"""


@contextmanager
def watched(address: str) -> Iterator[None]:
    """So many pages listen meanwhile."""
    ready, leave = threading.Event(), threading.Event()

    async def listen() -> None:
        async with AsyncExitStack() as streams:
            for _ in range(WATCHING):
                await streams.enter_async_context(EventStream(address))
            ready.set()
            await asyncio.to_thread(leave.wait)

    listeners = threading.Thread(target=lambda: run_async(listen()))
    listeners.start()
    try:
        assert ready.wait(30)
        yield
    finally:
        leave.set()
        listeners.join()


def a_large_vote(stack: SqliteStack) -> tuple[Assembly, int]:
    """The coalition of 35 by population and number, with nothing cast: the longest answers."""
    roll, rule = catalogue.roll("coalition-35"), catalogue.rule("coalition-qmv")
    weights = {"population": dict(roll.weights["population"])}
    body = assemble(stack, " ".join(roll.members), rule=rule.to_json(), weights=weights)
    return body, body.open(datetime.now(UTC) + timedelta(hours=1))


@pytest.mark.browser
@pytest.mark.benchmark
def test_taps(sqlite_stack: SqliteStack, browser: Browser) -> None:
    body, division = a_large_vote(sqlite_stack)
    person = sqlite_stack.script(LET_IN.format(emails=[body.emails["chair"]], password=PASSWORD) + "print(person.pk)")
    page = sign_in(browser, body, "chair")
    page.goto(f"{sqlite_stack.url}/{body.slug}/room/{division}/")
    page.wait_for_load_state("load")
    vote = {"person": int(person), "coalition": body.coalition, "division": division}
    free = [row.get_attribute("data-row") for row in page.locator(".board [data-row]").all()]
    page.wait_for_timeout(3000)  # the comparison of rules, which the page asks for by itself
    with watched(address_on(sqlite_stack, vote)):
        times = []
        for code in free[:20]:
            times.append(page.evaluate(TAP, code))
            page.wait_for_timeout(1500)  # a hand's own pace; the comparison follows each tap
    print(f"\n{len(free)} members, {WATCHING} watching, {len(times)} taps: answered after {median(times):.0f} ms")
    print(f"(median), {sorted(times)[-2]:.0f} ms (all but one), {max(times):.0f} ms (the slowest)")
