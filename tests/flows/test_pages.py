"""Every page, as the demo shows it: accessible in both themes and languages, on a phone, by keyboard, without script.

CONCERT_SCREENSHOTS=folder keeps a picture of each.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.stack.browsing import assert_accessible
from tests.stack.stacks import SqliteStack

pytestmark = pytest.mark.browser
SLUG = "/coalition-of-the-willing"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
OPEN = f"{SLUG}/votes/2/"
YEAR = datetime.now(UTC).year
PAGES = {
    "sign-in": ("", "/sign-in/"),
    "demo": ("", "/sign-in/demo/"),
    "help": ("", "/help/"),
    "accessibility": ("", "/accessibility/"),
    "home": ("Finland, Alternate", f"{SLUG}/"),
    "home of the secretariat": ("Secretariat, first officer", f"{SLUG}/"),
    "home of the observer": ("NATO, observer", f"{SLUG}/"),
    "proposals": ("Finland, Alternate", f"{SLUG}/proposals/"),
    "proposal": ("Finland, Alternate", f"{SLUG}/proposals/{YEAR}/2/"),
    "what changed": ("Finland, Alternate", f"{SLUG}/proposals/{YEAR}/2/compare/"),
    "new statement": ("Finland, Alternate", f"{SLUG}/proposals/{YEAR}/2/statements/new/"),
    "new proposal": ("Secretariat, first officer", f"{SLUG}/proposals/new/"),
    "open a vote": ("Secretariat, first officer", f"{SLUG}/proposals/{YEAR}/1/open-vote/"),
    "vote": ("Finland, Alternate", OPEN),
    "vote, adviser": ("Finland, Adviser", OPEN),
    "confirm": ("Finland, Alternate", f"{OPEN}confirm/?member=FI&position=yes"),
    "joint statement": ("Austria, Alternate", f"{SLUG}/votes/4/"),
    "record a note of a state": ("Secretariat, first officer", f"{SLUG}/votes/4/adhere/?act=align"),
    "register a state": ("Secretariat, first officer", f"{SLUG}/members/beside/new/"),
    "name a contact": ("Secretariat, first officer", f"{SLUG}/members/beside/MT/contact/"),
    "silence": ("Finland, Alternate", f"{SLUG}/votes/5/"),
    "object": ("Finland, Alternate", f"{SLUG}/votes/5/confirm/?member=FI&position=no"),
    "receipt": ("France, Head of delegation", f"{OPEN}receipt/"),
    "meetings": ("Finland, Alternate", f"{SLUG}/meetings/"),
    "meeting": ("Finland, Alternate", f"{SLUG}/meetings/1/"),
    "meeting of the secretariat": ("Secretariat, first officer", f"{SLUG}/meetings/1/"),
    "new meeting": ("Secretariat, first officer", f"{SLUG}/meetings/new/"),
    "new item": ("Secretariat, first officer", f"{SLUG}/meetings/1/items/new/"),
    "rooms": ("Finland, Alternate", f"{SLUG}/room/"),
    "room": ("Finland, Alternate", f"{SLUG}/room/2/"),
    "shared screen": ("Finland, Alternate", f"{SLUG}/room/2/screen/"),
    "standing question": ("Finland, Alternate", f"{SLUG}/room/questions/two-members/"),
    "rule laboratory": ("Finland, Alternate", f"{SLUG}/room/laboratory/"),
    "meeting that was held": ("Secretariat, first officer", f"{SLUG}/meetings/2/"),
    "minutes": ("Finland, Alternate", f"{SLUG}/meetings/2/minutes/"),
    "minutes of the secretariat": ("Secretariat, first officer", f"{SLUG}/meetings/2/minutes/"),
    "edit the minutes": ("Secretariat, first officer", f"{SLUG}/meetings/2/minutes/sections/2/"),
    "room screen": ("Secretariat, first officer", f"{SLUG}/meetings/1/screen/"),
    "agenda on paper": ("Secretariat, first officer", f"{SLUG}/meetings/1/print/"),
    "decision on paper": ("Secretariat, first officer", f"{SLUG}/decisions/{YEAR}/1/print/"),
    "decisions, searched": ("Finland, Alternate", f"{SLUG}/decisions/?q=training&who=group:E3&position=yes"),
    "what becomes of a decision": ("Secretariat, first officer", f"{SLUG}/decisions/{YEAR}/1/mark/"),
    "votes recorded elsewhere": ("Finland, Alternate", f"{SLUG}/decisions/elsewhere/"),
    "import roll calls": ("Secretariat, first officer", f"{SLUG}/decisions/elsewhere/import/"),
    "import members": ("Secretariat, first officer", f"{SLUG}/members/import/"),
    "inbox": ("Finland, Alternate", f"{SLUG}/inbox/"),
    "how you hear": ("Finland, Alternate", "/account/notices/"),
    "webhooks": ("Finland, Alternate", f"{SLUG}/webhooks/"),
    "what did not arrive": ("Secretariat, first officer", f"{SLUG}/undelivered/"),
    "reminders": ("Secretariat, first officer", f"{SLUG}/reminders/"),
    "decisions": ("Finland, Alternate", f"{SLUG}/decisions/"),
    "decision": ("Finland, Alternate", f"{SLUG}/decisions/{YEAR}/1/"),
    "ledger": ("Finland, Alternate", f"{SLUG}/ledger/"),
    "ledger, searched": ("Secretariat, first officer", f"{SLUG}/ledger/?kind=division_opened"),
    "ledger, of the observer": ("NATO, observer", f"{SLUG}/ledger/"),
    "take the record": ("Finland, Alternate", f"{SLUG}/ledger/take/"),
    "check a receipt": ("Finland, Alternate", f"{SLUG}/ledger/receipt/"),
    "members": ("Finland, Alternate", f"{SLUG}/members/"),
    "who votes for us": ("Finland, Alternate", f"{SLUG}/accreditations/"),
    "who votes for whom": ("Secretariat, first officer", f"{SLUG}/accreditations/"),
    "register an accreditation": ("Secretariat, first officer", f"{SLUG}/accreditations/register/"),
    "revoke an accreditation": ("Secretariat, first officer", f"{SLUG}/accreditations/1/revoke/"),
    "changes of the roll": ("Secretariat, first officer", f"{SLUG}/members/changes/"),
    "set a weight": ("Secretariat, first officer", f"{SLUG}/members/changes/weight/"),
    "let people in": ("Secretariat, first officer", f"{SLUG}/members/people/"),
    "invite somebody": ("Secretariat, first officer", f"{SLUG}/members/people/invitation/"),
    "make a new link": ("Secretariat, first officer", f"{SLUG}/members/people/link/"),
    "awaiting a second person": ("Secretariat, first officer", f"{SLUG}/pending/"),
    "keys to sign with": ("Finland, Alternate", f"{SLUG}/voting-keys/"),
    "rules": ("Finland, Alternate", f"{SLUG}/rules/"),
    "rulebook": ("Finland, Alternate", f"{SLUG}/rulebook/"),
    "rule": ("Finland, Alternate", f"{SLUG}/rulebook/coalition-core-e3/"),
    "write a rule": ("Secretariat, first officer", f"{SLUG}/rulebook/new/"),
    "write a rule from another": ("Secretariat, first officer", f"{SLUG}/rulebook/new/?from=coalition-nb8-seat"),
    "import a rule": ("Secretariat, first officer", f"{SLUG}/rulebook/import/"),
    "calendars": ("Finland, Alternate", "/account/calendars/"),
    "connect a calendar": ("Finland, Alternate", "/account/calendars/new/"),
    "account": ("Finland, Alternate", "/account/"),
    "second factor": ("Finland, Alternate", "/account/second-factor/"),
    "authenticator app": ("Finland, Alternate", "/account/authenticator-app/"),
    "new passkey": ("Finland, Alternate", "/account/passkeys/new/"),
    "password": ("Finland, Alternate", "/account/password/"),
    "new token": ("Finland, Alternate", "/account/tokens/new/"),
    "confirm who it is": ("Finland, Alternate", "/account/confirm/"),
    "link that has ended": ("", "/sign-in/link/no-such-link/"),
    "not found": ("Finland, Alternate", f"{SLUG}/votes/999999/"),
    "not allowed": ("Finland, Alternate", f"{SLUG}/proposals/new/"),
}
# An address that is nobody's says nothing of a coalition.
NOT_OF_THE_EXERCISE = {"not found"}


Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def enter(demo_stack: SqliteStack, browser: Browser) -> Iterator[Enter]:
    """`enter(who, **context)` gives a page on which that person is signed in; the same one when asked again."""
    contexts: dict[object, tuple[BrowserContext, Page]] = {}

    def page_of(who: str, **options: object) -> Page:
        key = (who, repr(sorted(options.items())))
        if key not in contexts:
            context = browser.new_context(base_url=demo_stack.url, locale="en-GB", **options)  # type: ignore[arg-type]
            page = context.new_page()
            if who:
                page.goto("/sign-in/demo/")
                page.get_by_role("button", name=who, exact=True).click()
                page.wait_for_url(f"**{SLUG}/")
            contexts[key] = (context, page)
        return contexts[key][1]

    yield page_of
    for context, _page in contexts.values():
        context.close()


def visit(page: Page, path: str, language: str = "en") -> list[str]:
    """Go there, in a language that stays the person's until the next that asks for another.

    Return what the console complained of.
    """
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path)
    if page.locator("html").get_attribute("lang") != language:
        page.goto("/help/")
        page.get_by_role("button", name={"en": "English", "fr": "Français"}[language]).click()
        page.goto(path)
    assert page.locator("html").get_attribute("lang") == language
    return [each for each in complaints if "status of 40" not in each]


def leave(page: Page) -> None:
    """A page that is left open goes on following its stream."""
    page.goto("about:blank")


def keep(page: Page, name: str) -> None:
    folder = os.environ.get("CONCERT_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{re.sub(r'[^a-z]+', '-', name)}.png", full_page=True)


@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_in_english(enter: Enter, name: str):
    who, path = PAGES[name]
    page = enter(who, viewport=PHONE, color_scheme="light")
    assert visit(page, path) == []
    keep(page, f"{name} phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_accessible(page)
    if path.startswith(SLUG) and name not in NOT_OF_THE_EXERCISE:
        says_that_it_is_an_exercise(page)
    leave(page)


def says_that_it_is_an_exercise(page: Page) -> None:
    """In words at the top, and over the whole page, so that no picture of it is taken for the real thing."""
    expect(page.locator(".exercise-bar, .screen.exercise header, .mark").first).to_contain_text("EXERCISE")
    if page.locator(".watermark").count() == 0:  # which is the picture itself, on paper
        assert page.evaluate("getComputedStyle(document.body, '::after').maskImage").startswith("url(")


@pytest.mark.parametrize("name", PAGES)
def test_on_a_desk_in_the_dark_in_french(enter: Enter, name: str):
    who, path = PAGES[name]
    page = enter(who, viewport=DESK, color_scheme="dark")
    assert visit(page, path, "fr") == []
    keep(page, f"{name} desk")
    assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"]
    assert_accessible(page)
    leave(page)


def test_the_vote_by_keyboard_alone(enter: Enter):
    page = enter("Iceland, Head of delegation", viewport=DESK, color_scheme="light")
    page.goto(OPEN)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    tab_to(page, "input[name=position]")
    page.keyboard.press("Space")
    tab_to(page, "button.pri")
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm/**")
    tab_to(page, "button.pri")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded. Iceland votes yes.")


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """Press Tab until the focus is there, and see that it shows."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_a_refused_form_is_read_first_and_leads_to_each_field_by_its_label(enter: Enter):
    page = enter("Secretariat, first officer", viewport=PHONE, color_scheme="light")
    visit(page, f"{SLUG}/meetings/new/")
    page.locator("main form button.pri").click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    links = alert.get_by_role("link")
    said = links.all_text_contents()
    assert len(said) == len(set(said)) > 1
    links.first.click()
    (label,) = re.findall("^Go to “(.+)”$", said[0])
    expect(page.get_by_label(label, exact=True)).to_be_focused()
    assert_accessible(page)


