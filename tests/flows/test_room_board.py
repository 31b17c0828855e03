"""A chair sets what is expected in the decision room by tapping members, in the hemicycle and on the map."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.flows.client import assemble
from tests.flows.test_in_browsers import LET_IN, PASSWORD, sign_in
from tests.stack.browsing import assert_accessible
from tests.stack.stacks import SqliteStack

pytestmark = [pytest.mark.browser, pytest.mark.one_engine]
MAJORITY = {"id": "more-than-half", "adopt": {"in": ["yes"], "more_than": "50%", "of": "roll"}}


def set_in_the_list(page: Page, code: str) -> str:
    return str(page.evaluate("code => document.forms.board.elements[`p-${code}`].value", code))


def test_tapping_members(sqlite_stack: SqliteStack, browser: Browser):
    body = assemble(sqlite_stack, "DE ES FR GB IT PL SE", rule=MAJORITY)
    sqlite_stack.script(LET_IN.format(emails=[body.emails["chair"]], password=PASSWORD))
    division = body.open(datetime.now(UTC) + timedelta(hours=1))
    body["FR"].cast(division, "FR", "yes")
    page = sign_in(browser, body, "chair")
    page.goto(f"{sqlite_stack.url}/{body.slug}/room/{division}/")
    standing = page.locator("#standing")
    expect(standing).to_contain_text("3 members, 20 ways")
    for position, said in (("yes", "2 members, 10 ways"), ("no", "3 members, 10 ways"), ("abstain", "3 members, 10")):
        page.locator(".hemi [data-member=IT]").click()
        assert set_in_the_list(page, "IT") == position
        expect(standing).to_contain_text(said)
    page.locator("#board .map [data-member=PL]").click()
    assert set_in_the_list(page, "PL") == "yes"
    expect(standing).to_contain_text("With 2 positions that you expect")
    expect(standing.get_by_role("heading", name="Path to adoption")).to_be_visible()
    page.locator(".hemi [data-member=FR]").click()  # its vote is cast: nothing can be supposed
    expect(standing).to_contain_text("With 2 positions that you expect")
    expect(page.locator("#frameworks table")).to_be_visible()
    body["DE"].cast(division, "DE", "yes")  # both parts hear of it: one more yes is needed, of three that are free
    expect(standing).to_contain_text("1 member, 3 ways")
    expect(page.locator("#frameworks tr.hl")).to_contain_text("1 member, 3 ways")
    seat, picture = page.locator("#board .map [data-member=SE]"), page.locator("#board .map")
    expect(seat).to_be_visible()
    page.locator("#board summary", has_text="Change the roll").click()
    page.locator("#board [name=leave][value=SE]").check()
    expect(seat).to_be_hidden()
    assert picture.get_attribute("aria-label") == page.locator(".hemi").get_attribute("aria-label")
    assert "Sweden" not in str(picture.get_attribute("aria-label"))
    page.locator("#board [name=leave][value=SE]").uncheck()
    expect(seat).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    stored = "() => JSON.stringify([...Object.keys(sessionStorage), ...Object.keys(localStorage)])"
    assert "concert.room." in page.evaluate(stored)
    page.evaluate("() => { sessionStorage.clear(); document.forms.board.dataset.closed = ''; }")  # as after the close
    page.locator(".hemi [data-member=IT]").click()
    page.locator("[data-save]").click()
    assert "concert.room." not in page.evaluate(stored)
