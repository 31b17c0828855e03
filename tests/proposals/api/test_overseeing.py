"""Extending and annulling a vote over HTTP: one asks, another confirms among the pending acts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from proposals.voting.models import Division
from tests.factories import a_proposal, open_vote
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db
WHY = {"note": "The register was down."}


@pytest.fixture
def division(body):
    return open_vote(body, proposal=a_proposal(body))


def later(division: Division, **more: object) -> dict[str, object]:
    return {"closes_at": (division.closes_at + timedelta(hours=1)).isoformat(), "reason": "outage", **WHY, **more}


def test_an_extension_from_asking_to_the_moved_deadline(body, division):
    asked = Caller(body.secretariat[0]).post(f"/divisions/{division.pk}/extension/", later(division))
    assert asked.status_code == 202, asked.content
    assert asked.json()["sentence"]["en"].startswith("Declare an outage: move the deadline of the vote on ")
    chair, number = Caller(body.chair), asked.json()["id"]
    assert chair.post(f"/pending-acts/{number}/confirmation/").json()["settlement"] == "confirmed"
    found = chair.get(f"/divisions/{division.pk}/").json()
    assert found["closes_at"] == Division.objects.get(pk=division.pk).closes_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert Division.objects.get(pk=division.pk).closes_at == division.closes_at + timedelta(hours=1)
    assert (found["state"], found["annulled_at"]) == ("open", None)


def test_an_annulment_from_asking_to_the_state(body, division):
    number = Caller(body.chair).post(f"/divisions/{division.pk}/annulment/", WHY).json()["id"]
    second = Caller(body.secretariat[1])
    assert second.post(f"/pending-acts/{number}/confirmation/").status_code == 200
    found = second.get(f"/divisions/{division.pk}/").json()
    assert found["state"] == "annulled" and found["annulled_at"] and found["decision"] is None
    assert second.get(f"/divisions/{division.pk}/tally/").json()["outcome"] is None
    listed = second.get("/divisions/?state=annulled").json()["results"]
    assert [row["id"] for row in listed] == [division.pk]
    listed = second.get("/proposals/?state=annulled").json()["results"]
    assert [row["id"] for row in listed] == [division.proposal_id]
    problem(Caller(body.heads["FR"]).cast(division.pk, "FR", "yes"), 409, "annulled")
    problem(second.post(f"/divisions/{division.pk}/annulment/", WHY), 409, "annulled")
    problem(second.post(f"/divisions/{division.pk}/extension/", later(division)), 409, "annulled")


def test_bad_input_names_its_field(body, division):
    caller = Caller(body.secretariat[0])
    for given, field in (
        (later(division, closes_at=division.closes_at.isoformat()), "closes_at"),
        (later(division, closes_at="soon"), "closes_at"),
        (later(division, reason="whim"), "reason"),
        (later(division, note="x" * 501), "note"),
    ):
        answer = caller.post(f"/divisions/{division.pk}/extension/", given)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == field, given
