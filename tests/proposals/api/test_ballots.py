"""Casting over HTTP: the receipt, one effect per key, and who sees what."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest

from coalition import accrediting
from coalition.models.procedure import Visibility
from proposals.ledger.models import Entry
from proposals.models import Ballot
from tests.clocks import clock_at
from tests.factories import a_coalition, cast, open_vote
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db


def test_a_ballot_gives_the_receipt_that_proves_it(body):
    division = open_vote(body)
    answer = Caller(body.heads["FR"]).cast(division.pk, "FR", "yes", key="first")
    assert answer.status_code == 201
    assert "Idempotent-Replayed" not in answer
    receipt = answer.json()
    entry = Entry.objects.get(coalition=body.coalition, index=receipt["entry"]["index"])
    content = json.loads(receipt["entry"]["content"])
    assert receipt["member"] == "FR"
    assert receipt["position"] == "yes"
    assert receipt["received_at"] == content["body"]["received_at"]
    assert receipt["entry"]["nonce"] == content["nonce"]
    assert receipt["entry"]["leaf"] == entry.leaf
    assert hashlib.sha256(b"\0" + receipt["entry"]["content"].encode()).hexdigest() == entry.leaf


def test_a_replay_is_the_same_answer_and_has_no_second_effect(body):
    division, france = open_vote(body), Caller(body.heads["FR"])
    first = france.cast(division.pk, "FR", "yes", key="k")
    again = france.cast(division.pk, "FR", "yes", key="k")
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again["Idempotent-Replayed"] == "true"
    assert Ballot.objects.count() == 1


def test_a_replay_after_closing_is_still_answered(body):
    division, france = open_vote(body), Caller(body.heads["FR"])
    first = france.cast(division.pk, "FR", "yes", key="k")
    with clock_at(division.closes_at + timedelta(minutes=1)):
        assert france.cast(division.pk, "FR", "yes", key="k").json() == first.json()
        problem(france.cast(division.pk, "FR", "yes", key="other"), 409, "closed")


def test_a_key_used_for_something_else_is_refused(body):
    division, france = open_vote(body), Caller(body.heads["FR"])
    france.cast(division.pk, "FR", "yes", key="k")
    problem(france.cast(division.pk, "FR", "no", key="k"), 422, "key_reused")


@pytest.mark.parametrize("key", ["", "x" * 81, "with space", "tab\t", "é"])
def test_a_key_that_is_none_is_refused(body, key):
    answer = Caller(body.heads["FR"]).cast(open_vote(body).pk, "FR", "yes", key=key or " ")
    assert problem(answer, 400, "bad_key")["errors"][0]["field"] == "Idempotency-Key"


def test_a_missing_key_is_asked_for(body):
    division = open_vote(body)
    answer = Caller(body.heads["FR"]).post(f"/divisions/{division.pk}/ballots/", {"member": "FR", "position": "yes"})
    assert problem(answer, 400, "key_missing")["errors"][0]["field"] == "Idempotency-Key"
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"member": "XX"}, "member"),
        ({"member": 1}, "member"),
        ({"position": "absent"}, "position"),
        ({"position": "not_participating"}, "position"),
        ({"position": ["yes"]}, "position"),
        ({"position": None}, "position"),
        ({"received_at": "2026-01-01T00:00:00Z"}, "received_at"),
    ],
)
def test_a_ballot_that_makes_no_sense_is_refused_by_field(body, changed, field):
    division = open_vote(body)
    sent = {"member": "FR", "position": "yes"} | changed
    answer = Caller(body.heads["FR"]).post(f"/divisions/{division.pk}/ballots/", sent, Idempotency_Key="k")
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert not Ballot.objects.exists()


def test_nobody_votes_for_another_and_an_adviser_never(body):
    division = open_vote(body)
    for person in (body.heads["DE"], body.advisers["FR"], body.secretariat[0], body.chair):
        problem(Caller(person).cast(division.pk, "FR", "yes"), 403, "not_accredited")


def test_a_revoked_accreditation_ends_the_voting_at_once(body):
    division, france = open_vote(body), Caller(body.heads["FR"])
    assert france.cast(division.pk, "FR", "yes").status_code == 201
    accrediting.revoke(accreditation=body.accreditations["FR"], by=body.secretariat[0])
    problem(france.cast(division.pk, "FR", "no"), 403, "not_accredited")


def test_the_ballots_that_count_are_listed_once_for_each_member(body):
    division = open_vote(body)
    for code, position in (("FR", "yes"), ("FR", "no"), ("DE", "yes")):
        cast(division, body, code, position)
    rows = Caller(body.heads["FR"]).get(f"/divisions/{division.pk}/ballots/").json()["results"]
    assert rows == [
        {"member": "DE", "position": "yes", "own": False, "holder": None, "signed_note": None},
        {"member": "FR", "position": "no", "own": True, "holder": None, "signed_note": None},
    ]


@pytest.mark.parametrize(
    ("visibility", "others"),
    [
        (Visibility.OPEN, [{"member": "DE", "position": "no", "own": False, "holder": None, "signed_note": None}]),
        (
            Visibility.ON_CLOSING,
            [{"member": "DE", "position": None, "own": False, "holder": None, "signed_note": None}],
        ),
        (Visibility.CHAIR, []),
    ],
)
def test_while_positions_are_hidden_only_ones_own_is_shown(visibility, others):
    body = a_coalition(visibility=visibility)
    division = open_vote(body)
    cast(division, body, "DE", "no")
    cast(division, body, "FR", "yes")
    rows = Caller(body.advisers["FR"]).get(f"/divisions/{division.pk}/ballots/").json()["results"]
    assert rows == [*others, {"member": "FR", "position": "yes", "own": True, "holder": None, "signed_note": None}]


def test_receipts_are_for_ones_own_delegation(body):
    division = open_vote(body)
    for code, position in (("FR", "yes"), ("DE", "no"), ("FR", "abstain")):
        cast(division, body, code, position)
    mine = Caller(body.advisers["FR"]).get("/me/ballots/").json()["results"]
    assert [(row["member"], row["position"]) for row in mine] == [("FR", "abstain"), ("FR", "yes")]
    assert all(row["entry"]["nonce"] in row["entry"]["content"] for row in mine)
    assert Caller(body.secretariat[0]).get("/me/ballots/").json()["results"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_a_list_do_not_grow(body, count, django_assert_num_queries):
    division, france = open_vote(body), Caller(body.heads["FR"])
    for code in ("FR", "DE", "GB")[:count]:
        cast(division, body, code, "yes")
        cast(division, body, "FR", "no")
    with django_assert_num_queries(6):
        france.get(f"/divisions/{division.pk}/ballots/")
    with django_assert_num_queries(7):
        france.get("/me/ballots/")
