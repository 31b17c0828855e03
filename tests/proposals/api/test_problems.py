"""Every error is a problem of RFC 9457, whoever raised it, in the language asked for."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client

from coalition.errors import Busy
from coalition.tokens import issue_token
from proposals.api.parsing import LARGEST_BODY
from proposals.drafting.checking import MAX_TEXT
from tests.factories import a_person, a_proposal, open_vote
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db


def test_who_is_not_signed_in_is_asked_to(body):
    answer = Caller().get("/divisions/")
    problem(answer, 401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Bearer concert_wrong", "Bearer", "Bearer \xff", "Bearer a b"])
def test_a_wrong_token_is_refused(body, header):
    problem(Caller(Authorization=header).get("/divisions/"), 401, "authentication_failed")


def test_another_scheme_signs_nobody_in(body):
    problem(Caller(Authorization="Basic YTpi").get("/divisions/"), 401, "not_authenticated")


def test_a_person_who_has_left_is_refused(body):
    person = body.heads["FR"]
    caller = Caller(person)
    person.is_active = False
    person.save()
    problem(caller.get("/divisions/"), 401, "authentication_failed")


@pytest.mark.parametrize("path", ["/divisions/0/", "/divisions/9223372036854775808/", f"/divisions/{'9' * 40}/tally/"])
def test_a_number_that_no_row_has_is_not_found(body, path):
    problem(Caller(body.heads["FR"]).get(path), 404, "not_found")


@pytest.mark.parametrize("path", ["/", "/nothing/", "/divisions", "/divisions/x/", "/divisions/-1/", "/a%0Ab/"])
def test_an_unknown_address_is_a_problem_too(body, path):
    for method in ("GET", "POST", "DELETE"):
        problem(Caller(body.heads["FR"]).send(method, path), 404, "not_found")
        problem(Caller().send(method, path), 401, "not_authenticated")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_a_method_that_is_not_offered(body, method):
    answer = Caller(body.heads["FR"]).send(method, "/divisions/")
    problem(answer, 405, "method_not_allowed")
    assert "POST" in answer["Allow"]


def test_a_format_that_is_not_offered(body):
    problem(Caller(body.heads["FR"], Accept="text/csv").get("/divisions/"), 406, "not_acceptable")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_that_is_not_json(body, kind):
    answer = Caller(body.secretariat[0]).send("POST", "/divisions/", b"proposal=1", kind)
    problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"\xff\xfe",
        b'{"proposal": NaN}',
        b'{"proposal": 1, "proposal": 2}',
        b'{"closes_at": "\\u0000"}',
        b'{"closes_at": "\\ud800"}',
        b'{"\\udfff": 1}',
        b"[" * 100_000,
        b'{"proposal": ' + b"9" * 5000 + b"}",
    ],
)
def test_json_that_is_none(body, raw):
    problem(Caller(body.secretariat[0]).send("POST", "/divisions/", raw), 400, "parse_error")


@pytest.mark.parametrize("raw", [b"[]", b'"text"', b"1", b"null", b"true", b""])
def test_json_that_is_no_object(body, raw):
    problem(Caller(body.secretariat[0]).send("POST", "/divisions/", raw), 400, "invalid")


def test_a_body_that_is_too_large(body):
    raw = b'{"proposal": "' + b"x" * LARGEST_BODY + b'"}'
    problem(Caller(body.secretariat[0]).send("POST", "/divisions/", raw), 413, "too_large")


def test_the_longest_text_fits_however_it_is_escaped(body):
    asked = {"coalition": body.coalition.slug, "title": "Long", "text": "\U0001f1eb" * MAX_TEXT, "subject": "readiness"}
    assert Caller(body.secretariat[0]).post("/proposals/", asked).status_code == 201


def test_a_field_that_is_not_listed_is_named(body):
    asked = {"proposal": a_proposal(body).pk, "closes_at": "2030-01-01T00:00:00Z", "sealed_at": None, "id": 1}
    errors = problem(Caller(body.secretariat[0]).post("/divisions/", asked), 400, "invalid")["errors"]
    assert [error["field"] for error in errors] == ["id", "sealed_at"]


def test_the_language_is_the_one_asked_for(body):
    french = Caller(body.heads["FR"], Accept_Language="fr").send("PUT", "/divisions/")
    assert french["Content-Language"] == "fr"
    assert french.json()["detail"] != Caller(body.heads["FR"]).send("PUT", "/divisions/").json()["detail"]


def test_a_busy_register_says_when_to_come_again(body):
    division = open_vote(body)
    with mock.patch("proposals.api.ballots.cast_ballot", side_effect=Busy("busy", "Busy.")):
        answer = Caller(body.heads["FR"]).cast(division.pk, "FR", "yes")
    problem(answer, 503, "busy")
    assert int(answer["Retry-After"]) > 0


def test_a_database_that_is_gone_is_not_an_error_of_the_caller(body):
    caller = Caller(body.heads["FR"])
    with mock.patch("proposals.api.divisions.divisions_for", side_effect=OperationalError("gone")):
        answer = caller.get("/divisions/")
    problem(answer, 503, "unavailable")
    assert answer["Retry-After"]


def test_what_nobody_foresaw_tells_nothing(body):
    caller = Caller(body.heads["FR"])
    caller.client.raise_request_exception = False
    with mock.patch("proposals.api.divisions.divisions_for", side_effect=RuntimeError("secret")):
        answer = caller.get("/divisions/")
    problem(answer, 500, "error")
    assert b"secret" not in answer.content


def test_no_answer_is_kept(body):
    for answer in (Caller().get("/divisions/"), Caller(body.heads["FR"]).get("/divisions/"), Caller().get("/none/")):
        assert answer["Cache-Control"] == "no-store"


def test_a_session_needs_its_csrf_token(body):
    client = Client(enforce_csrf_checks=True)
    client.force_login(body.secretariat[0])
    assert client.get("/api/v1/divisions/").status_code == 200
    answer = client.post("/api/v1/divisions/", "{}", "application/json")
    assert "CSRF" in problem(answer, 403, "permission_denied")["detail"]


def test_failed_sign_ins_are_told_to_wait_and_a_valid_token_is_not(body, settings):
    rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] | {"failed_sign_in": "3/min"}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
    wrong = Caller(Authorization="Bearer concert_wrong")
    assert [wrong.get("/divisions/").status_code for _n in range(4)] == [401, 401, 401, 429]
    assert int(wrong.get("/divisions/")["Retry-After"]) > 0
    assert Caller(body.heads["FR"]).get("/divisions/").status_code == 200


def test_a_person_is_limited_whatever_tokens_they_use(body, settings):
    rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] | {"person": "2/min"}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
    person = a_person()
    issue_token(person=person, name="one more")
    assert [Caller(person).get("/divisions/").status_code for _n in range(3)] == [200, 200, 429]
    assert Caller(body.heads["FR"]).get("/divisions/").status_code == 200
