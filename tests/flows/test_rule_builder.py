"""The rule builder as people use it: by keyboard alone, in French, without script, and by somebody who is new to it.

Who is new has only the page: the tests below find every field and button by what it is called there.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.flows.test_pages import DESK, PHONE, SLUG, Enter, enter, tab_to, visit
from tests.stack.browsing import assert_accessible

__all__ = ["enter"]
pytestmark = pytest.mark.browser
SECRETARIAT = "Secretariat, first officer"
NEW = f"{SLUG}/rulebook/new/"
QMV_WITH_E3: dict[str, Any] = {
    "all": [
        {"in": ["yes"], "at_least": "55%", "of": "roll"},
        {
            "any": [
                {"in": ["yes"], "at_least": "65%", "of": "roll", "weight": "population"},
                {"in": "NOT_YES", "fewer_than": 4},
            ]
        },
        {"in": ["yes"], "at_least": "100%", "of": "roll", "group": "E3"},
    ]
}


def kept(page: Page) -> dict[str, Any]:
    """The document of the rule at whose page we are, taken away as its reader would."""
    page.wait_for_url("**/rulebook/*/?version=*")
    with page.expect_download() as download:
        page.locator("a[download]").click()
    return dict(json.loads(download.value.path().read_text()))


def press(page: Page, act: str) -> None:
    """Reach a button by Tab and press it; wait until the page has followed."""
    tab_to(page, f"button[value='{act}']", most=300)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Enter")
    expect(page.locator("#whole:disabled, .htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def write(page: Page, field: str, text: str) -> None:
    """Reach a field by Tab and type into it; a list takes the choice that begins so."""
    tab_to(page, f"[name='{field}']", most=300)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


@pytest.mark.parametrize(
    ("language", "at_least", "of_all", "who"),
    [("en", "at least", "of all", "E3"), ("fr", "au moins", "de tous", "E3")],
)
def test_qualified_majority_with_the_concurrence_of_the_e3_by_keyboard_alone(
    enter: Enter, language: str, at_least: str, of_all: str, who: str
):
    page = enter("Secretariat, second officer", viewport=DESK, color_scheme="light")
    assert visit(page, NEW, language) == []
    press(page, "add:adopt:share")
    expect(page.locator("[name='adopt.0.much']")).to_be_focused()
    page.keyboard.type(at_least)
    write(page, "adopt.0.number", "55%")
    write(page, "adopt.0.of", of_all)
    press(page, "add:adopt:block")
    press(page, "add:adopt:concur")
    expect(page.locator("[name='adopt.2.much']")).to_be_focused()
    write(page, "adopt.2.group", who)
    press(page, "everybody:yes")
    expect(page.locator("#tc ~ p .badge.yes")).to_contain_text("35")
    write(page, "title_en", f"Qualified majority with the E3 ({language})")
    write(page, "title_fr", "Majorité qualifiée avec le E3")
    tab_to(page, "button[value=save]")
    page.keyboard.press("Enter")
    document = kept(page)
    assert document["adopt"] == QMV_WITH_E3
    assert sorted(document["groups"]["E3"]) == ["DE", "FR", "GB"]
    expect(page.locator("main .rule").first).to_contain_text("France")


def test_without_script_it_is_built_all_the_same(enter: Enter):
    page = enter(SECRETARIAT, viewport=PHONE, java_script_enabled=False)
    visit(page, NEW)
    page.get_by_role("button", name="A majority or a share").first.click()
    page.get_by_label("Number or share").fill("2/3")
    page.get_by_role("button", name="Say it again").last.click()
    expect(page.locator("#said .rule").first).to_contain_text("more than two thirds of those voting")
    page.get_by_role("button", name="Everybody yes").click()
    assert page.url.endswith("#tc")
    expect(page.locator("#said .badge")).to_contain_text("Adopted by vote 35-0")
    page.get_by_role("button", name="Keep this rule").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the rule a title in English.")
    expect(page.get_by_label("Number or share")).to_have_value("2/3")
    page.get_by_label("Title in English").fill("More than two thirds")
    page.get_by_label("Title in French").fill("Plus de deux tiers")
    page.get_by_role("button", name="Keep this rule").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("More than two thirds")


def test_what_is_wrong_is_said_as_one_types_and_the_page_stays_accessible(enter: Enter):
    page = enter(SECRETARIAT, viewport=PHONE, color_scheme="light")
    assert visit(page, f"{NEW}?from=eu-qmv-participants&of=catalogue") == []
    page.locator("[name='adopt.0.number']").fill("lots")
    expect(page.locator("#e-f-adopt-0-number")).to_contain_text("neither a number nor a share")
    page.get_by_role("button", name="Keep this rule").click()
    expect(page.get_by_role("alert")).to_contain_text("neither a number nor a share")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_press_is_never_lost_to_redraws_that_a_slow_server_has_not_answered(enter: Enter):
    page, unanswered = enter(SECRETARIAT, viewport=DESK), []
    visit(page, NEW)
    page.get_by_role("button", name="A majority or a share").first.click()
    number, conditions = (
        page.get_by_label("Number or share"),
        page.get_by_role("group", name=re.compile(r"^Condition \d")),
    )
    expect(conditions).to_have_count(1)

    def hold(route: Route) -> None:
        redraw = route.request.headers.get("hx-target") == "said"
        unanswered.append(route) if redraw else route.continue_()

    page.route(re.compile(r"/rulebook/new/"), hold)
    for value in ("2/3", "3/4", "4/5"):
        with page.expect_request(lambda request: request.headers.get("hx-target") == "said"):
            number.fill(value)
    number.fill("5/6")
    page.get_by_role("button", name="Members that must all vote yes").first.click()
    expect(conditions).to_have_count(2)
    assert len(unanswered) >= 3
    expect(number.first).to_have_value("5/6")


def test_nothing_moves_under_a_pressed_pointer(enter: Enter):
    """A redraw is answered between press and release, and what it says would push the button away."""
    page = enter(SECRETARIAT, viewport=DESK)
    visit(page, NEW)
    page.get_by_role("button", name="A majority or a share").first.click()
    conditions = page.get_by_role("group", name=re.compile(r"^Condition \d"))
    expect(conditions).to_have_count(1)
    held: list[Route] = []

    def hold(route: Route) -> None:
        redraw = route.request.headers.get("hx-target") == "said"
        held.append(route) if redraw else route.continue_()

    page.route(re.compile(r"/rulebook/new/"), hold)
    with page.expect_request(lambda request: request.headers.get("hx-target") == "said"):
        page.get_by_label("Number or share").fill("lots")
    button = page.get_by_role("button", name="Members that must all vote yes").first
    button.hover()
    before = button.bounding_box()
    page.mouse.down()  # the field is left, and says that it was changed: a second redraw, instead of the first
    while len(held) < 2:
        page.wait_for_timeout(20)
    with page.expect_response(lambda response: response.request.headers.get("hx-target") == "said"):
        held[-1].continue_()
    page.wait_for_timeout(200)
    assert button.bounding_box() == before
    page.unroute(re.compile(r"/rulebook/new/"))
    page.mouse.up()
    expect(conditions).to_have_count(2)
    expect(page.locator("#e-f-adopt-0-number")).to_contain_text("neither a number nor a share")


# Somebody new to it ------------------------------------------------------------------------------------------------


class Newcomer:
    """Somebody who knows what the rule should be, and only this page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        visit(page, NEW)

    def add(self, what: str) -> Locator:
        """Press the button that promises it; return the condition that came."""
        conditions = self.page.get_by_role("group", name=re.compile(r"^Condition \d"))
        before = conditions.count()
        self.page.get_by_role("group", name="Add a condition").get_by_role("button", name=what, exact=True).click()
        expect(conditions.nth(before)).to_be_visible()
        return conditions.nth(before)

    def says(self, words: str) -> None:
        """The sentence reads as they would say it."""
        expect(self.page.locator("#said .rule").first).to_have_text(words)

    def keeps(self, title: str) -> dict[str, Any]:
        """Name the rule and keep it."""
        self.page.get_by_label("Title in English").fill(title)
        self.page.get_by_label("Title in French").fill(title)
        self.page.get_by_role("button", name="Keep this rule").click()
        return kept(self.page)


