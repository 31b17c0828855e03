"""The catalogue keeps its promises: the ids people script against, both languages, and what is law and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from coalition.rules import catalogue

RULES = """
simple-majority two-thirds absolute-majority unanimity consensus eu-qmv eu-qmv-72 eu-qmv-participants eu-unanimity
eu-simple-majority eu-cfsp eu-nice-27 eu-nice-28 eec-1958 unsc unsc-procedural unsc-1946 unga-simple unga-two-thirds
nato-consensus nato-silence osce-consensus osce-consensus-minus-one weu-unanimity esm-mutual-agreement esm-qualified
esm-emergency jef-opt-in e3 e6-with-e3 coalition-qmv coalition-core-e3 coalition-opt-in
"""
ROLLS = "coalition-35 eu-27 nato-32 jef-10 nb8 e3 e5 e6 weu-10 eec-6 unsc-2026"
KINDS = {"treaty", "practice", "history", "general", "configuration"}


def test_the_ids_that_people_script_against() -> None:
    assert set(RULES.split()) <= set(catalogue.rule_ids())
    assert set(ROLLS.split()) <= set(catalogue.roll_ids())


@pytest.mark.parametrize("rule_id", catalogue.rule_ids())
def test_an_entry_is_complete_in_both_languages(rule_id: str) -> None:
    document: Any = catalogue.document(rule_id)
    assert document["id"] == rule_id
    assert document["basis"]["kind"] in KINDS
    for key in ("title", "basis", "notes", "system"):
        assert {"en", "fr"} <= set(document[key]), key
    for entry in (*document.get("unverified", []), *document.get("procedures", [])):
        assert {"en", "fr"} <= set(entry)


@pytest.mark.parametrize("rule_id", catalogue.rule_ids())
def test_a_rule_brings_the_usual_members_of_every_group_it_names(rule_id: str) -> None:
    rule = catalogue.rule(rule_id)
    assert rule.group_names == frozenset(rule.groups)


def test_no_rule_of_the_coalition_or_its_circles_claims_to_be_law() -> None:
    own = [
        rule_id for rule_id in catalogue.rule_ids() if rule_id.split("-")[0] in ("coalition", "e3", "e5", "e6", "nb8")
    ]
    assert len(own) >= 10
    for rule_id in own:
        document: Any = catalogue.document(rule_id)
        assert document["basis"] == {
            "kind": "configuration",
            "en": "The coalition’s own configuration",
            "fr": "Configuration propre à la coalition",
        }


def test_the_veto_of_three_is_called_one() -> None:
    notes: Any = catalogue.document("coalition-core-e3")["notes"]
    assert notes["en"].startswith("A veto of three")
    assert notes["fr"].startswith("Un veto à trois")


def test_the_procedures_that_come_with_rules_are_named() -> None:
    named: dict[str, set[str]] = {}
    for rule_id in catalogue.rule_ids():
        procedures: Any = catalogue.document(rule_id).get("procedures", [])
        for procedure in procedures:
            named.setdefault(procedure["kind"], set()).add(rule_id)
            referred = procedure.get("rules", [procedure["rule"]] if "rule" in procedure else [])
            assert set(referred) <= set(catalogue.rule_ids())
    assert set(named) == {
        "silence",
        "proxy",
        "join_later",
        "widening_circles",
        "emergency_brake",
        "consultation",
        "call_to_full_roll",
    }
    assert "eu-cfsp-qmv" in named["emergency_brake"]
    assert "defence-core-of-four" in named["call_to_full_roll"]


@pytest.mark.parametrize(
    ("rule_id", "text"),
    [
        ("eu-qmv", "31(4)"),
        ("eu-unanimity", "contested"),
        ("eu-42-7", "not re-read"),
        ("weu-unanimity", "abstention"),
        ("unga-simple", "second vote"),
        ("imf-85", "The whole of this entry"),
    ],
)
def test_what_was_not_read_in_a_source_is_marked(rule_id: str, text: str) -> None:
    unverified: Any = catalogue.document(rule_id)["unverified"]
    assert any(text in entry["en"] for entry in unverified)
