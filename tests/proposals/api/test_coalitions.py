"""A coalition over HTTP: members, groups, roll and rules of procedure, as of any instant."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from coalition import clock
from coalition.rolls import roll_at
from tests.factories import SIMPLE, a_coalition, keep_rule, open_vote, suspend, weigh, withdraw
from tests.proposals.api.callers import Caller, problem
from tests.proposals.api.test_decisions import decide_on

pytestmark = pytest.mark.django_db


def read(body, path, person=None, **query):
    answer = Caller(person or body.heads["FR"]).get(f"/coalitions/{body.coalition.slug}{path}", **query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_ones_own_coalitions_only(body):
    a_coalition()
    rows = Caller(body.heads["FR"]).get("/coalitions/").json()["results"]
    assert [row["slug"] for row in rows] == [body.coalition.slug]
    assert read(body, "/")["name"] == {"en": body.coalition.name_en, "fr": body.coalition.name_fr}


def test_members_with_what_holds_of_them(body):
    suspend(body, "IT")
    france, italy = (row for row in read(body, "/members/")["results"] if row["code"] in ("FR", "IT"))
    assert [(held["name"], held["value"], held["source"]) for held in france["weights"]] == [
        ("population", 68, "a test")
    ]
    assert [place["group"] for place in france["groups"]] == ["E3"]
    assert france["suspensions"] == []
    assert italy["groups"] == []
    assert italy["suspensions"][0]["ends_at"] is None


def test_any_past_instant_can_be_read(body):
    before = clock.now()
    weigh(body, "FR", "population", 70, source="later")
    withdraw(body, "IT")
    then = read(body, "/members/", at=before.isoformat().replace("+00:00", "Z"))["results"]
    assert [row["code"] for row in then] == ["DE", "FR", "GB", "IT"]
    assert then[1]["weights"][0]["value"] == 68
    now = read(body, "/members/")["results"]
    assert [row["code"] for row in now] == ["DE", "FR", "GB"]
    assert now[1]["weights"][0]["value"] == 70
    france = read(body, "/members/FR/")
    assert [held["value"] for held in france["weights"]] == [68, 70]


def test_a_weight_that_a_double_would_round_is_a_string(body):
    weigh(body, "FR", "gdp", 2**53 + 1)
    values = {held["name"]: held["value"] for held in read(body, "/members/FR/")["weights"]}
    assert values["gdp"] == str(2**53 + 1)


def test_groups(body):
    assert read(body, "/groups/")["results"] == [
        {"code": "E3", "name": {"en": "E3", "fr": "E3"}, "speaker": None, "members": ["DE", "FR", "GB"]}
    ]


def test_the_roll_is_what_a_division_would_freeze(body):
    roll = read(body, "/roll/")
    at = roll.pop("at")
    assert at.endswith("Z")
    assert roll == json.loads(json.dumps(roll_at(body.coalition, clock.now()).to_json()))
    caller = Caller(body.heads["FR"])
    problem(caller.get(f"/coalitions/{body.coalition.slug}/roll/", at="1949-04-04T00:00:00Z"), 404, "not_found")


@pytest.mark.parametrize("path", ["/members/", "/groups/", "/roll/", "/rules-of-procedure/", "/subjects/"])
@pytest.mark.parametrize("at", ["2026-01-01T00:00:00", "yesterday", "1", "", "9999-12-31T23:59:59-12:00"])
def test_an_instant_that_is_none_is_refused(body, path, at):
    answer = Caller(body.heads["FR"]).get(f"/coalitions/{body.coalition.slug}{path}", at=at)
    assert problem(answer, 400, "invalid")["errors"][0]["field"] == "at"


def test_the_rules_of_procedure_say_each_rule_in_words(body):
    rules = read(body, "/rules-of-procedure/")
    assert rules["version"] == 1
    (subject,) = rules["subjects"]
    assert subject == read(body, "/subjects/")["results"][0]
    assert subject["rule"] == {"identifier": "simple-majority", "version": "1"}
    assert subject["notice_seconds"] == 0
    assert subject["sentence"]["en"] and subject["sentence"]["fr"] != subject["sentence"]["en"]
    slug = body.coalition.slug
    before = (body.rules.in_force_from - timedelta(seconds=1)).isoformat().replace("+00:00", "Z")
    problem(Caller(body.chair).get(f"/coalitions/{slug}/rules-of-procedure/", at=before), 404, "not_found")
    assert read(body, "/subjects/", at=before)["results"] == []


def test_rules_as_they_are_kept(body):
    keep_rule(body, SIMPLE | {"version": "2"})
    rows = read(body, "/rules/")["results"]
    assert [(row["identifier"], row["version"]) for row in rows] == [("simple-majority", "1"), ("simple-majority", "2")]
    assert rows[1]["document"] == SIMPLE | {"version": "2"}
    assert set(rows[0]["sentence"]) == {"en", "fr"}


def test_acceptances_are_for_members(body):
    rows = read(body, "/acceptances/")["results"]
    assert [(row["member"], row["version"]) for row in rows] == [(code, 1) for code in body.members]
    answer = Caller(body.observer).get(f"/coalitions/{body.coalition.slug}/acceptances/")
    problem(answer, 403, "members_only")


@pytest.mark.parametrize("codes", ["FR", "FR DE GB"])
def test_the_queries_of_a_list_do_not_grow(codes, django_assert_num_queries):
    body = a_coalition(codes, groups={code: code for code in codes.split()}, weights={"gdp": {"FR": 1}})
    for number, code in enumerate(codes.split()):
        keep_rule(body, SIMPLE | {"version": str(number + 2)})
        suspend(body, code)
    caller, slug = Caller(body.heads["FR"]), body.coalition.slug
    expected = {"members": 9, "groups": 7, "rules": 7, "acceptances": 7, "subjects": 7}
    for name, queries in expected.items():
        with django_assert_num_queries(queries, info=name):
            caller.get(f"/coalitions/{slug}/{name}/")


@pytest.mark.parametrize("exercise", [True, False])
def test_an_exercise_says_so_wherever_a_vote_is_shown(exercise):
    body = a_coalition(exercise=exercise)
    decision, division = decide_on(body), open_vote(body)
    france = Caller(body.heads["FR"])
    assert france.cast(division.pk, "FR", "yes").json()["exercise"] is exercise
    alone = (f"/divisions/{division.pk}/", f"/divisions/{division.pk}/tally/", f"/decisions/{decision.pk}/")
    for path in (*alone, f"/proposals/{division.proposal_id}/", f"/coalitions/{body.coalition.slug}/"):
        assert france.get(path).json()["exercise"] is exercise, path
    for path in ("/divisions/", "/decisions/", "/proposals/", "/coalitions/", "/me/ballots/"):
        assert {row["exercise"] for row in france.get(path).json()["results"]} == {exercise}, path
