"""Two doors to one coalition that decides on each subject in another way: a browser, and the API.

Each door does what a delegation and the secretariat do, in the same words, so that a flow is written once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from playwright.sync_api import Browser, Page, expect

from tests.flows.client import Assembly, Client
from tests.flows.test_in_browsers import DECISION
from tests.stack.processes import wait_until
from tests.stack.stacks import Stack

CODES = "DE FR GB IT"
LONG = 3600  # seconds of ordinary notice where an emergency shortens it
TEXT = "1. The force is ready."
SUBJECTS: dict[str, dict[str, Any]] = {
    "in-a-meeting": {"rule": "simple-majority", "procedure": "meeting", "opener": "either"},
    "in-writing": {"rule": "simple-majority", "procedure": "written", "visibility": "on_closing"},
    "by-silence": {"rule": "consensus", "procedure": "silence"},
    "in-the-room": {"rule": "consensus", "procedure": "consensus"},
    "statements": {"rule": "joint-statement", "procedure": "endorsement"},
    "contributions": {"rule": "coalition-opt-in", "procedure": "written"},
    "soundings": {"rule": "simple-majority", "procedure": "indicative"},
    "urgent": {"rule": "simple-majority", "procedure": "written", "notice": LONG, "emergency_notice": 1},
    "in-circles": {"rule": "e3", "procedure": "written"},
}
HOUSE = """
from datetime import timedelta
from django.conf import settings
from django.test import Client
from coalition.models.procedure import Consent, Opener, Procedure, Visibility
from coalition.rules import catalogue
from coalition.tokens import issue_token
said = json.loads({said!r})
body = a_coalition({codes!r}, groups={{"E3": "DE FR GB", "E6": "DE FR GB IT"}})
names = {{each["rule"] for each in said.values()}} | {{"e6-with-e3", "coalition-core-e3"}}
kept = {{name: keep_rule(body, dict(catalogue.rule(name).to_json(), version="ours")) for name in sorted(names)}}
def entry(code, rule, procedure, visibility="open", opener="secretariat", notice=0, emergency_notice=None):
    return a_subject(
        code=code, title_en=code, title_fr=code, rule=kept[rule], procedure=Procedure(procedure),
        visibility=Visibility(visibility), opener=Opener(opener), notice=timedelta(seconds=notice),
        emergency_notice=None if emergency_notice is None else timedelta(seconds=emergency_notice),
    )
rules = put_in_force(body, *(entry(code, **each) for code, each in said.items()))
from coalition.membership import accept_rules
for member in body.members.values():
    accept_rules(rules_of_procedure=rules, member=member, recorded_by=body.secretariat[0])
people = {{"secretariat": body.secretariat[0], **body.heads}}
def signed_in(person):
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
print(json.dumps({{"slug": body.coalition.slug, "id": body.coalition.pk,
                   "tokens": {{name: issue_token(person=person, name="a test") for name, person in people.items()}},
                   "cookie": settings.SESSION_COOKIE_NAME,
                   "sessions": {{name: signed_in(person) for name, person in people.items()}}}}))
"""


class Door(Protocol):
    """What a flow does, whichever way it goes."""

    def put(self, subject: str) -> int:
        """FR drafts a text and puts it to the coalition; return the proposal's id."""
        ...

    def open(self, proposal: int, seconds: float, emergency: str = "") -> int:
        """The secretariat opens a vote on it; return the division's id."""
        ...

    def take(self, division: int, code: str, position: str) -> None:
        """A delegation takes its position; where nobody votes, "no" is an objection."""
        ...

    def registered(self, division: int) -> str:
        """How it is registered, in words."""
        ...


@dataclass(frozen=True)
class House(Assembly):
    """A coalition with a session in a browser for each of its people, beside their programs."""

    cookie: str = ""
    sessions: dict[str, str] = field(default_factory=dict)


def house(stack: Stack) -> House:
    """Make the coalition of all procedures on a stack."""
    made = json.loads(stack.script(HOUSE.format(said=json.dumps(SUBJECTS), codes=CODES)).splitlines()[-1])
    clients = {name: Client(stack.url, token) for name, token in made["tokens"].items()}
    return House(stack, made["slug"], made["id"], {}, clients, made["cookie"], made["sessions"])


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


