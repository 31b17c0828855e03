"""The description is valid, and the pages to browse it need no exception from the house's policy."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from playwright.sync_api import Locator

from proposals.api.urls import v1
from tests.stack.stacks import Stack


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    schema = SchemaGenerator().get_schema(public=True)
    return [(path, method, told) for path, methods in schema["paths"].items() for method, told in methods.items()]


def test_the_description_is_valid(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_every_refusal_is_described_as_a_problem():
    for path, method, told in operations():
        answers = told["responses"]
        expected = {"400", "401", "406", "429", "503"}
        expected |= {"404"} if "{" in path else set()
        expected |= {"403", "413", "415"} if method == "post" else set()
        assert expected <= set(answers), (path, method)
        for status, answer in answers.items():
            given = {"export/": "application/x-ndjson", ".ics": "text/calendar", "/lists/{listed}/": "text/csv"}
            given |= {"/agenda/file/": "text/csv", "/roll-call/": "text/csv", "/content/": "application/octet-stream"}
            files = [kind for end, kind in given.items() if path.endswith(end)]
            of_success = files[0] if files else "application/json"
            kind = of_success if status < "300" else "application/problem+json"
            assert list(answer.get("content", {kind: None})) == [kind], (path, method, status)


def test_what_takes_a_page_is_said_to_come_in_pages():
    schemas = SchemaGenerator().get_schema(public=True)["components"]["schemas"]
    listed = [each for each in operations() if any(taken["name"] == "page" for taken in each[2].get("parameters", ()))]
    assert len(listed) > 30
    for path, method, told in listed:
        content = told["responses"]["200"]["content"].get("application/json")
        if content:  # a file has no pages
            given = schemas[content["schema"].get("$ref", "").rpartition("/")[2]]
            assert {"count", "next", "previous", "results"} <= set(given["properties"]), (path, method)


def test_casting_says_what_can_become_of_it():
    (cast,) = [told for _path, _method, told in operations() if told["operationId"] == "cast_ballot"]
    assert {"201", "400", "401", "403", "404", "409", "422", "429", "503"} <= set(cast["responses"])
    (key,) = [parameter for parameter in cast["parameters"] if parameter["in"] == "header"]
    assert key["name"] == "Idempotency-Key"
    assert key["required"]


def test_every_view_is_throttled():
    throttles = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_CLASSES"]

    def views(patterns: Any) -> Any:
        for pattern in patterns:
            yield from views(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern.callback.cls]

    for view in views(v1):
        assert [f"{kind.__module__}.{kind.__name__}" for kind in view.throttle_classes][:1] == throttles


@pytest.mark.django_db
def test_the_page_needs_nothing_inline():
    page = Client().get("/api/docs/")
    assert page.status_code == 200
    assert "unsafe" not in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "no-store"
    assert b"<style" not in page.content
    assert b"<script>" not in page.content
    assert b" style=" not in page.content


def at_the_end(page: Any) -> bool:
    ended: bool = page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 2")
    return ended


def try_out(operation: Locator) -> None:
    operation.locator(".opblock-summary-control").click()
    opened = operation.page.locator("[id$=-cast_ballot].is-open")
    opened.get_by_role("button", name="Try it out").click()
    opened.get_by_placeholder("Idempotency-Key").fill("a key")


@pytest.mark.stack
@pytest.mark.browser
def test_the_page_renders_under_the_policy(sqlite_stack: Stack, page: Any):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective, e.blockedURI))"
    )
    page.goto(f"{sqlite_stack.url}/api/docs/")
    page.wait_for_selector(".opblock")
    shown: set[str] = set()
    while not at_the_end(page):  # of so many operations the page draws those in sight
        shown |= set(page.eval_on_selector_all(".opblock", "blocks => blocks.map(block => block.id)"))
        cast = page.locator("[id$=-cast_ballot]:not(.is-open)")
        if cast.count():
            try_out(cast.first)
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(60)
    assert len(shown) == len(operations())
    assert complaints == []
