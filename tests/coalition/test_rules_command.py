"""`manage.py rules`: the catalogue, listed and described."""

from __future__ import annotations

import json

from coalition.rules import catalogue
from coalition.rules.schema import rule_schema
from tests.coalition.commanding import answer, run


def test_the_catalogue_is_listed_one_rule_a_line() -> None:
    status, out, _ = run("rules")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == list(catalogue.rule_ids())


def test_a_configuration_says_so_and_law_names_its_basis() -> None:
    kinds = {entry["id"]: entry["basis"] for entry in answer("rules")}
    assert kinds["coalition-core-e3"] == kinds["e3"] == "configuration"
    assert (kinds["eu-qmv"], kinds["weu-unanimity"]) == ("treaty", "history")
    assert "This is the coalition’s own configuration." in run("rules", "coalition-core-e3")[1]


def test_a_rule_is_described_with_the_numbers_of_a_roll() -> None:
    about = answer("rules", "eu-qmv", "--roll", "eu-27", "--language", "fr")
    assert about["sentence"].startswith("Le texte est adopté si au moins 55\u00a0% des membres (15 sur 27) votent pour")
    assert about["rule"] == catalogue.document("eu-qmv")
    assert len(about["unverified"]) == 2


def test_the_rolls_are_listed() -> None:
    listed = {entry["id"]: len(entry["members"]) for entry in answer("rules", "--rolls")}
    assert listed["coalition-35"] == 35


def test_a_rule_says_for_what_it_may_be_used() -> None:
    assert "Not for defence and military matters. Only among the 27 members of its body." in run("rules", "eu-qmv")[1]
    assert "Seulement pour les questions de procédure." in run("rules", "unsc-procedural", "--language", "fr")[1]


def test_the_schema_is_printed() -> None:
    assert json.loads(run("rules", "--schema")[1]) == rule_schema()


def test_an_unknown_rule_is_one_line() -> None:
    status, out, err = run("rules", "eu-qvm")
    assert (status, out) == (2, "")
    assert err == "eu-qvm: the catalogue has no rule of this id, and there is no such file"
