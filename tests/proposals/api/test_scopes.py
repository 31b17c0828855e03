"""Scope x endpoint x verb: what a token was not made for it cannot do, whoever its person is.

The endpoints come from the URL conf. Whatever is not written here takes `read` to read and `act` to write, and what is
written here is checked against every endpoint, so that a new one that asks for less does not pass unseen.
"""

from __future__ import annotations

import itertools

import pytest

from coalition.models.persons import Scope
from coalition.tokens import issue_token
from tests.factories import a_coalition
from tests.proposals.api.callers import Caller
from tests.proposals.api.test_matrix import ALLOWED, endpoints

pytestmark = pytest.mark.django_db

IN_PERSON = ("tokens", "token", "calendar-keys", "calendar-key")  # for whoever is signed in, never for a token
TAKES = {
    ("ballots", "POST"): "vote",
    ("voting-keys", "POST"): "vote",
    ("voting-key", "DELETE"): "vote",
    ("countersignature", "POST"): "vote",
    ("contest", "POST"): "vote",
    ("check-receipt", "POST"): "read",  # nothing is kept
    ("validate-rule", "POST"): "read",
    ("decide", "POST"): "read",
    ("analyse", "POST"): "read",
    ("compare", "POST"): "read",
    ("standing", "POST"): "read",
    ("frameworks", "POST"): "read",
    ("vote-frameworks", "POST"): "read",
    ("laboratory", "POST"): "read",
}
COMBINATIONS = [
    chosen for size in range(1, 4) for chosen in itertools.combinations([scope.value for scope in Scope], size)
]


def takes(name: str, method: str) -> str:
    """The scope that is asked for."""
    return TAKES.get((name, method), "read" if method in ("GET", "HEAD") else "act")


def lacks(answer) -> bool:
    """Whether the token's scope was the reason; an endpoint of somebody else's body says 404, and does not say this."""
    return answer.status_code == 403 and answer.json().get("code") == "scope_missing"


@pytest.mark.parametrize("scopes", COMBINATIONS, ids="+".join)
def test_what_a_token_was_made_for(scopes, unhurried):
    body = a_coalition()
    caller = Caller()
    token = issue_token(person=body.secretariat[0], name="of a program", scopes=list(scopes))
    caller.headers["Authorization"] = f"Bearer {token}"
    wrong = []
    for (name, path), method in itertools.product(endpoints(), ("GET", "POST", "DELETE")):
        if (name, method) not in ALLOWED or name in IN_PERSON:
            continue
        answer = caller.send(method, _anywhere(path, body.coalition.slug), b"{}" if method == "POST" else b"")
        if lacks(answer) is (takes(name, method) in scopes):
            wrong.append((name, method, answer.status_code, answer.content[:200]))
    assert wrong == []


def _anywhere(path: str, slug: str) -> str:
    """The address with rows that there are not: the scope is asked before any row is looked at."""
    for place, value in (("<slug:coalition>", slug), ("<slug:member>", "FR"), ("<slug:rule>", "eu-qmv")):
        path = path.replace(place, value)
    while "<row:" in path:
        at = path.index("<row:")
        path = path[:at] + "999999" + path[path.index(">", at) + 1 :]
    return path


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_no_token_has_to_do_with_tokens(method):
    caller = Caller(a_coalition().secretariat[0])
    path = "/me/tokens/" if method != "DELETE" else "/me/tokens/1/"
    answer = caller.send(method, path, b'{"name": "one more"}' if method == "POST" else b"")
    assert answer.status_code == 403 and not lacks(answer)


def test_every_line_is_of_an_endpoint():
    assert set(TAKES) <= set(ALLOWED)
