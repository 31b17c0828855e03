"""Commitments over the API: pledged once under a key, listed, moved, fulfilled, withdrawn."""

from __future__ import annotations

import pytest

from tests.factories import a_coalition
from tests.proposals.api.callers import Caller, problem
from tests.proposals.api.commitments import LATER, a_commitment
from tests.proposals.api.test_decisions import decide_on

pytestmark = pytest.mark.django_db
PLEDGE = {"member": "FR", "text": "One frigate.", "due_at": LATER, "condition": "If the Assembly agrees."}


@pytest.fixture
def decision(body):
    return decide_on(body)


def test_it_is_pledged_once_under_its_key_listed_moved_and_fulfilled(body, decision):
    france, here = Caller(body.heads["FR"]), f"/decisions/{decision.pk}/commitments/"
    made = france.post(here, PLEDGE, Idempotency_Key="one")
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["state"], row["member"], row["due_at"], row["overdue"]) == (
        "standing",
        "FR",
        LATER.replace("00Z", "00.000000Z"),
        False,
    )
    again = france.post(here, PLEDGE, Idempotency_Key="one")
    assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (201, row, "true")
    problem(france.post(here, {**PLEDGE, "text": "Two."}, Idempotency_Key="one"), 422, "key_reused")
    problem(france.post(here, PLEDGE), 400, "key_missing")
    germany = Caller(body.heads["DE"])
    assert germany.get(here).json()["results"] == [row]
    assert germany.get(here, state="fulfilled").json()["results"] == []
    assert germany.get(here, member="FR").json()["results"] == [row]
    assert germany.post(f"{here}{row['id']}/fulfil/").status_code == 403
    moved = france.post(f"{here}{row['id']}/move/", {"due_at": "2032-01-01T00:00:00Z"}).json()
    assert (moved["moves"], moved["due_at"][:10]) == (1, "2032-01-01")
    done = france.post(f"{here}{row['id']}/fulfil/", {"note": "Done."}).json()
    assert (done["state"], done["note"], bool(done["ended_at"])) == ("fulfilled", "Done.", True)
    problem(france.post(f"{here}{row['id']}/withdraw/", {"note": "No."}), 409, "commitment_ended")


def test_every_fault_is_named_at_once(body, decision):
    france, here = Caller(body.heads["FR"]), f"/decisions/{decision.pk}/commitments/"
    wrong = {"member": "FR", "text": " ", "due_at": "2020-01-01T00:00:00Z"}
    refused = problem(france.post(here, wrong, Idempotency_Key="x"), 400, "empty_text")
    assert [fault["field"] for fault in refused["errors"]] == ["text", "due_at"]
    made = a_commitment(body, decision)
    assert france.post(f"{here}{made.pk}/withdraw/", {}).status_code == 400
    problem(france.post(f"{here}{made.pk}/move/", {"due_at": "2020-01-01T00:00:00Z"}), 400, "due_in_the_past")


def test_what_may_not_be_read_does_not_exist(body, decision):
    made, other = a_commitment(body, decision), decide_on(body, "Another")
    france = Caller(body.heads["FR"])
    assert france.post(f"/decisions/{other.pk}/commitments/{made.pk}/fulfil/").status_code == 404
    for person in (body.observer, a_coalition().heads["FR"]):
        assert Caller(person).get(f"/decisions/{decision.pk}/commitments/").status_code == 404
    released = decide_on(body, "Released", released_to_observers=True)
    a_commitment(body, released)
    assert len(Caller(body.observer).get(f"/decisions/{released.pk}/commitments/").json()["results"]) == 1


@pytest.mark.parametrize("many", [1, 3])
def test_as_many_queries_for_three_as_for_one(body, decision, many, django_assert_num_queries):
    for _ in range(many):
        a_commitment(body, decision)
    france = Caller(body.heads["FR"])
    with django_assert_num_queries(QUERIES):
        assert len(france.get(f"/decisions/{decision.pk}/commitments/").json()["results"]) == many


QUERIES = 6  # two clocks, the token, the decision, how many, the commitments
