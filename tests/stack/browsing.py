"""Pages in a real browser: the system's Chromium under Playwright, and the accessibility rules of axe."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.stack import parts

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium that the machine has, kept from calling home."""
    parts.need("browser")
    return {**browser_type_launch_args, "executable_path": parts.browser(), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """English unless a test says otherwise; a phone's width is a test's own choice."""
    return {**browser_context_args, "locale": "en-GB"}


def assert_accessible(page: Page, **options: Any) -> None:
    """No axe violation on the page as it stands; nodes that pass are not gathered, which halves the time."""
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(page, options={"resultTypes": ["violations"], **options})
    assert results.violations_count == 0, results.generate_report()


@pytest.fixture(scope="session")
def axe():
    """`axe(page)`."""
    return assert_accessible
