"""Objections and stops over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition.models.procedure import Consent, Procedure
from coalition.rules import catalogue
from tests.factories import a_coalition, open_vote
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db


def test_an_objection_ends_a_silence_and_stands():
    body = a_coalition(rule=catalogue.rule("consensus").to_json(), procedure=Procedure.SILENCE)
    division = open_vote(body)
    caller = Caller(body.heads["FR"])
    assert caller.get(f"/divisions/{division.pk}/").json()["positions"] == ["no"]
    assert caller.cast(division.pk, "FR", "no").status_code == 201
    found = caller.get(f"/divisions/{division.pk}/").json()
    assert (found["state"], found["ended_at"] is None) == ("counting", False)
    assert problem(caller.cast(division.pk, "FR", "abstain"), 409, "objection_stands")
    assert problem(Caller(body.heads["DE"]).cast(division.pk, "DE", "no"), 409, "ended_by_objection")


def test_a_procedure_that_is_opposed():
    body = a_coalition(consent=Consent.ALL)
    division = open_vote(body)
    caller = Caller(body.heads["FR"])
    ways = caller.get(f"/divisions/{division.pk}/").json()["can_be_stopped"]
    assert ways == [{"kind": "consent", "members": ["DE", "FR", "GB"], "needed": 1}]
    asked = {"member": "FR", "kind": "consent", "reason": "It wants a meeting."}
    made = caller.post(f"/divisions/{division.pk}/stops/", asked)
    assert made.status_code == 201, made.content
    found = caller.get(f"/divisions/{division.pk}/").json()
    assert (found["state"], found["stopped_because"]) == ("stopped", "consent")
    assert [stop["reason"] for stop in found["stops"]] == ["It wants a meeting."]
    assert problem(caller.post(f"/divisions/{division.pk}/stops/", asked), 409, "closed")


def test_an_emergency_is_told_with_its_reason_to_members():
    body = a_coalition(notice=timedelta(hours=6), emergency_notice=timedelta(minutes=10))
    division = open_vote(body, emergency="The front moves.")
    found = Caller(body.heads["FR"]).get(f"/divisions/{division.pk}/").json()
    assert (found["emergency"], found["emergency_reason"]) == (True, "The front moves.")