@pytest.fixture
def newcomer(enter: Enter) -> Newcomer:
    return Newcomer(enter(SECRETARIAT, viewport=DESK, color_scheme="light"))


def test_two_thirds_of_all_members_and_three_agree(newcomer: Newcomer):
    share = newcomer.add("A majority or a share")
    share.get_by_label("How many").select_option(label="at least")
    share.get_by_label("Number or share").fill("two thirds")
    share.get_by_label("Of which").select_option(label="of all, present or not")
    three = newcomer.add("Members that must all vote yes")
    three.get_by_label("Among").select_option(label="members that I name")
    three.get_by_label("Which members").fill("France, Germany and the UK")
    newcomer.says(
        "Adopted if at least two thirds of the members (24 of 35) vote yes, "
        "and France, Germany and the United Kingdom are all among them."
    )
    document = newcomer.keeps("Two thirds with three")
    concur = {"in": ["yes"], "at_least": "100%", "of": "roll", "group": "named members"}
    assert document["adopt"] == {"all": [{"in": ["yes"], "at_least": "2/3", "of": "roll"}, concur]}
    assert document["groups"] == {"named members": ["FR", "DE", "GB"]}


def test_a_qualified_majority_with_a_blocking_minority_of_four(newcomer: Newcomer):
    share = newcomer.add("A majority or a share")
    share.get_by_label("How many").select_option(label="at least")
    share.get_by_label("Number or share").fill("55%")
    share.get_by_label("Of which").select_option(label="of all, present or not")
    newcomer.add("A share of the population, with a blocking minority")
    newcomer.says(
        "Adopted if at least 55% of the members (20 of 35) vote yes, and either members holding at least 65% "
        "of the population vote yes or fewer than four members do not vote yes."
    )
    assert newcomer.keeps("Blocking minority of four")["adopt"] == {"all": QMV_WITH_E3["all"][:2]}


def test_consensus_save_two_binding_the_participants_with_a_quorum(newcomer: Newcomer):
    most = newcomer.add("At most so many objections")
    most.get_by_label("Number or share").fill("2")
    newcomer.page.get_by_role("button", name="Add a quorum: half of the members present").click()
    expect(newcomer.page.get_by_role("group", name="Condition 1")).to_have_count(2)
    newcomer.page.get_by_role("radio", name="Those that take part").check(force=True)
    newcomer.says(
        "Adopted if at most two members vote no. Quorum: at least half of the members (18 of 35) are present."
    )
    expect(newcomer.page.locator("#said")).to_contain_text("Adopted, it binds the participants.")
    document = newcomer.keeps("Save two")
    assert document["adopt"] == {"in": ["no"], "at_most": 2}
    assert document["quorum"] == {"in": "PRESENT", "at_least": "50%", "of": "roll"}
    assert document["effect"]["binds"] == "participants"
