"""The door in a real browser: a passkey made and used, a ministry's provider there and back, and a name not ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.stack.ministry import a_provider
from tests.stack.stacks import SqliteStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("door")]
PASSWORD = "a long enough password"
DOMAIN = "diplomatie.example"
SUBJECTS = [
    {"sub": "7", "email": f"known@{DOMAIN}", "email_verified": True},
    {"sub": "8", "email": f"stranger@{DOMAIN}", "email_verified": True},
]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStack]:
    """A deployment that requires a second factor and knows one ministry's provider."""
    with a_provider(SUBJECTS) as issuer:
        stack = SqliteStack(tmp_path_factory.mktemp("door-stack"))
        stack.env |= {
            "CONCERT_REQUIRE_SECOND_FACTOR": "1",
            "OIDC_PROVIDERS": "fr",
            "OIDC_FR_NAME": "Quai d’Orsay",
            "OIDC_FR_ISSUER": issuer,
            "OIDC_FR_CLIENT_ID": "concert",
            "OIDC_FR_CLIENT_SECRET": "of this test",
            "OIDC_FR_EMAIL_DOMAINS": DOMAIN,
        }
        try:
            stack.lay_out()
            stack.start_servers()
            yield stack
        finally:
            stack.destroy()


@pytest.fixture
def page(stack: SqliteStack, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=stack.url, locale="en-GB")
    yield context.new_page()
    context.close()


def person(stack: SqliteStack, email: str) -> None:
    stack.script(f"a_person(email={email!r}, name='Somebody', password={PASSWORD!r})")


def a_device(page: Page) -> tuple[CDPSession, str]:
    """A device that makes passkeys and checks who holds it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]


def test_a_passkey_is_made_and_signs_in_alone(stack: SqliteStack, page: Page):
    person(stack, "passkey@example.org")
    device, authenticator = a_device(page)
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill("passkey@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account/second-factor/")  # nothing else opens before there is one
    page.goto("/account/passkeys/new/")
    page.locator("form[data-passkey=create] button[type=submit]").click()
    page.wait_for_url("**/account/recovery-codes/")
    assert len(device.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{stack.url}/")
    page.goto("/account/")
    expect(page.locator("main")).to_contain_text("passkey@example.org")
    expect(page.get_by_role("link", name="Rename or remove")).to_have_count(1)


def test_a_passkey_that_was_removed_signs_in_nobody(stack: SqliteStack, page: Page):
    a_device(page)
    person(stack, "removed@example.org")
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill("removed@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account/second-factor/")
    page.goto("/account/passkeys/new/")
    page.locator("form[data-passkey=create] button[type=submit]").click()
    page.wait_for_url("**/account/recovery-codes/")
    stack.script(
        "from allauth.mfa.models import Authenticator\n"
        "Authenticator.objects.filter(user__email='removed@example.org').delete()"
    )
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/sign-in/?passkey=unknown")
    expect(page.get_by_role("alert").first).to_contain_text("This passkey is not known here.")


def test_with_a_ministrys_provider_there_and_back(stack: SqliteStack, page: Page):
    person(stack, f"known@{DOMAIN}")
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with Quai d’Orsay").click()
    page.wait_for_url("**/oauth2/authorize**")
    page.locator("input[name=sub]").first.fill("7")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{stack.url}/")
    page.goto("/account/")  # its ministry answers for the second factor
    expect(page.locator("main")).to_contain_text("Your ministry’s sign-in.")


def test_whom_nobody_registered_is_told_so(page: Page):
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with Quai d’Orsay").click()
    page.wait_for_url("**/oauth2/authorize**")
    page.locator("input[name=sub]").first.fill("8")
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    expect(page.get_by_role("alert")).to_contain_text("Nobody here is registered with this sign-in.")


def test_a_name_that_is_not_ours_costs_one_line(stack: SqliteStack):
    log = Path(stack.home) / "serve.log"
    before = len(log.read_text())
    answer = requests.get(f"{stack.url}/sign-in/", headers={"Host": "evil.example"}, timeout=30)
    assert answer.status_code == 400
    said = [line for line in log.read_text()[before:].splitlines() if line.strip()]
    assert len(said) == 1, said
    assert "evil.example" in said[0] and "Traceback" not in said[0]
