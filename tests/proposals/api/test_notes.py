"""Votes by signed note over HTTP: recorded under a key, listed to whom they concern, answered for once."""

from __future__ import annotations

import pytest

from coalition import clock
from tests.factories import a_proposal, open_vote
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def division(body):
    return open_vote(body, proposal=a_proposal(body))


def said(**more):
    at = clock.now().isoformat()
    return {"member": "FR", "position": "yes", "received_at": at, "filed": "12/2026", **more}


def test_from_recording_to_the_countersignature(body, division):
    path, sent = f"/divisions/{division.pk}/notes/", said()
    secretary, delegate = Caller(body.secretariat[0]), Caller(body.heads["FR"])
    recorded = secretary.post(path, sent, Idempotency_Key="n1")
    assert recorded.status_code == 201, recorded.content
    found = recorded.json()
    assert (found["member"], found["position"], found["settlement"], found["counts"]) == ("FR", "yes", "awaited", True)
    assert found["received_at"] < found["recorded_at"] and "filed" not in found
    again = secretary.post(path, sent, Idempotency_Key="n1")
    assert (again.json()["id"], again["Idempotent-Replayed"]) == (found["id"], "true")
    problem(secretary.post(path, sent | {"position": "no"}, Idempotency_Key="n1"), 422, "key_reused")
    assert [row["signed_note"] for row in delegate.get(f"/divisions/{division.pk}/ballots/").json()["results"]] == [
        "awaited"
    ]
    assert delegate.get("/me/ballots/").json()["results"][0]["signed_note"] == found["id"]
    assert [row["id"] for row in delegate.get(path).json()["results"]] == [found["id"]]
    answered = delegate.post(f"{path}{found['id']}/countersignature/")
    assert (answered.status_code, answered.json()["settlement"]) == (200, "countersigned")
    problem(delegate.post(f"{path}{found['id']}/contest/"), 409, "answered")
    assert delegate.get(f"/divisions/{division.pk}/ballots/").json()["results"][0]["signed_note"] == "countersigned"


def test_bad_input_names_its_field(body, division):
    caller = Caller(body.secretariat[0])
    for wrong, field in (
        ({"received_at": "2020-01-01T00:00:00Z"}, "received_at"),
        ({"received_at": "2999-01-01T00:00:00Z"}, "received_at"),
        ({"received_at": "then"}, "received_at"),
        ({"member": "XX"}, "member"),
        ({"position": "declared"}, "position"),
        ({"filed": ""}, "filed"),
    ):
        answer = caller.post(f"/divisions/{division.pk}/notes/", said(**wrong), Idempotency_Key="n")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field), answer.content
    assert caller.post(f"/divisions/{division.pk}/notes/", said()).status_code == 400  # no key
