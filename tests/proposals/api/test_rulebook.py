"""The catalogue over HTTP, and rules tried without being kept: bounded, and every refusal names its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coalition.models import Rule
from coalition.rules import catalogue
from coalition.rules.deciding import decide
from tests.factories import SIMPLE, a_coalition, keep_rule
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db
YES = {"in": ["yes"], "at_least": 1}


@pytest.fixture
def caller(body: Any) -> Caller:
    return Caller(body.heads["FR"])


@pytest.fixture
def secretariat(body: Any) -> Caller:
    return Caller(body.secretariat[0])


def test_the_catalogue_says_what_stands_behind_each_rule(caller):
    answer = caller.get("/rules/", page_size=200).json()
    rows = {row["id"]: row for row in answer["results"]}
    assert set(rows) == set(catalogue.rule_ids())
    assert rows["eu-qmv"]["basis"]["kind"] == "treaty"
    assert rows["eu-qmv"]["verified"] == "in_part"
    assert rows["imf-85"]["verified"] == "no"
    assert rows["coalition-core-e3"]["basis"]["kind"] == "configuration"
    assert rows["two-thirds"]["sentence"]["fr"] != rows["two-thirds"]["sentence"]["en"]


def test_the_catalogue_is_filtered(caller):
    def found(**query: str) -> list[str]:
        return [row["id"] for row in caller.get("/rules/", page_size=200, **query).json()["results"]]

    assert found(system="nato") == ["nato-consensus", "nato-silence"]
    assert found(search="two THIRDS voting", system="general") == ["two-thirds"]
    assert set(found(basis="general")) >= {"simple-majority", "unanimity"}
    assert found(search="no such rule") == []
    problem(caller.get("/rules/", basis="decree"), 400, "invalid")


def test_a_rule_of_the_catalogue_is_whole(caller):
    row = caller.get("/rules/eu-qmv/").json()
    assert row["document"] == catalogue.document("eu-qmv")
    assert row["vectors"] == catalogue.vectors("eu-qmv")
    assert row["weights"] == ["population"]
    assert row["monotone"] is True
    assert len(row["unverified"]) == 2
    problem(caller.get("/rules/no-such-rule/"), 404, "not_found")


def test_a_rule_is_validated_and_not_kept(caller):
    before = Rule.objects.count()
    row = caller.post("/rules/validate/", {"document": SIMPLE}).json()
    assert row["sentence"]["en"].startswith("Adopted if more than half of those voting vote yes")
    assert row["monotone"] is True
    assert (
        caller.post("/rules/validate/", {"document": {"adopt": {"not": YES}, "id": "odd"}}).json()["monotone"] is False
    )
    assert Rule.objects.count() == before


def nested(levels: int) -> Any:
    condition: Any = YES
    for _ in range(levels):
        condition = {"not": condition}
    return condition


@pytest.mark.parametrize(
    ("document", "field", "says"),
    [
        ({"adopt": {"all": [YES, {"in": ["yea"], "at_least": 1}]}}, "document.adopt.all[1].in[0]", "'yea'"),
        ({}, "document.adopt", "missing"),
        ({"adopt": YES, "adpot": YES}, "document.adpot", "unknown key"),
        ({"adopt": nested(50)}, "document.adopt.", "nested more than 40"),
        ({"adopt": nested(130)}, "document", "nested too deeply"),
        ({"adopt": YES, "$schema": nested(200)}, "document", "nested too deeply"),
        ({"adopt": {"all": [YES] * 250}}, "document", "251 conditions"),
        ({"adopt": YES, "notes": "x" * 100_001}, "document", "100 KB"),
        ({"adopt": YES, "sources": ["x" * 90] * 1200}, "document", "100 KB"),
        ({"id": "no name", "adopt": YES}, "document.id", "letters"),
        ("two-thirds", "document", "object"),
    ],
)
def test_what_is_no_rule_is_refused_at_its_place(caller, document, field, says):
    for path, body in (
        ("/rules/validate/", {"document": document}),
        ("/rules/decide/", {"document": document, "roll": "e3", "positions": {}}),
    ):
        error = problem(caller.post(path, body), 400, caller.post(path, body).json()["code"])["errors"][0]
        assert error["field"].startswith(field), error
        assert says in error["detail"], error


@pytest.mark.parametrize("levels", [500, 900, 1100, 10_000, 40_000])
def test_no_depth_is_an_error_of_ours(caller, levels):
    deep = '{"not":' * levels + json.dumps(YES) + "}" * levels
    answer = caller.send("POST", "/rules/validate/", f'{{"document": {{"adopt": {deep}}}}}')
    assert answer.status_code == 400


def test_a_rule_is_tried_on_a_roll_of_the_catalogue(caller):
    sent = {"rule": "eu-qmv", "roll": "eu-27", "positions": {"DE": "no", "FR": "no", "IT": "no"}, "others": "yes"}
    row = caller.post("/rules/decide/", sent).json()
    assert row["outcome"]["result"] == "adopted"
    assert row["headline"] == {"en": "Adopted by vote 24-3", "fr": row["headline"]["fr"]}
    assert "15 of 27" in row["sentence"]["en"]
    sent["positions"] |= {"MT": "abstain"}
    assert caller.post("/rules/decide/", sent).json()["outcome"]["result"] == "rejected"


def test_a_rule_is_tried_on_ones_coalition(body, caller):
    sent = {"document": SIMPLE, "coalition": body.coalition.slug, "positions": {"FR": "yes", "DE": "no"}}
    row = caller.post("/rules/decide/", sent).json()
    assert row["outcome"]["tie"] == "rejected"
    assert row["outcome"]["tally"]["counts"]["absent"] == 2
    other = a_coalition().coalition.slug
    problem(caller.post("/rules/decide/", sent | {"coalition": other}), 404, "not_found")
    then = sent | {"at": "1949-04-04T00:00:00Z"}
    assert problem(caller.post("/rules/decide/", then), 400, "bad_roll")["errors"][0]["field"] == "at"


def test_every_worked_case_of_the_catalogue_can_be_sent(caller, unhurried):
    for rule_id in ("osce-consensus-minus-one", "esm-qualified", "unsc", "eu-nice-27", "eu-42-7"):
        for case in catalogue.vectors(rule_id):
            given: Any = case
            sent = {"rule": rule_id, "facts": given.get("facts", []), "groups": given.get("groups", {})}
            sent["positions"] = {code: name for name, codes in given["positions"].items() for code in codes}
            sent |= {"others": given["others"]} if "others" in given else {}
            sent["roll" if isinstance(given["roll"], str) else "roll_document"] = given["roll"]
            answer = caller.post("/rules/decide/", sent).json()
            assert answer["outcome"]["result"] == given["result"], (rule_id, given["description"], answer)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rule": "no-such-rule"}, "rule"),
        ({"roll": "no-such-roll"}, "roll"),
        ({"document": SIMPLE}, "document"),
        ({"coalition": "anything"}, "coalition"),
        ({"rule": None}, "rule"),
        ({"positions": {"XX": "yes"}}, "positions"),
        ({"positions": {"FR": "perhaps"}}, "positions.FR"),
        ({"positions": ["FR"]}, "positions"),
        ({"groups": {"E3": ["XX"]}}, "groups"),
        ({"groups": {str(number): [] for number in range(101)}}, "groups"),
        ({"rule": "eu-qmv"}, "positions"),  # which needs populations
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_cannot_be_tried_says_where(caller, change, field):
    members = {"roll_document": {"members": ["DE", "FR"]}, "positions": {"FR": "yes"}, "rule": "simple-majority"}
    sent = {"rule": "simple-majority", "roll": "e3", "positions": {"FR": "yes"}} | change
    sent = members | change if change.get("rule") == "eu-qmv" else sent
    answer = caller.post("/rules/decide/", sent)
    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["field"] == field


def test_a_roll_is_bounded(caller):
    sent = {"rule": "simple-majority", "positions": {}, "roll_document": {"members": [f"M{n}" for n in range(301)]}}
    assert (
        problem(caller.post("/rules/decide/", sent), 400, "bad_roll")["errors"][0]["field"] == "roll_document.members"
    )
    heavy = {"members": ["A", "B"], "weights": {"population": {"A": 10**4000, "B": 1}}}
    problem(caller.post("/rules/decide/", sent | {"roll_document": heavy}), 400, "bad_roll")


def test_the_secretariat_keeps_a_version(body, secretariat, caller):
    path = f"/coalitions/{body.coalition.slug}/rules/"
    row = secretariat.post(path, {"document": SIMPLE | {"version": "2"}}).json()
    assert (row["identifier"], row["version"]) == ("simple-majority", "2")
    assert len(caller.get(path).json()["results"]) == 2
    again = secretariat.post(path, {"document": SIMPLE | {"version": "2", "notes": "changed"}})
    assert problem(again, 409, "rule_kept")["errors"][0]["field"] == "document.version"
    problem(caller.post(path, {"document": SIMPLE | {"version": "3"}}), 403, "not_secretariat")
    bad = secretariat.post(path, {"document": {"id": "bad", "adopt": {"all": []}}})
    assert problem(bad, 400, "bad_rule")["errors"][0]["field"] == "document.adopt.all"
    assert Rule.objects.filter(coalition=body.coalition).count() == 2


def test_what_is_tried_is_what_is_decided(body, caller):
    kept = keep_rule(body, SIMPLE | {"version": "7"})
    sent = {"document": kept.document, "roll": "e6", "positions": {"FR": "yes", "PL": "abstain"}}
    outcome = decide(kept.read(), catalogue.roll("e6"), {"FR": "yes", "PL": "abstain"})  # type: ignore[dict-item]
    assert caller.post("/rules/decide/", sent).json()["outcome"] == json.loads(json.dumps(outcome.to_json()))
