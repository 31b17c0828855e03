"""The faults of other calculators, each pinned by name; and the exact edges."""

from __future__ import annotations

import pytest

from coalition.rules import catalogue
from coalition.rules.deciding import decide
from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.results import Result
from coalition.rules.rolls import Roll, RollError

EU = catalogue.roll("eu-27")


def counted(rule_id: str, yes: int, no: int, abstain: int = 0, absent: int = 0, roll: Roll | None = None) -> Outcome:
    """A division by numbers alone."""
    positions = [Position.YES] * yes + [Position.NO] * no + [Position.ABSTAIN] * abstain + [Position.ABSENT] * absent
    members = tuple(f"M{index:03}" for index in range(len(positions)))
    roll = roll or Roll(members)
    return decide(catalogue.rule(rule_id), roll, dict(zip(roll.members, positions, strict=True)))


def against(rule_id: str, *members: str, as_position: Position = Position.NO) -> Outcome:
    """The Council of 27, all in favour but these."""
    positions = {m: as_position if m in members else Position.YES for m in EU.members}
    return decide(catalogue.rule(rule_id), EU, positions)


def weighed(weights: list[int], yes: int) -> Outcome:
    """EU qualified majority among members of these populations, the first `yes` of them in favour."""
    members = tuple(f"M{index:02}" for index in range(len(weights)))
    roll = Roll(members, {"population": dict(zip(members, weights, strict=True))})
    return decide(catalogue.rule("eu-qmv"), roll, dict.fromkeys(members[:yes], Position.YES))


def test_65_percent_is_not_taken_as_more_than_65() -> None:
    exactly = weighed([5] * 20, 13)  # 13 of 20 members, 65 of 100
    assert exactly.conditions[1].children[0].have == exactly.conditions[1].children[0].need == 65
    assert exactly.adopted


def test_one_person_short_of_65_percent_is_short() -> None:
    short = weighed([49_999, *[50_000] * 11, 50_000, *[50_000] * 6, 50_001], 13)
    population = short.conditions[1].children[0]
    assert (population.have, population.need) == (649_999, 650_000)
    assert not short.adopted


def test_a_simple_majority_does_not_pass_at_exactly_half() -> None:
    assert counted("simple-majority", 50, 50).result is Result.REJECTED
    assert counted("simple-majority", 51, 50).adopted
    assert counted("absolute-majority", 5, 0, 5).result is Result.REJECTED


def test_unanimity_is_not_broken_by_an_abstention() -> None:
    assert against("eu-unanimity", "BE", as_position=Position.ABSTAIN).adopted
    assert counted("unanimity", 26, 0, 1).adopted
    assert not counted("unanimity", 26, 1).adopted


def test_the_four_member_blocking_rule_is_not_forgotten() -> None:
    three, four = against("eu-qmv", "DE", "FR", "IT"), against("eu-qmv", "DE", "FR", "IT", "MT")
    assert three.adopted
    assert not three.conditions[1].children[0].holds  # 53.0985% of the population
    assert not four.adopted


def test_fourteen_against_fifteen_members() -> None:
    largest = sorted(EU.members, key=lambda m: -EU.weights["population"][m])
    assert against("eu-qmv", *largest[14:]).result is Result.REJECTED
    assert against("eu-qmv", *largest[15:]).adopted


def test_quorum_counts_weight_where_weight_is_meant() -> None:
    roll = Roll(("A", "B", "C"), {"capital": {"A": 40, "B": 30, "C": 30}})
    two = {"B": Position.YES, "C": Position.YES}  # two thirds of the members, 60 of 100 of the capital
    outcome = decide(catalogue.rule("esm-qualified"), roll, two)
    assert [c.holds for c in outcome.conditions if c.role == "quorum"] == [True, False]
    assert outcome.result is Result.NO_QUORUM


def test_two_thirds_and_four_fifths_criteria() -> None:
    assert counted("two-thirds", 20, 10).adopted
    assert not counted("two-thirds", 19, 10).adopted
    assert counted("four-fifths", 20, 5).adopted
    assert not counted("four-fifths", 19, 5).adopted


def test_nobody_voting_adopts_nothing() -> None:
    for rule_id in ("simple-majority", "two-thirds", "four-fifths", "unga-two-thirds"):
        outcome = counted(rule_id, 0, 0, 10)
        assert outcome.result is Result.REJECTED
        assert (outcome.conditions[0].need, outcome.conditions[0].of_amount) == (1, 0)


def test_the_blocking_number_of_participants_is_computed_from_the_roll() -> None:
    """Four of the full Union, three of the euro area: the fewest holding more than 35%, plus one."""
    for roll_id, allowed in (("eu-27", 3), ("euro-area-21", 2)):
        roll = catalogue.roll(roll_id)
        outcome = decide(catalogue.rule("eu-qmv-participants"), roll, {})
        assert outcome.conditions[1].children[1].need == allowed


@pytest.mark.parametrize(("how", "number"), [("more_than", 2), ("at_least", 1)])
def test_the_fewest_holding_more_than_a_share_need_more_than_exactly_it(how: str, number: int) -> None:
    weights = {"A": 35, "B": 30, "C": 35 - 5, "D": 5}
    roll = Roll(tuple(weights), {"population": weights})
    rule = read_rule({"adopt": {"in": ["yes"], "at_least": {"weight": "population", how: "35%"}}})
    (condition,) = decide(rule, roll, {}).conditions
    assert condition.need == number


def test_weights_are_those_of_the_roll_given_not_of_today() -> None:
    frozen = Roll(EU.members, {"population": dict.fromkeys(EU.members, 1)})
    positions = {m: Position.NO if m in ("DE", "FR", "IT", "ES") else Position.YES for m in EU.members}
    assert decide(catalogue.rule("eu-qmv"), frozen, positions).adopted
    assert not decide(catalogue.rule("eu-qmv"), EU, positions).adopted


def test_a_missing_weight_is_named() -> None:
    with pytest.raises(RollError, match="'population'"):
        decide(catalogue.rule("eu-qmv"), Roll(("FR", "DE")), {})


def test_an_unknown_member_is_named() -> None:
    with pytest.raises(RollError, match="XX is not a member"):
        decide(catalogue.rule("consensus"), Roll(("FR",)), {"XX": Position.YES})


def test_huge_weights_stay_exact() -> None:
    """2**60 people and one: a double would call it a tie."""
    roll = Roll(("A", "B"), {"w": {"A": 2**60 + 1, "B": 2**60}})
    rule = read_rule({"adopt": {"weight": "w", "in": ["yes"], "more_than": "50%", "of": "roll"}})
    outcome = decide(rule, roll, {"A": Position.YES})
    assert outcome.adopted
    assert outcome.to_json()["conditions"][0]["have"] == str(2**60 + 1)  # type: ignore[index]
    assert Outcome.from_json(outcome.to_json()) == outcome
    assert not decide(rule, roll, {"B": Position.YES}).adopted
