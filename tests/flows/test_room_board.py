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


def test_scenarios_are_kept_on_the_device_and_nowhere_else(sqlite_stack: SqliteStack, browser: Browser):
    """Named, kept, loaded, compared, deleted and cleared; meanwhile the server's rows stay as they are."""
    body = assemble(sqlite_stack, "DE ES FR GB IT PL SE", rule=MAJORITY)
    sqlite_stack.script(LET_IN.format(emails=[body.emails["chair"]], password=PASSWORD))
    division = body.open(datetime.now(UTC) + timedelta(hours=1))
    page = sign_in(browser, body, "chair")
    page.goto(f"{sqlite_stack.url}/{body.slug}/room/{division}/")
    standing, kept = page.locator("#standing"), page.locator("[data-kept] li")
    rows = sqlite_stack.script(ROWS)
    tap(page, "IT")
    expect(standing).to_contain_text("With 1 position that you expect")
    keep(page, "Zanzibar one")
    tap(page, "PL")
    expect(page.locator("#pinned")).to_contain_text("2 members")  # the answer follows in sight of the board
    keep(page, "Zanzibar two")
    expect(kept).to_have_count(2)
    page.locator("[data-save]").click()  # without a name it is called by the hour
    expect(kept).to_have_count(3)
    kept.nth(2).get_by_role("button", name="Delete").click()
    expect(kept).to_have_count(2)
    kept.filter(has_text="Zanzibar one").get_by_role("button", name="Load").click()
    expect(standing).to_contain_text("With 1 position that you expect")
    assert (set_in_the_list(page, "IT"), set_in_the_list(page, "PL")) == ("yes", "none")
    page.locator("[data-compare]").click()
    compared = page.locator("#compared table")
    expect(compared.locator("thead th")).to_have_text(["What", "The board now", "Zanzibar one", "Zanzibar two"])
    poland = compared.locator("tr:has(th:text-is('PL')) td").all_inner_texts()
    assert [text.strip() for text in poland].count("Yes") == 1 and poland[2].strip() == "Yes"
    expect(compared.locator("tr:has(th:text-is('IT'))")).to_have_count(0)  # of it all suppose the same
    page.reload()
    expect(kept).to_have_count(2)
    assert set_in_the_list(page, "IT") == "yes"  # the board itself comes back, too
    page.locator("[data-clear]").click()
    expect(kept).to_have_count(0)
    expect(standing).not_to_contain_text("that you expect.")
    stored = page.evaluate("() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }])")
    assert "concert.room." not in stored and "Zanzibar" not in stored
    assert sqlite_stack.script(ROWS) == rows
    dumped = sqlite_stack.script(TEXT)
    assert "Zanzibar" not in dumped and "P-" in dumped


def test_whoever_joins_is_on_the_map_at_once(sqlite_stack: SqliteStack, browser: Browser):
    body = assemble(sqlite_stack, "DE ES FR GB IT PL SE", rule=MAJORITY)
    sqlite_stack.script(LET_IN.format(emails=[body.emails["chair"]], password=PASSWORD))
    division = body.open(datetime.now(UTC) + timedelta(hours=1))
    page = sign_in(browser, body, "chair")
    page.goto(f"{sqlite_stack.url}/{body.slug}/room/{division}/")
    place = page.locator("#board .map [data-member=HU]")
    expect(place).to_have_count(0)
    page.locator("#board summary", has_text="Change the roll").click()
    page.locator("#join").select_option("HU")
    expect(place).to_be_visible()
    place.click()
    expect(page.locator("#standing")).to_contain_text("With 1 position that you expect")
    assert page.locator("#joining").input_value() == "yes"
    page.locator("#join").select_option("")
    expect(place).to_be_hidden()


def tap(page: Page, code: str) -> None:
    page.locator(f".hemi [data-member={code}]").click()


def keep(page: Page, name: str) -> None:
    page.locator("#scenario-name").fill(name)
    page.locator("[data-save]").click()


# How many rows each table has, but for those that any request of a person in session may touch.
ROWS = """
from django.apps import apps
print(sorted((m._meta.label, m._default_manager.count()) for m in apps.get_models() if "Session" not in m._meta.label))
"""
# All that the tables hold, as text.
TEXT = """
from django.apps import apps
for model in apps.get_models():
    for row in model._default_manager.values_list():
        print(row)
from proposals.drafting.models import Proposal
print([proposal.symbol for proposal in Proposal.objects.all()])
"""
