"""A rule begun from in the form and written again is the same rule: nothing of it is lost, nothing changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalition.rules import catalogue
from coalition.rules.deciding import decide
from coalition.rules.errors import RollError
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from tests.frontend.rulebook.builder.desk import a_desk, begun, composed, sent
from tests.rules import strategies

SAYS = ("adopt", "quorum", "reject", "read", "disregard", "participants_only", "manner", "admissible", "procedures")
DESK = a_desk()


def test_every_rule_of_the_catalogue_is_tried() -> None:
    assert len(catalogue.rule_ids()) == 91


@pytest.mark.parametrize("rule_id", catalogue.rule_ids())
def test_a_rule_of_the_catalogue_goes_through_the_form_whole(rule_id: str) -> None:
    rule = catalogue.rule(rule_id)
    built = composed(sent(begun(rule, DESK)), DESK)
    source = rule.to_json()
    assert built.problems == []
    assert built.rule is not None
    for key in (*SAYS, "title", "notes", "groups"):
        assert built.document.get(key) == source.get(key), key
    assert built.rule.effect == rule.effect
    assert built.rule.tie == rule.tie
    assert built.document["basis"]["kind"] == "configuration"


@given(strategies.rules())
def test_what_is_written_reads_back_as_the_same_document(source: dict[str, Any]) -> None:
    first = composed(sent(begun(read_rule(source), DESK)), DESK)
    assert first.rule is not None, first.problems
    again = composed(sent(begun(first.rule, DESK)), DESK)
    assert again.document == first.document


@given(strategies.rules(), strategies.rolls(), st.data())
def test_what_is_written_decides_as_the_rule_it_was_begun_from(
    source: dict[str, Any], roll_json: dict[str, Any], data: st.DataObject
) -> None:
    rule, roll = (
        read_rule(source),
        Roll(tuple(roll_json["members"]), roll_json["weights"], roll_json["groups"], frozenset(roll_json["suspended"])),
    )
    built = composed(sent(begun(rule, DESK)), DESK)
    assert built.rule is not None, built.problems
    given_positions = data.draw(strategies.positions(roll_json["members"]))
    positions = {m: Position(p) for m, p in given_positions.items() if m in roll.voters}
    facts = frozenset(data.draw(st.lists(st.sampled_from(sorted(rule.facts)), unique=True)) if rule.facts else [])
    assert _result(built.rule, roll, positions, facts) == _result(rule, roll, positions, facts)


def _result(rule: Any, roll: Roll, positions: dict[str, Position], facts: frozenset[str]) -> object:
    try:
        outcome = decide(rule, roll, positions, facts)
    except RollError as error:
        return str(error)
    return outcome.result, outcome.bound


def test_what_lies_too_deep_for_the_form_is_kept_as_it_is() -> None:
    deep: dict[str, Any] = {"in": ["yes"], "at_least": 1}
    for _level in range(20):
        deep = {"all": [deep, {"in": ["no"], "at_most": 0}]}
    rule = read_rule({"id": "deep", "adopt": deep})
    draft = begun(rule, DESK)
    built = composed(sent(draft), DESK)
    assert built.document["adopt"] == deep
    assert any(node.kind == "raw" for node in _all(draft.tree("adopt")))


def _all(node: Any) -> list[Any]:
    return [node, *(each for child in node.children for each in _all(child))]
