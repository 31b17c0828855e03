"""Two readings of every rule agree: the compiled inequalities, and the naive walk over its JSON."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.rules.compiling import compile_rule
from coalition.rules.deciding import decide
from coalition.rules.electorate import participants
from coalition.rules.interpreting import interpret
from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from tests.rules.strategies import POSITIONS, positions, rolls, rules

facts = st.sets(st.sampled_from(("urgency", "population_check")))


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], dict[str, str], set[str]]:
    roll = draw(rolls())
    return draw(rules()), roll, draw(positions(roll["members"])), draw(facts)


def outcome_of(document: Any, roll: Any, ballots: Any, given_facts: Any) -> Outcome:
    taken = {member: Position(position) for member, position in ballots.items()}
    return decide(read_rule(document), Roll.from_json(roll), taken, given_facts)


@settings(max_examples=300, deadline=None)
@given(cases())
def test_compiled_and_naive_readings_agree(case: Any) -> None:
    document, roll, ballots, given_facts = case
    assert outcome_of(*case).result == interpret(document, roll, ballots, sorted(given_facts))


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_compiled_rule_alone_gives_the_same_result(case: Any) -> None:
    document, roll_json, ballots, given_facts = case
    rule, roll = read_rule(document), Roll.from_json(roll_json)
    taken = {member: Position(position) for member, position in ballots.items()}
    compiled = compile_rule(rule, participants(rule, roll, taken), given_facts)
    assert compiled.result(taken) == outcome_of(*case).result


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_reasons_say_what_the_result_says(case: Any) -> None:
    outcome = outcome_of(*case)
    by_role = {role: [c.holds for c in outcome.conditions if c.role == role] for role in ("quorum", "adopt", "reject")}
    assert (outcome.result == "no_quorum") is not all(by_role["quorum"])
    if outcome.result != "no_quorum":
        assert (outcome.result == "adopted") is all(by_role["adopt"])


@settings(max_examples=60, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_reordering_changes_nothing(case: Any, random: Any) -> None:
    document, roll, ballots, given_facts = case
    members, shuffled = list(roll["members"]), list(ballots.items())
    random.shuffle(members)
    random.shuffle(shuffled)
    assert outcome_of(document, {**roll, "members": members}, dict(shuffled), given_facts) == outcome_of(*case)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_renaming_members_changes_nothing(case: Any) -> None:
    document, roll, ballots, given_facts = case
    new = {member: f"X{index}" for index, member in enumerate(reversed(roll["members"]))}
    renamed = {
        "members": [new[m] for m in roll["members"]],
        "weights": {name: {new[m]: w for m, w in by.items()} for name, by in roll["weights"].items()},
        "groups": {name: [new[m] for m in group] for name, group in roll["groups"].items()},
        "suspended": [new[m] for m in roll["suspended"]],
    }
    tie = document.get("tie")
    if isinstance(tie, dict) and tie.get("casting") in new:
        document = {**document, "tie": {"casting": new[tie["casting"]]}}
    after = outcome_of(document, renamed, {new[m]: p for m, p in ballots.items()}, given_facts)
    before = outcome_of(*case)
    assert after.result == before.result
    assert set(after.bound) == {new[m] for m in before.bound}


def split(value: Any, into: str) -> Any:
    """The rule with every test, wherever it stands, in two equal ones: both must hold, or either may."""
    if isinstance(value, list):
        return [split(item, into) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {key: split(item, into) for key, item in value.items()}
    if "in" not in value:
        return inner
    return {"some": 2, "of": [inner, inner]} if into == "some" else {into: [inner, inner]}


@settings(max_examples=100, deadline=None)
@given(cases(), st.sampled_from(("all", "any", "some")))
def test_splitting_a_threshold_into_equal_ones_changes_nothing(case: Any, into: str) -> None:
    document, roll, ballots, given_facts = case
    after, before = outcome_of(split(document, into), roll, ballots, given_facts), outcome_of(*case)
    assert (after.result, after.bound) == (before.result, before.bound)
    assert read_rule(split(document, into)).monotone == read_rule(document).monotone


@settings(max_examples=60, deadline=None)
@given(cases())
def test_asking_the_same_twice_changes_nothing(case: Any) -> None:
    document, roll, ballots, given_facts = case
    twice = {**document, "adopt": {"all": [document["adopt"], document["adopt"]]}}
    assert outcome_of(twice, roll, ballots, given_facts).result == outcome_of(*case).result


@settings(max_examples=200, deadline=None)
@given(cases(), st.data())
def test_more_yes_never_undoes_an_adoption_under_a_monotone_rule(case: Any, data: st.DataObject) -> None:
    document, roll, ballots, given_facts = case
    before = outcome_of(*case)
    if not read_rule(document).monotone or not before.adopted:
        return
    # Joining a vote of participants changes the roll: it is not a further yes in the same vote.
    may = [m for m in roll["members"] if not (document.get("participants_only") and ballots.get(m) == POSITIONS[4])]
    if not may:
        return
    member = data.draw(st.sampled_from(may))
    assert outcome_of(document, roll, {**ballots, member: "yes"}, given_facts).adopted


@settings(max_examples=200, deadline=None)
@given(cases())
def test_tallies_account_for_everyone_and_outcomes_survive_json(case: Any) -> None:
    import json

    _, roll, *_ = case
    outcome = outcome_of(*case)
    assert outcome.tally.total + len(outcome.tally.suspended) == len(roll["members"])
    assert Outcome.from_json(json.loads(json.dumps(outcome.to_json()))) == outcome
