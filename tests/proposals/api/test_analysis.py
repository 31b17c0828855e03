"""The analysis over HTTP: exact, at once or not at all, and forgotten."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

import pytest
from django.apps import apps
from django.core.signals import got_request_exception

from coalition.analysis import keeping, limits
from coalition.rules import catalogue
from proposals.api import analysing, comparing
from proposals.room import answering
from tests.caching import assert_not_cached
from tests.factories import SIMPLE, a_coalition, keep_rule, open_vote
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db
UNDER_WAY = {"rule": "eu-qmv", "roll": "eu-27", "positions": {"DE": "yes", "FR": "yes", "HU": "no"}}


@pytest.fixture
def caller(body: Any) -> Caller:
    return Caller(body.heads["FR"])


def asked(caller: Caller, **sent: Any) -> Any:
    answer = caller.post("/analysis/", {"positions": {}, **sent})
    assert answer.status_code == 200, answer.content
    return answer.json()


def heavy(members: int, weights: int = 1) -> dict[str, Any]:
    """A roll whose weights have no two sums equal."""
    codes = [f"M{number:03}" for number in range(members)]
    named = {
        f"w{name}": {code: str(3 ** (number + name) % (10**8 + 7)) for number, code in enumerate(codes)}
        for name in range(weights)
    }
    return {"members": codes, "weights": named}


def share_of(*weights: str) -> dict[str, Any]:
    return {"adopt": {"all": [{"weight": name, "in": ["yes"], "at_least": "65%", "of": "roll"} for name in weights]}}


def test_power_is_exact(caller):
    power = asked(caller, rule="unsc", roll="unsc-2026")["power"]
    rows = {row["member"]: row for row in power["members"]}
    assert rows["FR"]["shapley"] == "421/2145"
    assert rows["FR"]["banzhaf_swings"] == power["winning_coalitions"] == 848
    assert power["vetoers"] == ["CN", "FR", "GB", "RU", "US"]


def test_a_vote_under_way(caller):
    sent = UNDER_WAY | {"odds": {"PL": {"yes": 0.7, "abstain": 0.1}, "IT": {"yes": "2/3"}}, "listed": 2}
    answer = asked(caller, **sent, effort={"PL": 3, "IT": 1, "ES": 2, "NL": 2})
    vote, forecast = answer["vote"], answer["forecast"]
    assert vote["settled"] is False
    assert vote["settled_as"] is None
    assert len(vote["carry"]["first"]) == 2
    assert all(len(members) == vote["carry"]["members"] for members in vote["carry"]["first"])
    assert vote["carry_by_effort"] == {"effort": None, "sets": 0, "first": []}
    assert vote["block_by_effort"] == {"effort": 8, "sets": 1, "first": [["ES", "IT", "NL", "PL"]]}
    part, whole = map(int, forecast["probability_exact"].split("/"))
    assert forecast["probability"] == part / whole
    assert "ES" in forecast["taken_as_absent"]
    assert (answer["minimal"], answer["small_body"]) == (None, None)


def test_odds_are_the_decimals_that_are_written(caller):
    odds = {member: {"yes": 0.1} for member in ("DE", "FR", "GB")}
    answer = asked(caller, rule="e3", roll="e3", odds=odds, ask=["forecast"])
    assert answer["forecast"]["probability_exact"] == "1/1000"
    assert (answer["power"], answer["vote"]) == (None, None)


def test_coalitions_and_the_indices_of_small_bodies(caller):
    answer = asked(caller, rule="eec-1958", roll="eec-6", ask=["minimal", "small_body"], listed=100)
    assert {tuple(members) for members in answer["minimal"]["winning"]["first"]} == {
        ("DE", "FR", "IT"),
        ("BE", "DE", "FR", "NL"),
        ("BE", "DE", "IT", "NL"),
        ("BE", "FR", "IT", "NL"),
    }
    assert answer["minimal"]["blocking"]["coalitions"] == 9  # two large, or a large and a middle one
    assert answer["minimal"]["winning"]["sizes"] == [{"members": 3, "coalitions": 1}, {"members": 4, "coalitions": 3}]
    assert answer["small_body"]["holler"] == {
        "BE": "1/5", "DE": "1/5", "FR": "1/5", "IT": "1/5", "LU": "0/1", "NL": "1/5",
    }  # fmt: skip


def test_a_rule_that_ones_coalition_keeps_on_its_own_roll(body, caller):
    two_thirds = SIMPLE | {"version": "2", "adopt": {"in": ["yes"], "at_least": "2/3", "of": "roll"}}
    keep_rule(body, two_thirds)
    sent = {"coalition": body.coalition.slug, "kept_rule": SIMPLE["id"], "ask": ["power"]}
    assert asked(caller, **sent)["power"]["winning_coalitions"] == 5
    assert asked(caller, **sent)["version"] == "2"
    assert asked(caller, **sent, version="1")["version"] == "1"
    problem(caller.post("/analysis/", sent | {"positions": {}, "version": "9"}), 400, "unknown_rule")
    elsewhere = sent | {"positions": {}, "coalition": a_coalition().coalition.slug}
    problem(caller.post("/analysis/", elsewhere), 404, "not_found")


def test_what_may_not_be_used_is_said_and_not_answered(caller):
    rules = [{"rule": "eu-qmv"}, {"rule": "eu-unanimity"}, {"document": share_of("population")}]
    sent = {"rules": rules, "roll": "eu-27", "subjects": ["military"], "positions": {"HU": "no"}}
    answer = caller.post("/analysis/compare/", sent).json()
    first, second, third = answer["rules"]
    assert (first["admissible"], first["outcome"], first["vote"]) == (False, None, None)
    assert first["obstacles"][0] == {"kind": "subject", "detail": ["military"]}
    assert second["vote"]["settled_as"] == "not_adopted"
    assert second["headline"]["fr"]
    assert third["vote"]["settled"] is False
    assert answer["differences"] == [{"rules": [1, 2], "divisions": third["winning_coalitions"] - 1}]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"document": share_of("w0"), "roll_document": heavy(60)}, "60 members, weighted tests: 1"),
        ({"document": share_of("w0", "w1"), "roll_document": heavy(50, 2)}, "weighted tests: 2"),
        ({"document": {"adopt": {"all": share_of("w0")["adopt"]["all"] * 80}}, "roll_document": heavy(300)}, "tests"),
        ({"rule": "european-pillar-nato", "roll": "nato-32", "ask": ["minimal"]}, "minimal coalitions"),
    ],
)
def test_what_takes_too_long_is_refused_before_it_is_begun(caller, sent, says):
    caller.post("/analysis/", {"rule": "coalition-qmv", "roll": "coalition-35", "positions": {}})
    start = time.process_time()
    told = problem(caller.post("/analysis/", {"positions": {}, **sent}), 422, "too_large_to_analyse")
    assert says in told["detail"]
    assert "drop a weighted test" in told["detail"]
    assert time.process_time() - start < 3


@pytest.mark.parametrize("section", ["power", "forecast"])
def test_long_numbers_are_counted_beforehand_too(caller, monkeypatch, section):
    monkeypatch.setattr(limits, "BITS", 10_000)
    sent = {"rule": "two-thirds", "roll": "eu-27", "positions": {}, "ask": [section]}
    sent["odds"] = {"PL": {"yes": "999983/1000000", "abstain": "1/999983"}}
    told = problem(caller.post("/analysis/", sent), 422, "too_large_to_analyse")
    assert "bits of intermediate numbers" in told["detail"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rule": "no-such-rule"}, "rule"),
        ({"rule": "eu-42-7"}, "rule"),  # which decides nothing
        ({"document": SIMPLE}, "document"),
        ({"rule": None, "kept_rule": "simple-majority"}, "rule"),
        ({"positions": {"XX": "yes"}}, "positions"),
        ({"odds": {"XX": {"yes": 0.5}}}, "odds"),
        ({"odds": {"PL": {"yes": 1.5}}}, "odds.PL.yes"),
        ({"odds": {"PL": {"yes": True}}}, "odds.PL.yes"),
        ({"odds": {"PL": {"yes": "1/0"}}}, "odds.PL.yes"),
        ({"odds": {"PL": {"yes": 0.12345678}}}, "odds.PL.yes"),
        ({"odds": {"PL": {"yes": 0.7, "abstain": 0.4}}}, "odds"),
        ({"odds": {"PL": {"yes": 0.7, "maybe": 0.1}}}, "odds.PL.maybe"),
        ({"effort": {"XX": 1}}, "effort"),
        ({"effort": {"PL": 0}}, "effort.PL"),
        ({"effort": {"PL": "1"}}, "effort.PL"),
        ({"listed": 101}, "listed"),
        ({"ask": ["everything"]}, "ask.0"),
        ({"facts": ["urgency"]}, "facts.0"),
        ({"final": "yes"}, "final"),
    ],
)
def test_what_cannot_be_answered_says_where(caller, change, field):
    answer = caller.post("/analysis/", UNDER_WAY | change)
    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("number", ["²", "a", "-1", "9", "9" * 5000])
def test_a_threshold_that_the_rule_has_not_is_refused(caller, number):
    sent = {"rule": "coalition-qmv", "roll": "e6", "thresholds": {number: "60%"}}
    told = problem(caller.post("/analysis/laboratory/", sent), 400, "unknown_threshold")
    assert told["errors"][0]["field"] == f"thresholds.{number}"


def test_a_comparison_says_which_rule_is_to_blame(caller):
    sent = {"roll": "eu-27", "positions": {}}
    for rules, field in (
        ([{"rule": "eu-qmv"}, {"rule": "none"}], "rules.1.rule"),
        ([{"document": {"adopt": {"in": ["yea"], "at_least": 1}}}], "rules.0.document.adopt.in[0]"),
        ([{"rule": "eu-qmv"}] * 9, "rules"),
        ([], "rules"),
    ):
        answer = caller.post("/analysis/compare/", sent | {"rules": rules})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"].startswith(field)


# Nothing of it stays --------------------------------------------------------------------------------------------------

SECRET = {
    "positions": {"FR": "not_participating", "DE": "declared"},
    "odds": {"GB": {"yes": 0.271828}},
    "effort": {"GB": 314159},
}
MARKS = ("'FR': 'not_participating'", "'DE': 'declared'", "271828", "67957", "314159")
# As a key of what is kept compiled would have them: a rule's own document may speak of who declared something.
IN_JSON = ('"FR":"not_participating"', '"DE":"declared"', "271828", "67957", "314159")
OF_DATABASES = ("django.db.backends", "asyncio")


def everything_stored() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.mark.parametrize("path", ["/analysis/", "/analysis/compare/"])
def test_nothing_is_stored_or_logged(body, caller, caplog, django_assert_max_num_queries, path):
    rule = {"document": SIMPLE | {"participants_only": True}}
    sent = {"coalition": body.coalition.slug, **SECRET, **(rule if path == "/analysis/" else {"rules": [rule]})}
    caller.get("/me/")
    before, kept = everything_stored(), set(keeping._kept)
    caplog.set_level(logging.DEBUG)
    with django_assert_max_num_queries(14):
        answer = caller.post(path, sent)
    assert answer.status_code == 200, answer.content
    assert everything_stored() == before
    assert [record for record in caplog.records if record.name not in OF_DATABASES] == []
    assert_not_cached((*MARKS, "not_participating", "declared"))
    # Who does not take part is no key of what is kept compiled.
    assert set(keeping._kept) == kept


EXPECTED = {"expected": SECRET["positions"], "odds": SECRET["odds"], "effort": SECRET["effort"]}
LEFT = {"leave": ["FR"], "weights": {"population": {"GB": 314159}}}


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/divisions/{vote}/standing/", EXPECTED),
        ("/divisions/{vote}/frameworks/", EXPECTED | {"rules": [{"rule": "e3"}, {"kept_rule": SIMPLE["id"]}]}),
        ("/analysis/frameworks/", EXPECTED | {"rules": [{"rule": "e3"}], "roll": "e3"}),
        ("/analysis/laboratory/", {"rule": "coalition-qmv", "roll": "e6", "thresholds": {"1": "67957/314159"}, **LEFT}),
    ],
)
def test_nothing_of_the_room_is_stored_or_logged(body, caller, caplog, path, sent):
    address = path.format(vote=open_vote(body).pk)
    caller.get("/me/")
    before, kept = everything_stored(), set(keeping._kept)
    caplog.set_level(logging.DEBUG)
    answer = caller.post(address, sent)
    assert answer.status_code == 200, answer.content
    assert everything_stored() == before
    assert [record for record in caplog.records if record.name not in OF_DATABASES] == []
    assert_not_cached((*MARKS, "not_participating", "declared"))
    newly = " ".join(set(keeping._kept) - kept)
    assert [mark for mark in IN_JSON if mark in newly] == []


def test_what_is_kept_compiled_knows_no_vote(caller):
    keeping._kept.clear()
    for sent in (UNDER_WAY, UNDER_WAY | {"positions": {"IT": "no"}, "odds": {"PL": {"yes": 0.3}}}):
        asked(caller, **sent)
    assert len(keeping._kept) == 1
    (analysis,) = keeping._kept.values()
    assert set(analysis.__dict__) <= {
        "compiled",
        "facts",
        "budget",
        "counted",
        "whole",
        "yes_or_no",
        "yes_or_no_game",
        "power",
    }


@pytest.mark.parametrize("path", ["/analysis/", "/analysis/compare/"])
def test_nothing_may_stand_in_the_address(caller, path):
    told = problem(caller.post(f"{path}?positions=FR:no", UNDER_WAY), 400, "invalid")
    assert told["errors"][0]["field"] == "positions"


def test_an_error_of_ours_says_its_kind_and_place_only(caller, caplog, monkeypatch):
    def fails(*args: Any) -> None:
        raise KeyError(f"FR was expected at {args!r}")

    seen: list[str] = []

    def look(sender: Any, request: Any, **_: Any) -> None:
        error = sys.exc_info()[1]
        while error is not None:
            seen.append(f"{error!r}")
            error = error.__context__
        frame = sys.exc_info()[2]
        while frame is not None:
            seen.append(repr(frame.tb_frame.f_locals))
            frame = frame.tb_next

    monkeypatch.setattr(answering, "vote_answer", fails)
    got_request_exception.connect(look)
    caller.client.raise_request_exception = False
    try:
        problem(caller.post("/analysis/", UNDER_WAY | SECRET | {"odds": {}}), 500, "error")
    finally:
        got_request_exception.disconnect(look)
    assert "KeyError in fails" in seen[0]
    told = " ".join(seen) + caplog.text + " ".join(str(record.__dict__) for record in caplog.records)
    assert not any(mark in told for mark in MARKS)


def test_analyses_are_counted_apart(settings, caller):
    rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] | {"analysis": "2/day"}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
    sent = {"rule": "e3", "roll": "e3", "positions": {}}
    assert [caller.post("/analysis/", sent).status_code for _ in range(3)] == [200, 200, 429]
    assert caller.get("/me/").status_code == 200


def test_the_examples_of_the_description_are_answered(caller):
    assert asked(caller, **analysing.EXAMPLE.value)["forecast"]["taken_as_absent"]
    answer = caller.post("/analysis/compare/", comparing.EXAMPLE.value).json()
    assert [row["admissible"] for row in answer["rules"]] == [False, True, True]


def test_catalogue_rules_are_all_answered_or_refused(caller, unhurried):
    for rule_id in catalogue.rule_ids():
        for case in catalogue.vectors(rule_id)[:1]:
            given: Any = case
            sent = {"rule": rule_id, "groups": given.get("groups", {}), "positions": {}}
            sent["roll" if isinstance(given["roll"], str) else "roll_document"] = given["roll"]
            sent["facts"] = given.get("facts", [])
            answer = caller.post("/analysis/", sent)
            refused = answer.status_code != 200 and answer.json()["code"]
            assert refused in (False, "no_answer"), (rule_id, answer.content)
