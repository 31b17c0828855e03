"""The browser: it starts here, axe finds what is wrong, and an EventSource hears, resumes and gives up as it should."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from tests.stack.processes import wait_until
from tests.stack.stacks import Stack
from tests.stack.test_stacks import CAST, opened
from tests.stack.watching import address_on

GOOD = "<html lang=en><title>Good</title><main><h1>Good</h1><p>Text</p></main>"
LISTEN = """address => {
    window.heard = [];
    window.source = new EventSource(address);
    window.source.addEventListener("changed", event => window.heard.push(event.lastEventId));
}"""


def test_axe_passes_a_good_page_and_names_what_is_wrong(page: Page, axe):
    page.set_content(GOOD)
    axe(page)
    page.set_content(GOOD.replace("<p>Text</p>", "<img src=x>"))
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_a_browser_hears_and_resumes_where_it_was(stack: Stack, page: Page):
    vote = opened(stack)
    page.goto(f"{stack.url}/streams/")
    page.evaluate(LISTEN, address_on(stack, vote))
    wait_until(lambda: page.evaluate("heard.length") == 1)
    stack.stop_servers()
    stack.script(CAST.format(**vote))
    stack.start_servers()
    wait_until(lambda: page.evaluate("heard.length") == 2, 20)
    before, after = map(int, json.loads(page.evaluate("JSON.stringify(heard)")))
    assert before < after


def test_a_browser_without_a_ticket_gives_up(stack: Stack, page: Page):
    page.goto(f"{stack.url}/streams/")
    page.evaluate(LISTEN, f"{stack.url}/streams/division?ticket=forged")
    wait_until(lambda: page.evaluate("source.readyState") == 2)