def test_the_vote_without_script(enter: Enter):
    page = enter("Norway, Alternate", viewport=PHONE, java_script_enabled=False)
    page.goto(OPEN)
    expect(page.get_by_role("link", name="Refresh")).to_be_visible()
    page.locator("input[name=position][value=abstain]").check(force=True)
    page.get_by_role("button", name="Review before recording").click()
    page.get_by_role("button", name="Record abstain for Norway").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded. Norway abstains.")


def test_what_is_left_follows_the_clock_of_the_page(enter: Enter):
    page = enter("Finland, Alternate", viewport=PHONE, color_scheme="light")
    visit(page, OPEN)
    before = page.locator("main .left").first.text_content()
    page.clock.install()
    page.goto(OPEN)
    page.clock.run_for(3 * 60 * 1000)
    after = page.locator("main .left").first.text_content()
    assert before and after and before != after
    assert "left" in after


def test_the_theme_is_a_button_and_needs_no_script(enter: Enter):
    page = enter("Portugal, Adviser", viewport=DESK, java_script_enabled=False)
    for theme, following in (("as device", "light"), ("light", "dark"), ("dark", None)):
        page.get_by_role("button", name=f"Theme: {theme}").click()
        assert page.locator("html").get_attribute("data-theme") == following


def test_the_language_is_remembered_with_the_person(demo_stack: SqliteStack, enter: Enter):
    page = enter("Sweden, Adviser", viewport=DESK)
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    elsewhere = enter("Sweden, Adviser", viewport=PHONE)
    expect(elsewhere.locator("html")).to_have_attribute("lang", "fr")
    expect(elsewhere.get_by_role("heading", level=1)).to_contain_text("ouvert")
