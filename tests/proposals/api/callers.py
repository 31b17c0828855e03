"""Callers of the API: programs with a token."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.test import Client

from coalition import clock
from coalition.models import Person
from coalition.tokens import issue_token


class Caller:
    """Sends JSON as one person, or as nobody."""

    def __init__(self, person: Person | None = None, **headers: str) -> None:
        self.person = person
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {issue_token(person=person, name='test')}"} if person else {}
        self.headers |= headers
        if person:  # as a token that was used within the hour: the first use of an hour is noted
            person.tokens.update(last_used_at=clock.now())

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, json.dumps({} if body is None else body), **headers)

    def send(
        self, method: str, path: str, data: str | bytes = b"", content_type: str = "application/json", **headers: str
    ) -> Any:
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, f"/api/v1{path}", data, content_type, headers=sent)

    def cast(self, division: int, member: str, position: str, key: str | None = None) -> Any:
        body = {"member": member, "position": position}
        return self.post(f"/divisions/{division}/ballots/", body, Idempotency_Key=key or uuid.uuid4().hex)


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """Check that the answer is this problem, wholly written, and return it."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    data: dict[str, Any] = response.json()
    assert data["status"] == status
    assert data["code"] == code
    assert data["type"] == f"urn:concert:problem:{code}"
    assert data["title"] and data["detail"] and data["instance"] == response.request["PATH_INFO"]
    return data
