"""Every worked case of the catalogue gives its result, by the inequalities and by the naive reading."""

from __future__ import annotations

from typing import Any

import pytest

from coalition.rules import catalogue
from coalition.rules.deciding import decide
from coalition.rules.interpreting import interpret
from coalition.rules.positions import Position
from coalition.rules.rolls import Roll

CASES = [(rule_id, index) for rule_id in catalogue.rule_ids() for index in range(len(catalogue.vectors(rule_id)))]


def roll_of(case: dict[str, Any]) -> Roll:
    """The roll of a case: an id, or one of its own; a case may add groups."""
    roll = catalogue.roll(case["roll"]) if isinstance(case["roll"], str) else Roll.from_json(case["roll"])
    groups = {name: frozenset(members) for name, members in case.get("groups", {}).items()}
    return Roll(roll.members, roll.weights, {**roll.groups, **groups}, roll.suspended)


def positions_of(case: dict[str, Any], roll: Roll) -> dict[str, Position]:
    """The positions of a case; `others` is everybody else's."""
    given = {member: Position(name) for name, members in case["positions"].items() for member in members}
    rest = {member: Position(case["others"]) for member in roll.members} if "others" in case else {}
    return {**rest, **given}


@pytest.mark.parametrize(("rule_id", "index"), CASES)
def test_a_worked_case_gives_its_result(rule_id: str, index: int) -> None:
    case: Any = catalogue.vectors(rule_id)[index]
    roll = roll_of(case)
    positions = positions_of(case, roll)
    facts = case.get("facts", [])
    outcome = decide(catalogue.rule(rule_id), roll, positions, facts)
    assert outcome.result == case["result"], (case["description"], outcome.tally.counts)
    assert interpret(catalogue.document(rule_id), roll.to_json(), positions, facts) == case["result"]


def test_every_rule_has_cases_on_both_sides() -> None:
    """A rule that only ever adopts, or never does, has not been tried."""
    for rule_id in catalogue.rule_ids():
        results = {case["result"] for case in catalogue.vectors(rule_id)}
        assert len(results) >= 2 or results == {"recorded"}, rule_id
