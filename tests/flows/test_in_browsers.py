"""A coalition decides in browsers, on each engine with its real processes; then the same by the API: the same rows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.client import Assembly, assemble
from tests.stack.processes import wait_until
from tests.stack.stacks import Stack

pytestmark = pytest.mark.browser
PASSWORD = "a quorum of otters"
LET_IN = """
from coalition.models import Person
for email in {emails!r}:
    person = Person.objects.get(email=email)
    person.set_password({password!r})
    person.save()
"""
CORE = {
    "id": "core",
    "adopt": {
        "all": [
            {"in": ["yes"], "at_least": "55%", "of": "roll"},
            {"group": "E3", "in": ["yes"], "at_least": "100%", "of": "roll"},
        ]
    },
}
# What an act writes, without what is its own each time: instants, nonces, numbers.
ACTS = 'SELECT kind, content FROM proposals_entry WHERE subject = %s ORDER BY "index"'
TOLD = 'SELECT kind FROM proposals_outboxevent WHERE subject = %s ORDER BY "index"'
BALLOTS = """
SELECT m.code, b.position, p.name FROM proposals_ballot b JOIN coalition_member m ON m.id = b.member_id
JOIN coalition_person p ON p.id = b.actor_id WHERE b.division_id = %s ORDER BY b.entry_index
"""
DECISION = "SELECT result, ballots FROM proposals_decision WHERE division_id = %s"


def sign_in(browser: Browser, body: Assembly, name: str) -> Page:
    page = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844}).new_page()
    page.goto(f"{body.stack.url}/sign-in/")
    page.get_by_label("E-mail address").fill(body.emails[name])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def open_by_browser(page: Page, body: Assembly, seconds: float) -> int:
    """The secretariat writes a proposal and opens a vote that closes in seconds."""
    page.goto(f"{body.stack.url}/{body.slug}/proposals/new/")
    page.get_by_label("Title", exact=True).fill("Readiness order")
    page.get_by_role("radio", name="Readiness").check(force=True)
    page.get_by_role("textbox", name="Text").fill("1. The force is ready.")
    page.get_by_role("checkbox", name="FR").check()
    page.get_by_role("button", name="Put it to the coalition").click()
    page.get_by_role("link", name="Open a vote").click()
    deadline = (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
    page.locator("#closes_at").evaluate("(field, value) => { field.value = value }", deadline)
    page.get_by_role("button", name="Open the vote").click()
    page.wait_for_url("**/votes/*/")
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def vote_by_browser(page: Page, body: Assembly, division: int, position: str) -> None:
    page.goto(f"{body.stack.url}/{body.slug}/votes/{division}/")
    page.locator(f"input[name=position][value={position}]").check(force=True)
    page.get_by_role("button", name="Review before recording").click()
    page.get_by_role("button", name="Record").click()
    page.wait_for_url("**/receipt/**")


def test_browsers_then_api_then_the_same_rows(stack: Stack, browser: Browser):
    body = assemble(stack, "DE FR GB IT", rule=CORE, groups={"E3": "DE FR GB"})
    names = ["secretariat", "FR", "GB", "GB.alternate", "IT"]
    stack.script(LET_IN.format(emails=[body.emails[name] for name in names], password=PASSWORD))
    secretariat, france, britain, alternate, italy = (sign_in(browser, body, name) for name in names)

    division = open_by_browser(secretariat, body, seconds=25)
    italy.goto(f"{stack.url}/{body.slug}/votes/{division}/")
    expect(italy.locator("#standing")).to_contain_text("0 of 4")
    italy.evaluate("window.not_reloaded = true")
    vote_by_browser(france, body, division, "yes")
    expect(italy.locator("#standing")).to_contain_text("1 of 4", timeout=10_000)
    vote_by_browser(britain, body, division, "no")
    vote_by_browser(alternate, body, division, "yes")
    expect(italy.locator("#standing")).to_contain_text("2 of 4", timeout=10_000)
    assert italy.evaluate("window.not_reloaded") is True

    wait_until(lambda: bool(stack.rows(DECISION, division)), 45)
    italy.goto(f"{stack.url}/{body.slug}/votes/{division}/")
    assert "/decisions/" in italy.url  # a decided vote is read in the register
    expect(italy.get_by_role("heading", level=1)).to_contain_text("Readiness order")
    expect(italy.locator("main")).to_contain_text("2 of 4, need 3")
    expect(italy.locator("main")).to_contain_text("Not voting yes: DE")

    again = by_api(body)
    assert rows_of(stack, again) == rows_of(stack, division)
    assert stack.rows(DECISION, division)[0][0] == "rejected"


def by_api(body: Assembly) -> int:
    division = body.open(datetime.now(UTC) + timedelta(seconds=4))
    assert body["FR"].cast(division, "FR", "yes").status == 201
    assert body["GB"].cast(division, "GB", "no").status == 201
    assert body["GB.alternate"].cast(division, "GB", "yes").status == 201
    wait_until(lambda: bool(body.stack.rows(DECISION, division)), 20)
    return division


def rows_of(stack: Stack, division: int) -> dict[str, object]:
    """Everything that the acts wrote about a division, without what is its own each time."""
    subject = f"division:{division}"
    own = {"proposal", "opens_at", "closes_at", "received_at", "decision", "after", "ended_at", "emergency_hash"}
    entries = []
    for kind, content in stack.rows(ACTS, subject):
        body = json.loads(content)["body"]
        entries.append((kind, {key: value for key, value in body.items() if key not in own}))
    return {
        "entries": entries,
        "told": [row[0] for row in stack.rows(TOLD, subject)],
        "ballots": [tuple(row) for row in stack.rows(BALLOTS, division)],
        "decision": [
            (row[0], json.loads(row[1]) if isinstance(row[1], str) else row[1])
            for row in stack.rows(DECISION, division)
        ],
    }
