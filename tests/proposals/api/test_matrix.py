"""Role x endpoint x verb: everything is denied unless it is written here that it is allowed.

The endpoints come from the URL conf, so that a new one fails until it is put in the table.
"""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver

from coalition import clock
from coalition.tokens import issue_token
from proposals.api.urls import v1
from tests.factories import SIMPLE, a_coalition, a_proposal, open_vote
from tests.proposals.api.callers import Caller
from tests.proposals.api.test_decisions import decide_on

pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "outsider", "observer", "adviser", "delegate", "chair", "secretariat")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")

IN_SCOPE = "404 200 200 200 200 200"  # what a member reads and an observer may
UNRELEASED = "404 404 200 200 200 200"
LIST = "200 200 200 200 200 200"  # one's own, perhaps empty

# By endpoint and method: the status for outsider, observer, adviser, delegate, chair, secretariat. 401 for anonymous.
ALLOWED: dict[tuple[str, str], str] = {
    ("me", "GET"): LIST,
    ("my-ballots", "GET"): LIST,
    ("tokens", "GET"): "403 403 403 403 403 403",  # all of these come by token
    ("tokens", "POST"): "403 403 403 403 403 403",
    ("token", "DELETE"): "403 403 403 403 403 403",
    ("coalitions", "GET"): LIST,
    ("coalition", "GET"): IN_SCOPE,
    ("members", "GET"): IN_SCOPE,
    ("member", "GET"): IN_SCOPE,
    ("groups", "GET"): IN_SCOPE,
    ("roll", "GET"): IN_SCOPE,
    ("rules-of-procedure", "GET"): IN_SCOPE,
    ("subjects", "GET"): IN_SCOPE,
    ("rules", "GET"): IN_SCOPE,
    ("rules", "POST"): "404 403 403 403 403 201",
    ("catalogue", "GET"): LIST,
    ("catalogue-rule", "GET"): LIST,
    ("validate-rule", "POST"): LIST,
    ("decide", "POST"): IN_SCOPE,  # on the coalition's own roll
    ("acceptances", "GET"): "404 403 200 200 200 200",
    ("proposals", "GET"): LIST,
    ("proposals", "POST"): "404 403 403 403 403 201",
    ("proposal", "GET"): UNRELEASED,
    ("revisions", "GET"): UNRELEASED,
    ("revisions", "POST"): "404 404 403 403 403 409",  # frozen: a vote is open
    ("divisions", "GET"): LIST,
    ("divisions", "POST"): "404 404 403 403 403 409",  # open already
    ("division", "GET"): UNRELEASED,
    ("tally", "GET"): UNRELEASED,
    ("ballots", "GET"): UNRELEASED,
    ("ballots", "POST"): "404 404 403 201 403 403",
    ("decisions", "GET"): LIST,
    ("decision", "GET"): UNRELEASED,
}


def endpoints() -> list[tuple[str, str]]:
    """Return each endpoint's name and its address with places for rows, from the URL conf."""
    return [(str(pattern.name), path) for pattern, path in _walk(v1, "/")]


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Any:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        else:
            yield pattern, path


def expected(name: str, method: str, role: str) -> int:
    if role == "anonymous":
        return 401
    told = ALLOWED.get((name, "GET" if method == "HEAD" else method))
    if told is None:
        return 403 if name in ("tokens", "token") else 405
    return int(told.split()[ROLES.index(role) - 1])


def test_every_endpoint_is_in_the_table():
    assert {name for name, _path in endpoints()} == {name for name, _method in ALLOWED}


@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_may_do(body, role, unhurried):
    people = {
        "anonymous": None,
        "outsider": a_coalition().secretariat[0],
        "observer": body.observer,
        "adviser": body.advisers["FR"],
        "delegate": body.heads["FR"],
        "chair": body.chair,
        "secretariat": body.secretariat[0],
    }
    decision, proposal = decide_on(body), a_proposal(body)
    division = open_vote(body, proposal=proposal)
    issue_token(person=body.secretariat[1], name="theirs")
    rows = {
        "<slug:coalition>": body.coalition.slug,
        "<slug:member>": "FR",
        "<slug:rule>": "eu-qmv",
        "<row:token>": 1,
        "<row:proposal>": proposal.pk,
        "<row:division>": division.pk,
        "<row:decision>": decision.pk,
    }
    sent = {
        "tokens": {"name": "one more"},
        "proposals": {"coalition": body.coalition.slug, "title": "Text", "text": "Text", "subject": "readiness"},
        "revisions": {"text": "Text"},
        "divisions": {"proposal": proposal.pk, "closes_at": (clock.now() + timedelta(hours=1)).isoformat()},
        "ballots": {"member": "FR", "position": "yes"},
        "rules": {"document": SIMPLE | {"version": "2"}},
        "validate-rule": {"document": SIMPLE},
        "decide": {"rule": "simple-majority", "coalition": body.coalition.slug, "positions": {"FR": "yes"}},
    }
    caller, wrong = Caller(people[role]), []
    for (name, path), method in itertools.product(endpoints(), METHODS):
        for place, row in rows.items():
            path = path.replace(place, str(row))
        if method == "POST":
            answer = caller.post(path, sent.get(name), Idempotency_Key=uuid.uuid4().hex)
        else:
            answer = caller.send(method, path)
        if answer.status_code != expected(name, method, role):
            wrong.append((name, method, answer.status_code, expected(name, method, role)))
        assert answer["Cache-Control"] == "no-store"
    assert wrong == []


def test_what_is_released_an_observer_reads(body):
    division = open_vote(body, proposal=a_proposal(body, released_to_observers=True))
    caller = Caller(body.observer)
    for path in (
        f"/proposals/{division.proposal_id}/",
        f"/divisions/{division.pk}/",
        f"/divisions/{division.pk}/tally/",
    ):
        assert caller.get(path).status_code == 200
    assert caller.cast(division.pk, "FR", "yes").status_code == 403
    assert caller.post(f"/proposals/{division.proposal_id}/revisions/", {"text": "x"}).status_code == 403
