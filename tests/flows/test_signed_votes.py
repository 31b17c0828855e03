"""A vote signed in a real browser: the passkey is made, registered, signs, and the record is checked offline."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.flows.test_door import PASSWORD, a_device
from tests.proposals.export.verifying import as_a_stranger
from tests.stack.browsing import assert_accessible
from tests.stack.stacks import SqliteStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("signing")]
WORLD = """
body = a_coalition("DE FR GB", signing={signing!r})
body.heads["FR"].set_password({password!r})
body.heads["FR"].save()
division = open_vote(body)
print(json.dumps({{"slug": body.coalition.slug, "division": division.pk, "email": body.heads["FR"].email}}))
"""
SETTLE = """
from proposals.voting.models import Division
from tests.proposals.export.verifying import settle
settle(Division.objects.get(pk={division}))
"""
BALLOTS = """
from proposals.voting.models import Ballot
print(Ballot.objects.filter(division={division}).count())
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStack]:
    """A deployment of its own, so that no other test waits for it."""
    stack = SqliteStack(tmp_path_factory.mktemp("signing-stack"))
    try:
        stack.prepare()
        yield stack
    finally:
        stack.destroy()


@pytest.fixture
def page(stack: SqliteStack, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        base_url=stack.url, locale=os.environ.get("CONCERT_LOCALE", "en-GB"), viewport={"width": 390, "height": 844}
    )
    yield context.new_page()
    context.close()


def a_world(stack: SqliteStack, signing: str = "required") -> dict[str, Any]:
    """A vote that is open, and a delegate with a password."""
    world: dict[str, Any] = json.loads(stack.script(WORLD.format(signing=signing, password=PASSWORD)))
    return world


def signed_in(page: Page, email: str) -> tuple[CDPSession, str]:
    """Sign in by password, on a device that can make passkeys."""
    device = a_device(page)
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    return device


def a_passkey(page: Page) -> None:
    page.goto("/account/passkeys/new/")
    page.locator("form[data-passkey=create] button[type=submit]").click()
    page.wait_for_url("**/account/recovery-codes/")


def keep(page: Page, name: str) -> None:
    """Keep a picture where CONCERT_SCREENSHOTS asks for it."""
    if folder := os.environ.get("CONCERT_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_vote_is_signed_by_keyboard_and_checked_offline(stack: SqliteStack, page: Page, tmp_path: Path):
    world = a_world(stack)
    vote = f"/{world['slug']}/votes/{world['division']}/"
    signed_in(page, world["email"])
    page.goto(vote)
    expect(page.locator("#vote")).to_contain_text("In this vote delegates sign with a passkey")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Review before recording").click()
    expect(page.get_by_role("button", name="Sign: Record yes for FR")).to_have_count(0)  # none is registered
    keep(page, "sign-none")
    assert_accessible(page)
    asked = page.url
    page.get_by_role("link", name="Register a passkey, and come back").click()
    expect(page.locator("main")).to_contain_text("You have no passkey yet.")
    keep(page, "keys-none")
    back = page.url
    a_passkey(page)
    page.goto(back)
    assert_accessible(page)
    keep(page, "keys-one")
    page.get_by_role("button", name="Register").press("Enter")
    page.wait_for_url("**/confirm/**")
    assert page.url == asked
    assert_accessible(page)
    keep(page, "sign")
    page.get_by_role("button", name="Sign: Record yes for FR").press("Enter")
    page.wait_for_url("**/receipt/**")
    expect(page.locator("main")).to_contain_text("by the delegate, with the key")
    keep(page, "signed-receipt")
    page.goto(f"/{world['slug']}/voting-keys/")
    keep(page, "keys-registered")
    assert_accessible(page)
    stack.script(SETTLE.format(division=world["division"]))
    export = tmp_path / "record.jsonl"
    stack.manage("export", str(world["division"]), "-o", str(export))
    assert as_a_stranger(tmp_path, str(export)).returncode == 0
    told = export.read_text()
    assert told.count('"authenticator_data":') == 2  # of the ballot, and of what shows that the key is held
    export.write_text(told.replace('"position":"yes"', '"position":"no"'))
    forged = as_a_stranger(tmp_path, str(export))
    assert forged.returncode != 0 and "signature" in forged.stdout


def test_a_device_that_refuses_records_nothing_and_says_what_to_do(stack: SqliteStack, page: Page):
    world = a_world(stack)
    device, authenticator = signed_in(page, world["email"])
    a_passkey(page)
    page.goto(f"/{world['slug']}/voting-keys/")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("link", name="Withdraw")).to_have_count(1)
    device.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto(f"/{world['slug']}/votes/{world['division']}/confirm/?member=FR&position=no")
    page.get_by_role("button", name="Sign: Record no for FR").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The device did not sign. Nothing was recorded.", timeout=30_000)
    keep(page, "sign-refused")
    assert_accessible(page)
    ballots = BALLOTS.format(division=world["division"])
    assert stack.script(ballots) == "0"
    device.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": True})
    page.get_by_role("button", name="Sign: Record no for FR").click()  # once more, on the same page
    page.wait_for_url("**/receipt/**")
    assert stack.script(ballots) == "1"


def test_without_script_or_passkeys_an_optional_signature_is_left_out(stack: SqliteStack, browser: Browser, page: Page):
    world = a_world(stack, "optional")
    signed_in(page, world["email"])
    a_passkey(page)
    page.goto(f"/{world['slug']}/voting-keys/")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("link", name="Withdraw")).to_have_count(1)
    place = f"/{world['slug']}/votes/{world['division']}/confirm/?member=FR&position=yes"
    page.goto(place)
    expect(page.get_by_role("button", name="Sign: Record yes for FR")).to_be_visible()
    expect(page.get_by_text("This browser cannot ask a passkey.")).to_be_hidden()
    keep(page, "sign-optional")
    context = browser.new_context(
        base_url=stack.url, java_script_enabled=False, storage_state=page.context.storage_state(), locale="en-GB"
    )
    plain = context.new_page()
    plain.goto(place)
    expect(plain.get_by_text("This browser cannot ask a passkey.")).to_be_visible()
    expect(plain.get_by_role("button", name="Sign: Record yes for FR")).to_be_hidden()
    plain.get_by_role("button", name="Record yes for FR, unsigned").click()
    plain.wait_for_url("**/receipt/**")
    expect(plain.locator("main")).not_to_contain_text("by the delegate, with the key")
    context.close()
