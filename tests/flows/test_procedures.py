"""Each procedure from a draft to the register, in browsers and by the API: the same words, the same rows.

All of them run at once on one stack: each is begun, through both doors, and finished once its votes have closed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.flows.doors import LONG, ByApi, ByBrowser, Door, decided, house
from tests.flows.test_in_browsers import rows_of
from tests.stack.stacks import SqliteStack

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.xdist_group("procedures")]
SOON = 14  # seconds that a vote is open: a browser's acts fit in

Flow = Generator[int, None, str]  # yields each vote that it waits for; returns how the last one is registered


def voted(door: Door, subject: str, emergency: str = "") -> Flow:
    """Put, opened, voted on by three, of whom FR changes its mind: registered."""
    division = door.open(door.put(subject), SOON, emergency)
    for code, position in (("FR", "no"), ("DE", "yes"), ("GB", "yes"), ("FR", "yes")):
        door.take(division, code, position)
    yield division
    return door.registered(division)


def in_a_meeting(door: Door) -> Flow:
    return voted(door, "in-a-meeting")


def in_writing(door: Door) -> Flow:
    return voted(door, "in-writing")


def indicative(door: Door) -> Flow:
    return voted(door, "soundings")


def in_an_emergency(door: Door) -> Flow:
    """The ordinary notice is an hour: the reason for the shorter one is on record."""
    assert SOON < LONG
    return voted(door, "urgent", "The front line moved.")


def by_silence(door: Door) -> Flow:
    """Nobody says anything: adopted."""
    division = door.open(door.put("by-silence"), SOON)
    yield division
    return door.registered(division)


def silence_broken(door: Door) -> Flow:
    """One objects, which ends it at once."""
    division = door.open(door.put("by-silence"), LONG)
    door.take(division, "FR", "no")
    yield division
    return door.registered(division)


def by_consensus(door: Door) -> Flow:
    """The chair asks whether anybody objects, and nobody does."""
    division = door.open(door.put("in-the-room"), SOON)
    yield division
    return door.registered(division)


def joint_statement(door: Door) -> Flow:
    division = door.open(door.put("statements"), SOON)
    for code in ("FR", "DE"):
        door.take(division, code, "yes")
    yield division
    return door.registered(division)


def opt_in(door: Door) -> Flow:
    division = door.open(door.put("contributions"), SOON)
    for code, position in (("FR", "yes"), ("DE", "yes"), ("GB", "not_participating")):
        door.take(division, code, position)
    yield division
    return door.registered(division)


def in_circles(door: Door) -> Flow:
    """First the three, then the six: each circle is a vote of its own."""
    proposal = door.put("in-circles")
    for codes in (("FR", "DE", "GB"), ("FR", "DE", "GB", "IT")):
        division = door.open(proposal, SOON + 4)
        for code in codes:
            door.take(division, code, "yes")
        yield division
    return door.registered(division)


REGISTERED: dict[Callable[[Door], Flow], str] = {
    in_circles: "Adopted by vote 4-0",
    in_a_meeting: "Adopted by vote 3-0",
    in_writing: "Adopted by vote 3-0",
    in_an_emergency: "Adopted by vote 3-0",
    indicative: "Adopted by vote 3-0",
    by_silence: "Adopted under silence",
    silence_broken: "Not adopted: silence broken",
    by_consensus: "Adopted by consensus",
    joint_statement: "Endorsed by 2 of 4",
    opt_in: "Adopted, 2 taking part",
}


class Pair:
    """One flow through both doors, step by step: what each of its votes left must be the same."""

    def __init__(self, flow: Callable[[Door], Flow], doors: tuple[ByBrowser, ByApi]) -> None:
        self.flow, self.doors = flow, doors
        self.running = [flow(door) for door in doors]
        self.waiting: list[int] = []
        self.registered: list[str] = []
        self.failed: Exception | None = None

    def begin(self) -> None:
        """Go on to the first vote. What goes wrong is for the test of this flow to say, not of all."""
        try:
            self.waiting = [next(each) for each in self.running]
        except Exception as error:
            self.failed = error

    def finish(self) -> list[str]:
        """Go on to the end, once; return how both doors registered it."""
        if self.failed:
            raise self.failed
        while not self.registered:
            assert len(set(decided(self.doors[0].body, self.waiting))) == 1
            shown, told = (rows_of(self.doors[0].body.stack, division) for division in self.waiting)
            assert told == shown
            self.waiting = []
            for each in self.running:
                try:
                    self.waiting.append(next(each))
                except StopIteration as end:
                    self.registered.append(end.value)
        return self.registered


@pytest.fixture(scope="module")
def begun(sqlite_stack: SqliteStack, browser: Browser) -> Iterator[dict[Any, Pair]]:
    body = house(sqlite_stack)
    doors = (ByBrowser(body, browser), ByApi(body))
    pairs = {flow: Pair(flow, doors) for flow in REGISTERED}
    for pair in pairs.values():
        pair.begin()
    yield pairs
    for page in doors[0].pages.values():
        page.context.close()


@pytest.mark.parametrize("flow", REGISTERED, ids=lambda flow: flow.__name__)
def test_from_a_draft_to_the_register(begun, flow):
    assert begun[flow].finish() == [REGISTERED[flow]] * 2


def test_the_register_lists_them_all_as_they_are_cited(begun):
    for pair in begun.values():
        pair.finish()
    browser, _api = begun[in_writing].doors
    words, older = "", 1
    while older:
        page = browser.page("FR", f"decisions/?page={older}")
        words += page.locator("main").inner_text()
        older = older + 1 if page.get_by_role("link", name="Older").count() else 0
    assert [said for said in REGISTERED.values() if said not in words] == []
