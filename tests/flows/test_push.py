"""The service worker in a browser: what is pushed is shown, the newer line in place of the older, and leads there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.flows.test_pages import OPEN
from tests.stack.processes import wait_until
from tests.stack.stacks import SqliteStack

pytestmark = pytest.mark.browser
SHOWN = """async () => {
    const worker = await navigator.serviceWorker.ready;
    return (await worker.getNotifications()).map(({title, body, tag, data}) => ({title, body, tag, data}));
}"""
PRESSED = """async () => {
    const [notification] = await self.registration.getNotifications();
    self.clients.openWindow = async (address) => { self.opened = address; };
    self.dispatchEvent(new NotificationEvent("notificationclick", {notification}));
    return self.opened;
}"""


class PushService:
    """Hands messages to the worker of a page as the browser's push service would."""

    def __init__(self, page: Page, origin: str) -> None:
        self.origin = origin
        self.registrations: list[str] = []
        self.session = page.context.new_cdp_session(page)
        self.session.on("ServiceWorker.workerRegistrationUpdated", self._registered)
        self.session.send("ServiceWorker.enable")
        wait_until(lambda: page.evaluate("1") and self.registrations)  # events come in while the page is asked

    def _registered(self, event: dict[str, Any]) -> None:
        self.registrations += [row["registrationId"] for row in event["registrations"] if not row["isDeleted"]]

    def push(self, said: dict[str, str]) -> None:
        message = {"origin": self.origin, "registrationId": self.registrations[-1], "data": json.dumps(said)}
        self.session.send("ServiceWorker.deliverPushMessage", message)


def test_what_is_pushed_is_shown_and_leads_to_its_page(demo_stack: SqliteStack, browser: Browser):
    context = browser.new_context(base_url=demo_stack.url, locale="en-GB")
    context.grant_permissions(["notifications"], origin=demo_stack.url)
    page = context.new_page()
    page.goto("/help/")
    page.evaluate(
        "async () => { await navigator.serviceWorker.register('/sw.js'); await navigator.serviceWorker.ready; }"
    )
    service = PushService(page, demo_stack.url)
    first = {
        "title": "Vote opened: P-2026/2",
        "body": "Open until 18:00.",
        "url": demo_stack.url + OPEN,
        "tag": "proposal-2",
    }
    service.push(first)
    wait_until(lambda: len(page.evaluate(SHOWN)) == 1, 20)
    service.push({**first, "title": "Deadline moved: P-2026/2"})
    wait_until(lambda: page.evaluate(SHOWN)[0]["title"].startswith("Deadline moved"), 20)
    (shown,) = page.evaluate(SHOWN)  # one line about one text
    assert (shown["body"], shown["tag"], shown["data"]) == (first["body"], "proposal-2", {"url": demo_stack.url + OPEN})
    (worker,) = context.service_workers
    assert worker.evaluate(PRESSED) == demo_stack.url + OPEN
    context.close()


def test_the_worker_keeps_nothing_of_the_pages(demo_stack: SqliteStack, browser: Browser):
    """A shared machine's browser holds no page of Concert's once it is closed: the worker caches none."""
    context = browser.new_context(base_url=demo_stack.url, locale="en-GB")
    page = context.new_page()
    page.goto("/help/")
    page.evaluate(
        "async () => { await navigator.serviceWorker.register('/sw.js'); await navigator.serviceWorker.ready; }"
    )
    page.reload()
    assert page.evaluate("async () => (await caches.keys()).length") == 0
    context.close()
