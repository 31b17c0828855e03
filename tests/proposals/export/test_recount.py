"""The verifier's own tally agrees with `coalition.rules`, to the last figure of every condition."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.rules import catalogue
from coalition.rules.deciding import decide
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from proposals.export.verifier import BadRuleError, recount
from tests.rules.strategies import positions, rolls, rules
from tests.rules.test_vectors import CASES, positions_of, roll_of

FACTS = st.sets(st.sampled_from(("urgency", "population_check")))
BINDS = ("nobody", "in_favour", "participants", "all_but_declared", "all")
MANNERS = ("vote", "consensus", "silence", "opt_in")


@st.composite
def whole_rules(draw: st.DrawFn) -> dict[str, Any]:
    """A random rule with everything around its conditions that changes what is recorded."""
    rule = draw(rules())
    if draw(st.booleans()):
        rule["effect"] = draw(st.sampled_from((*BINDS, {"binds": "in_favour", "political": True})))
    if draw(st.booleans()):
        rule["manner"] = draw(st.sampled_from(MANNERS))
    if draw(st.integers(0, 9)) == 0:
        rule = {key: rule[key] for key in ("id", "quorum", "read") if key in rule} | {"manner": "answers"}
    if draw(st.booleans()):
        rule["version"] = draw(st.sampled_from((7, "2026-1")))
    return rule


@st.composite
def cases(draw: st.DrawFn) -> tuple[Any, ...]:
    """A rule, a roll, positions, facts, and who accepted the rules of procedure; some rolls lack a weight."""
    roll = draw(rolls())
    if draw(st.integers(0, 4)) == 0:
        del roll["weights"]["population"]
    accepted = draw(st.none() | st.frozensets(st.sampled_from(roll["members"])))
    return draw(whole_rules()), roll, draw(positions(roll["members"])), draw(FACTS), accepted


def app(document: Any, roll: Any, ballots: Any, facts: Any, accepted: Any = None) -> Any:
    taken = {member: Position(position) for member, position in ballots.items()}
    return decide(read_rule(document), Roll.from_json(roll), taken, facts, accepted).to_json()


@settings(max_examples=1500, deadline=None)
@given(cases())
def test_every_figure_of_a_random_rule_agrees(case: Any) -> None:
    try:
        expected = app(*case)
    except ValueError:
        with pytest.raises(BadRuleError):
            recount(*case)
        return
    counted = recount(*case)
    assert counted == expected


@pytest.mark.parametrize(("rule_id", "index"), CASES)
def test_every_worked_case_of_the_catalogue_agrees(rule_id: str, index: int) -> None:
    case: Any = catalogue.vectors(rule_id)[index]
    roll, document, facts = roll_of(case), catalogue.document(rule_id), case.get("facts", [])
    ballots = {member: position.value for member, position in positions_of(case, roll).items()}
    counted = recount(document, roll.to_json(), ballots, facts)
    assert counted["result"] == case["result"]
    assert counted == app(document, roll.to_json(), ballots, facts)
