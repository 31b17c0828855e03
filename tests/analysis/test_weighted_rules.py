"""A rule that is one weighted test is counted by generating functions: the same as on its diagram, and case by case."""

from __future__ import annotations

from math import comb

from hypothesis import given, settings
from hypothesis import strategies as st

from coalition.analysis import Analysis, analyse
from coalition.analysis.power import Power
from coalition.analysis.swings import SwingsOfDiagram
from coalition.analysis.weighted import WeightedSwings
from coalition.rules.rolls import Roll
from tests.analysis.bodies import NICE_27, in_catalogue, rule, weighted
from tests.analysis.brute import Brute

NEEDS = st.integers(1, 80)
WEIGHTS = st.lists(st.integers(0, 12), min_size=1, max_size=9)


def on_the_diagram(analysis: Analysis) -> Power:
    return Power(SwingsOfDiagram(analysis.yes_or_no))


def everything(power: Power) -> tuple[object, ...]:
    return (
        power.winning_coalitions,
        power.swings_by_size,
        power.swings,
        power.banzhaf,
        power.shapley,
        power.dummies,
        power.vetoers,
        power.dictator,
        power.same_power,
        power.power_to_prevent,
        power.power_to_initiate,
    )


@settings(max_examples=150, deadline=None)
@given(NEEDS, WEIGHTS)
def test_as_on_the_diagram_and_case_by_case(need: int, weights: list[int]) -> None:
    analysis = weighted(need, weights)
    assert everything(analysis.power) == everything(on_the_diagram(analysis))
    brute = Brute(analysis.compiled)
    assert analysis.power.winning_coalitions == brute.winning()
    for member in brute.voters:
        assert analysis.power.swings_by_size[member] == tuple(brute.swings_by_size(member))


def test_the_council_of_nice_needs_no_diagram() -> None:
    for need in (1, 3, 90, 172, 173, 174, 255, 256, sum(NICE_27), sum(NICE_27) + 1):
        analysis = weighted(need, NICE_27)
        by_weights = everything(analysis.power)
        assert analysis.nodes_built == 0
        assert by_weights == everything(on_the_diagram(analysis))


def test_swings_alone_are_those_of_all_sizes() -> None:
    alone = weighted(255, NICE_27).power.swings
    assert alone == {member: sum(sizes) for member, sizes in weighted(255, NICE_27).power.swings_by_size.items()}


def test_two_hundred_members_of_uneven_weight() -> None:
    """Nobody could go through these; how many lose is counted weight by weight."""
    weights = [1 + seat * seat % 5 for seat in range(200)]
    power = weighted(sum(weights) // 2 + 1, weights).power
    assert isinstance(power.counted, WeightedSwings)
    assert sum(power.shapley.values()) == 1
    assert power.winning_coalitions == (1 << 200) - losing(weights, sum(weights) // 2)


def losing(weights: list[int], most: int) -> int:
    ways = [1] + [0] * most
    for weight in weights:
        for total in range(most, weight - 1, -1):
            ways[total] += ways[total - weight]
    return sum(ways)


def test_large_weights_and_other_rules_stand_on_a_diagram() -> None:
    large = weighted(10**9, [10**8 + seat for seat in range(20)])
    assert isinstance(large.power.counted, SwingsOfDiagram)
    assert large.power.winning_coalitions == sum(comb(20, size) for size in range(10, 21))
    assert isinstance(in_catalogue("eu-qmv", "eu-27").power.counted, SwingsOfDiagram)


def test_no_veto_is_a_weighted_test_and_a_no_that_adopts_is_not() -> None:
    assert isinstance(in_catalogue("nato-consensus", "nato-32").power.counted, WeightedSwings)
    roll = Roll(("A", "B", "C"))
    power = analyse(rule({"in": ["no"], "at_least": 2}), roll).power
    assert isinstance(power.counted, SwingsOfDiagram)
    assert power.swings == {"A": -2, "B": -2, "C": -2}
