"""What a count and a weight say of each other while the diagram is built changes nothing but how much is built."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from coalition.analysis import analyse
from coalition.analysis.bounding import Bounds
from coalition.analysis.building import _Builder
from coalition.analysis.comparing import differing
from coalition.analysis.games import YES_OR_NO, Game, game_of
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from tests.analysis.bodies import in_catalogue
from tests.analysis.test_against_brute_force import larger_cases, random_cases
from tests.benchmarks.analysis.test_growth import body


def without_bounds(game: Game) -> _Builder:
    builder = _Builder(game, 10**9)
    builder.bounds.counts = frozenset()
    return builder


def check(game: Game, positions: tuple[Position, ...]) -> tuple[int, int]:
    """The same diagram; what was built for it with bounds and without."""
    ours, plain = _Builder(game, 10**9), without_bounds(game)
    with_bounds, reference = ours.diagram(), plain.diagram()
    assert differing(with_bounds, reference, positions) == 0
    assert with_bounds.nodes == reference.nodes
    assert ours.built <= plain.built
    return ours.built, plain.built


@random_cases
@given(larger_cases())
def test_any_rule(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    analysis = analyse(read_rule(case[0]), Roll.from_json(case[1]), ["urgency"])
    for positions in (YES_OR_NO, analysis.domain):
        check(game_of(analysis.compiled, positions), positions)


@pytest.mark.parametrize("analysis", [in_catalogue("eu-qmv", "eu-27"), body(20, 1), body(20, 2)])
def test_double_and_triple_majorities_take_less(analysis: Any) -> None:
    built, plain = check(game_of(analysis.compiled, YES_OR_NO), YES_OR_NO)
    assert built < 0.9 * plain


def test_what_a_count_says_of_a_weight() -> None:
    """Ten members weigh 1 to 10: any three at least 6, and any two at most 19."""
    roll = Roll(tuple("ABCDEFGHIJ"), {"w": {member: 1 + seat for seat, member in enumerate("ABCDEFGHIJ")}})
    tests = [{"in": ["yes"], "at_least": 3, "of": "roll"}, {"weight": "w", "in": ["yes"], "at_least": 9}]
    game = game_of(analyse(read_rule({"adopt": {"all": tests}}), roll).compiled, YES_OR_NO)
    count = next(number for number, row in enumerate(game.rows) if row.need == 3)
    bounds = Bounds(game, 1 - count)
    assert bounds.counts == {count}
    state = (0, 3, 9) if count == 0 else (0, 9, 3)
    low, high, implying = bounds.cut(state, frozenset({0, 1}), 0, 55)
    assert (low, high, implying[count + 1], implying[2 - count]) == (6, 19, 0, 9)
    assert bounds.cut(state, frozenset({count}), 0, 55)[:2] == (6, 55)
    assert bounds.cut(state, frozenset({1 - count}), 0, 55) == (0, 55, state)
