"""Who am I, and my tokens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from coalition import clock
from coalition.models import ApiToken
from coalition.tokens import issue_token
from tests.factories import a_person
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def france(body):
    client = Client()
    client.force_login(body.heads["FR"])
    return client


def make(client: Client, **asked: object) -> object:
    return client.post("/api/v1/me/tokens/", {"name": "calendar"} | asked, "application/json")


def test_a_delegate_reads_their_seat_and_accreditation(body):
    me = Caller(body.heads["FR"]).get("/me/").json()
    assert me["email"] == body.heads["FR"].email
    assert me["time_zone"] == "UTC"
    assert [(seat["member"], seat["rank"], seat["coalition"]) for seat in me["delegations"]] == [
        ("FR", "head", body.coalition.slug)
    ]
    assert [held["reference"] for held in me["accreditations"]] == [body.accreditations["FR"].reference]
    assert me["offices"] == []


def test_the_secretariat_reads_its_office(body):
    me = Caller(body.secretariat[0]).get("/me/").json()
    assert [office["role"] for office in me["offices"]] == ["secretariat"]


def test_the_queries_of_me(body, django_assert_num_queries):
    caller = Caller(body.heads["FR"])
    caller.get("/me/")  # notes the hour in which the token was used
    with django_assert_num_queries(6):
        caller.get("/me/")


def test_a_token_is_shown_once_and_works_until_it_is_revoked(body, france):
    made = make(france)
    assert made.status_code == 201
    token = made.json()["token"]
    assert Caller(Authorization=f"Bearer {token}").get("/me/").json()["name"] == body.heads["FR"].name
    assert token not in france.get("/api/v1/me/tokens/").content.decode()
    assert not ApiToken.objects.filter(digest=token).exists()
    assert france.delete(f"/api/v1/me/tokens/{made.json()['id']}/").status_code == 204
    problem(Caller(Authorization=f"Bearer {token}").get("/me/"), 401, "authentication_failed")
    listed = france.get("/api/v1/me/tokens/").json()["results"]
    assert listed[0]["revoked_at"]


def test_a_token_makes_and_sees_no_tokens(body):
    caller = Caller(body.heads["FR"])
    for answer in (
        caller.get("/me/tokens/"),
        caller.post("/me/tokens/", {"name": "another"}),
        caller.send("DELETE", f"/me/tokens/{ApiToken.objects.get().pk}/"),
    ):
        problem(answer, 403, "not_by_token")
    assert ApiToken.objects.count() == 1


def test_a_token_sent_along_with_a_session_is_still_a_token(body, france):
    token = issue_token(person=body.heads["DE"], name="stray")
    answer = france.get("/api/v1/me/tokens/", headers={"Authorization": f"Bearer {token}"})
    problem(answer, 403, "not_by_token")


def test_anothers_token_does_not_exist(body, france):
    issue_token(person=a_person(), name="theirs")
    problem(france.delete(f"/api/v1/me/tokens/{ApiToken.objects.get().pk}/"), 404, "not_found")


def test_a_token_lasts_a_year_at_most(body, france):
    now = clock.now()
    soon = (now + timedelta(days=1)).isoformat()
    assert make(france, expires_at=soon).status_code == 201
    for wrong in (now - timedelta(seconds=1), now + timedelta(days=366)):
        problem(make(france, expires_at=wrong.isoformat()), 400, "bad_expiry")
    problem(make(france, name=" "), 400, "bad_name")
    assert make(france, name="").status_code == 400
    assert make(france, name="x" * 81).status_code == 400
    assert make(france, person=1).status_code == 400