@dataclass
class ByApi:
    """A program for each of its people."""

    body: Assembly

    def put(self, subject: str) -> int:
        """By a draft of FR."""
        said = {
            "coalition": self.body.slug,
            "sponsor": "FR",
            "title": f"On {subject}",
            "subject": subject,
            "text": TEXT,
        }
        draft = _made(self.body["FR"].post("/drafts/", said))
        return int(_made(self.body["FR"].post(f"/drafts/{draft['id']}/put/", {}))["id"])

    def open(self, proposal: int, seconds: float, emergency: str = "") -> int:
        """Until so many seconds from now."""
        said = {"proposal": proposal, "closes_at": soon(seconds).isoformat()}
        return int(_made(self.body["secretariat"].post("/divisions/", said | _reason(emergency)))["id"])

    def take(self, division: int, code: str, position: str) -> None:
        """As a ballot."""
        answer = self.body[code].cast(division, code, position)
        assert answer.status == 201, answer

    def registered(self, division: int) -> str:
        """As the register tells programs."""
        (row,) = [
            row
            for row in self.body["IT"].get(f"/decisions/?coalition={self.body.slug}&page_size=100")["results"]
            if row["division"] == division
        ]
        return str(self.body["IT"].get(f"/decisions/{row['id']}/")["registered_as"]["en"])


@dataclass
class ByBrowser:
    """A browser for the secretariat and FR; the other delegations keep to their programs."""

    body: House
    browser: Browser
    pages: dict[str, Page] = field(default_factory=dict)

    def page(self, name: str, path: str) -> Page:
        """Go there as one of its people, signing in the first time."""
        if name not in self.pages:
            self.pages[name] = self._signed_in(name)
        self.pages[name].goto(f"{self.body.stack.url}/{self.body.slug}/{path}")
        return self.pages[name]

    def _signed_in(self, name: str) -> Page:
        context = self.browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844})
        context.add_cookies([{"name": self.body.cookie, "value": self.body.sessions[name], "url": self.body.stack.url}])
        return context.new_page()

    def put(self, subject: str) -> int:
        """By a draft of FR."""
        page = self.page("FR", "drafts/new/")
        page.get_by_label("Title", exact=True).fill(f"On {subject}")
        page.locator(f"input[name=subject][value={subject}]").check(force=True)
        page.get_by_role("textbox", name="Text").fill(TEXT)
        page.get_by_role("button", name="Save the draft").click()
        page.get_by_role("button", name="Put it to the coalition").click()
        page.wait_for_url("**/proposals/*/*/")
        year, number = page.url.rstrip("/").split("/")[-2:]
        query = "SELECT id FROM proposals_proposal WHERE coalition_id = %s AND year = %s AND number = %s"
        return int(self.body.stack.rows(query, self.body.coalition, int(year), int(number))[0][0])

    def open(self, proposal: int, seconds: float, emergency: str = "") -> int:
        """From the proposal's page."""
        query = "SELECT year, number FROM proposals_proposal WHERE id = %s"
        year, number = self.body.stack.rows(query, proposal)[0]
        page = self.page("secretariat", f"proposals/{year}/{number}/open-vote/")
        if emergency:
            page.get_by_label("Emergency: why the notice is shortened").fill(emergency)
        deadline = soon(seconds).strftime("%Y-%m-%dT%H:%M:%S")
        page.locator("#closes_at").evaluate("(field, value) => { field.value = value }", deadline)
        page.get_by_role("button", name="Open the vote").click()
        page.wait_for_url("**/votes/*/")
        return int(page.url.rstrip("/").rsplit("/", 1)[1])

    def take(self, division: int, code: str, position: str) -> None:
        """On the paper, then on the page that asks again."""
        if code != "FR":
            return ByApi(self.body).take(division, code, position)
        page = self.page(code, f"votes/{division}/")
        if page.locator("form.card.key button.stop").count():
            page.locator("form.card.key button.stop").click()
            page.get_by_role("button", name="Object for").click()
        else:
            page.locator(f"input[name=position][value={position}]").check(force=True)
            page.get_by_role("button", name="Review before recording").click()
            page.get_by_role("button", name="Record").click()
        page.wait_for_url("**/receipt/**")
        return None

    def registered(self, division: int) -> str:
        """On the page of the register that its vote leads to."""
        page = self.page("FR", f"votes/{division}/")
        assert "/decisions/" in page.url
        expect(page.locator("h1")).to_contain_text("On ")
        return page.locator("main .badge").first.inner_text().strip()


def decided(body: Assembly, divisions: list[int]) -> Iterator[str]:
    """Wait until each is decided; give what came of it."""
    for division in divisions:
        wait_until(lambda number=division: bool(body.stack.rows(DECISION, number)), 60)
        yield str(body.stack.rows(DECISION, division)[0][0])


def _made(answer: Any) -> Any:
    assert answer.status == 201, answer
    return answer.body


def _reason(emergency: str) -> dict[str, str]:
    return {"emergency": emergency} if emergency else {}
