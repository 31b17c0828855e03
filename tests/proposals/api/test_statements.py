"""Statements over the API: listed, put on record for one's own member, reservations lifted."""

from __future__ import annotations

import pytest

from tests.factories import a_coalition, a_proposal, open_vote
from tests.proposals.api.callers import Caller, problem
from tests.proposals.api.sittings import a_reservation

pytestmark = pytest.mark.django_db
LATER = "2031-03-03T09:00:00Z"


@pytest.fixture
def proposal(body):
    return a_proposal(body)


def test_a_reservation_is_made_listed_and_lifted(body, proposal):
    france, here = Caller(body.heads["FR"]), f"/proposals/{proposal.pk}/statements/"
    made = france.post(here, {"member": "FR", "kind": "scrutiny", "text": "Wait.", "expires_at": LATER})
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["member"], row["kind"], row["position"], row["lifted"]) == ("FR", "scrutiny", None, False)
    france.post(here, {"member": "FR", "kind": "declaration", "text": "Ready."})
    germany = Caller(body.heads["DE"])
    assert [each["kind"] for each in germany.get(here).json()["results"]] == ["scrutiny", "declaration"]
    assert germany.get(here, kind="scrutiny").json()["results"] == [row]
    assert germany.post(f"{here}{row['id']}/lift/").status_code == 403
    lifted = france.post(f"{here}{row['id']}/lift/").json()
    assert lifted["lifted"] and lifted["ended_at"]
    problem(france.post(f"{here}{row['id']}/lift/"), 409, "reservation_ended")


def test_every_fault_is_named_at_once(body, proposal):
    france, here = Caller(body.heads["FR"]), f"/proposals/{proposal.pk}/statements/"
    wrong = {"member": "FR", "kind": "intended", "text": "We meant no.", "expires_at": LATER}
    refused = problem(france.post(here, wrong), 400, "expiry_not_taken")
    assert [fault["field"] for fault in refused["errors"]] == ["expires_at", "division", "position"]
    other = open_vote(body).pk
    refused = problem(france.post(here, {**wrong, "member": "XX", "division": other}), 400, "unknown_member")
    assert [fault["field"] for fault in refused["errors"]] == ["member", "division"]


def test_a_statement_of_another_proposal_is_not_there(body, proposal):
    statement = a_reservation(body, a_proposal(body))
    france = Caller(body.heads["FR"])
    assert france.post(f"/proposals/{proposal.pk}/statements/{statement.pk}/lift/").status_code == 404
    assert Caller(a_coalition().heads["FR"]).get(f"/proposals/{proposal.pk}/statements/").status_code == 404
    assert statement.ended_at is None
