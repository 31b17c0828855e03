"""A program's view of a stack: the REST API with a token, through nothing but the standard library."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.stack.stacks import Stack

PEOPLE = """
from coalition.tokens import issue_token
body = a_coalition({codes!r}, **json.loads({options!r}))
people = {{"secretariat": body.secretariat[0], "observer": body.observer, "chair": body.chair}}
people |= {{code: person for code, person in body.heads.items()}}
people |= {{code + ".alternate": person for code, person in body.alternates.items()}}
people |= {{code + ".adviser": person for code, person in body.advisers.items()}}
tokens = {{name: issue_token(person=person, name="a test") for name, person in people.items()}}
print(json.dumps({{"slug": body.coalition.slug, "id": body.coalition.pk, "tokens": tokens,
                   "emails": {{name: person.email for name, person in people.items()}}}}))
"""


@dataclass(frozen=True)
class Answer:
    """Status and parsed body."""

    status: int
    body: Any


@dataclass(frozen=True)
class Client:
    """One person's program."""

    url: str
    token: str

    def get(self, path: str) -> Any:
        """Return the body of a GET that must succeed."""
        answer = self.send("GET", path)
        assert answer.status == 200, answer
        return answer.body

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        """Send a POST, whatever comes of it."""
        return self.send("POST", path, body, headers)

    def send(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """Send a request; an answer of 400 and up is an answer too."""
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                **{name.replace("_", "-"): value for name, value in (headers or {}).items()},
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, json.load(answer))
        except urllib.error.HTTPError as error:
            return Answer(error.code, json.load(error))

    def cast(self, division: int, member: str, position: str, key: str | None = None) -> Answer:
        """Cast a ballot."""
        body = {"member": member, "position": position}
        return self.post(f"/divisions/{division}/ballots/", body, Idempotency_Key=key or uuid.uuid4().hex)


@dataclass(frozen=True)
class Assembly:
    """A coalition on a stack, with a program for each of its people."""

    stack: Stack
    slug: str
    coalition: int
    emails: dict[str, str]
    clients: dict[str, Client]

    def __getitem__(self, name: str) -> Client:
        return self.clients[name]

    def propose(self, title: str = "Readiness order", sponsor: str = "FR") -> int:
        """Put a text to the coalition; return the proposal's id."""
        answer = self["secretariat"].post(
            "/proposals/",
            {
                "coalition": self.slug,
                "title": title,
                "text": "1. The force is ready.",
                "subject": "readiness",
                "sponsors": [sponsor],
            },
        )
        assert answer.status == 201, answer
        return int(answer.body["id"])

    def open(self, closes_at: datetime, proposal: int | None = None) -> int:
        """Open a division; return its id."""
        ask = {"proposal": proposal or self.propose(), "closes_at": closes_at.isoformat()}
        answer = self["secretariat"].post("/divisions/", ask)
        assert answer.status == 201, answer
        return int(answer.body["id"])


def assemble(stack: Stack, codes: str, **options: Any) -> Assembly:
    """Make a coalition on the stack, through the verbs, and give each of its people a token."""
    made = json.loads(stack.script(PEOPLE.format(codes=codes, options=json.dumps(options))))
    clients = {name: Client(stack.url, token) for name, token in made["tokens"].items()}
    return Assembly(stack, made["slug"], made["id"], made["emails"], clients)
