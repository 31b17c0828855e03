"""Proxies over the API: give, cast by one, revoke; each within one's scope."""

from __future__ import annotations

import uuid

import pytest

from coalition.models.procedure import Visibility
from tests.factories import PROXIES, a_coalition, cast, give, open_vote
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(db):
    return a_coalition("DE FR GB IT", rule=PROXIES, visibility=Visibility.ON_CLOSING)


def by_proxy(caller, division, member, holder, position="yes"):
    sent = {"member": member, "holder": holder, "position": position}
    return caller.post(f"/divisions/{division.pk}/ballots/", sent, Idempotency_Key=uuid.uuid4().hex)


def test_given_used_and_shown(body):
    division = open_vote(body)
    principal, holder = Caller(body.heads["DE"]), Caller(body.heads["FR"])
    path = f"/divisions/{division.pk}/proxies/"
    assert principal.get(f"/divisions/{division.pk}/").json()["proxies"] == 1
    given = principal.post(path, {"member": "DE", "holder": "FR"})
    assert given.status_code == 201
    assert given["Location"].endswith(f"{path}{given.json()['id']}/")
    cast_by = by_proxy(holder, division, "DE", "FR")
    assert (cast_by.status_code, cast_by.json()["holder"], cast_by.json()["member"]) == (201, "FR", "DE")
    for caller in (principal, holder):
        (row,) = caller.get("/me/ballots/").json()["results"]
        assert (row["member"], row["holder"], row["entry"]["nonce"] != "") == ("DE", "FR", True)
        (row,) = caller.get(path).json()["results"]
        assert (row["member"], row["holder"], row["used"]) == ("DE", "FR", True)
    (row,) = principal.get(f"/divisions/{division.pk}/ballots/").json()["results"]
    assert row == {"member": "DE", "position": "yes", "own": True, "holder": "FR", "signed_note": None}


def test_others_see_neither_proxy_nor_who_cast(body):
    division = open_vote(body)
    give(division, body, "DE", "FR")
    cast(division, body, "DE", "yes", holder="FR")
    other = Caller(body.heads["IT"])
    assert other.get(f"/divisions/{division.pk}/proxies/").json()["results"] == []
    assert other.get("/me/ballots/").json()["results"] == []
    assert other.get(f"/divisions/{division.pk}/tally/").json()["by_proxy"] is None
    (row,) = other.get(f"/divisions/{division.pk}/ballots/").json()["results"]
    assert row == {"member": "DE", "position": None, "own": False, "holder": None, "signed_note": None}


def test_a_proxy_out_of_sight_does_not_exist_and_one_in_sight_is_the_principals(body):
    division = open_vote(body)
    proxy = give(division, body, "DE", "FR")
    path = f"/divisions/{division.pk}/proxies/{proxy.pk}/"
    problem(Caller(body.heads["IT"]).send("DELETE", path), 404, "not_found")
    problem(Caller(body.heads["FR"]).send("DELETE", path), 403, "not_accredited")
    assert Caller(body.heads["DE"]).send("DELETE", path).status_code == 204
    problem(Caller(body.heads["DE"]).send("DELETE", path), 409, "already_revoked")
    problem(by_proxy(Caller(body.heads["FR"]), division, "DE", "FR"), 403, "no_proxy")


def test_a_holder_that_is_no_member_is_named(body):
    division = open_vote(body)
    answer = Caller(body.heads["DE"]).post(f"/divisions/{division.pk}/proxies/", {"member": "DE", "holder": "XX"})
    assert problem(answer, 400, "unknown_member")["errors"][0]["field"] == "holder"


def test_the_same_key_for_the_member_itself_is_another_act(body):
    division = open_vote(body)
    give(division, body, "FR", "DE")
    caller, key = Caller(body.heads["DE"]), uuid.uuid4().hex
    path = f"/divisions/{division.pk}/ballots/"
    assert (
        caller.post(path, {"member": "FR", "holder": "DE", "position": "yes"}, Idempotency_Key=key).status_code == 201
    )
    problem(caller.post(path, {"member": "FR", "position": "yes"}, Idempotency_Key=key), 422, "key_reused")
