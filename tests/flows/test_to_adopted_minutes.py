"""A meeting from its call to its adopted minutes: by browser, then by the API; the same is on record."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.client import Assembly, assemble
from tests.flows.test_in_browsers import LET_IN, PASSWORD, sign_in
from tests.stack.stacks import Stack

pytestmark = pytest.mark.browser
ENTRIES = """
SELECT kind, content FROM proposals_entry
WHERE coalition_id = %s AND (subject LIKE 'meeting:%%' OR subject LIKE 'minutes:%%') ORDER BY "index"
"""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def call_by_browser(page: Page, body: Assembly, title: str) -> None:
    start = datetime.now(UTC) + timedelta(hours=1)
    page.goto(f"{body.stack.url}/{body.slug}/meetings/new/")
    page.get_by_label("Title", exact=True).fill(title)
    page.locator("#f-time_zone").select_option("Europe/Paris")
    for name, at in (("starts_at", start), ("ends_at", start + timedelta(hours=1))):
        page.locator(f"#f-{name}").fill((at + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Place").fill("Paris")
    press(page, "Prepare the meeting")
    page.get_by_role("link", name="Add an item").click()
    page.get_by_label("Title", exact=True).fill("Readiness")
    page.locator("form.form button[type=submit]").first.click()
    press(page, "Call the meeting")
    press(page, "Open the meeting")


def by_browser(body: Assembly, browser: Browser) -> None:
    page = sign_in(browser, body, "secretariat")
    call_by_browser(page, body, "Heads")
    press(page, "Take up 1")
    press(page, "Close the meeting")
    press(page, "Draw up the minutes")
    expect(page.get_by_role("heading", level=2, name="1. Readiness")).to_be_visible()
    page.get_by_role("link", name="Edit 1. Readiness").click()
    page.get_by_role("textbox", name="Text").fill("The force *is* ready.")
    press(page, "Record the section")
    press(page, "Circulate the minutes")
    call_by_browser(page, body, "Next")
    page.get_by_role("link", name="Minutes of meeting 1").click()
    press(page, "Record: adopted by meeting 2")
    expect(page.locator("main")).to_contain_text("Adopted by meeting 2")
    delegate = sign_in(browser, body, "FR")
    delegate.goto(f"{body.stack.url}/{body.slug}/meetings/1/minutes/")
    expect(delegate.locator("main em")).to_have_text("is")


def by_api(body: Assembly) -> None:
    caller = body["secretariat"]

    def post(path: str, sent: object = None) -> int:
        answer = caller.post(path, {} if sent is None else sent)
        assert answer.status in (200, 201), answer
        return int(answer.body["id"])

    def call(title: str) -> int:
        start = datetime.now(UTC) + timedelta(hours=1)
        instants = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
        said = {"coalition": body.slug, "title": title, "time_zone": "Europe/Paris", "place": "Paris", **instants}
        meeting = post("/meetings/", said)
        item = post(f"/meetings/{meeting}/items/", {"title": "Readiness"})
        post(f"/meetings/{meeting}/publish/")
        post(f"/meetings/{meeting}/open/")
        items.append(item)
        return meeting

    items: list[int] = []
    first = call("Heads")
    post(f"/meetings/{first}/items/{items[0]}/take/")
    post(f"/meetings/{first}/close/")
    post(f"/meetings/{first}/minutes/")
    section = caller.get(f"/meetings/{first}/minutes/")["sections"][1]
    said = {"heading": section["heading"], "text": "The force *is* ready.", "seen": section["changes"]}
    post(f"/meetings/{first}/minutes/sections/{section['id']}/", said)
    post(f"/meetings/{first}/minutes/circulate/")
    post(f"/meetings/{first}/minutes/adopt/", {"meeting": call("Next")})


def left(body: Assembly) -> list[tuple[str, dict[str, object]]]:
    """What is on record, without what is its own each time: instants, numbers of rows, hashes of texts with hours."""
    own = {"starts_at", "ends_at", "item", "agenda_hash", "text_hash"}
    rows = body.stack.rows(ENTRIES, body.coalition)
    bodies = [(kind, json.loads(content)["body"]) for kind, content in rows]
    return [(kind, {name: value for name, value in said.items() if name not in own}) for kind, said in bodies]


def test_by_browser_then_by_the_api(stack: Stack, browser: Browser):
    shown = assemble(stack, "DE FR")
    emails = [shown.emails[name] for name in ("secretariat", "FR")]
    stack.script(LET_IN.format(emails=emails, password=PASSWORD))
    by_browser(shown, browser)
    asked = assemble(stack, "DE FR")
    by_api(asked)
    assert left(shown) == left(asked)
    assert left(asked)[-1] == ("minutes_adopted", {"meeting": 1, "version": 1, "adopted_in": 2})
