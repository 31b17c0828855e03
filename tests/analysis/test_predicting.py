"""How large a diagram can become is said before it is built, and never too low."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given

from coalition.analysis import TooLarge, analyse, building
from coalition.analysis.building import _Builder, build
from coalition.analysis.games import YES_OR_NO, game_of
from coalition.analysis.predicting import predicted
from coalition.rules import catalogue
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from tests.analysis.bodies import NICE_27, in_catalogue, weighted
from tests.analysis.test_against_brute_force import cases, larger_cases, random_cases
from tests.benchmarks.analysis.test_growth import body

HUGE = 10**9


def check(rule: dict[str, Any], roll: dict[str, Any]) -> None:
    analysis = analyse(read_rule(rule), Roll.from_json(roll), ["urgency"])
    for positions in (YES_OR_NO, analysis.domain):
        for dropping in (True, False):
            game = game_of(analysis.compiled, positions, dropping=dropping)
            builder = _Builder(game, HUGE)
            assert builder.diagram().nodes <= builder.built <= predicted(game) <= predicted(game, HUGE)


@random_cases
@given(cases())
def test_never_too_low(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    check(*case)


@random_cases
@given(larger_cases())
def test_never_too_low_for_larger_bodies(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    check(*case)


@pytest.mark.parametrize(
    ("analysis", "times"),
    [
        (weighted(255, NICE_27), 3),
        (in_catalogue("eu-qmv", "eu-27"), 2.5),
        (in_catalogue("european-pillar-nato", "nato-32"), 2),
        (body(25, 1), 2.5),
        (body(20, 2), 10),  # of two weighted tests each is counted by itself
    ],
)
def test_and_not_much_too_high(analysis: Any, times: float) -> None:
    game = game_of(analysis.compiled, YES_OR_NO)
    builder = _Builder(game, HUGE)
    builder.diagram()
    assert builder.built <= predicted(game) <= times * builder.built


@pytest.mark.parametrize(("members", "weights"), [(50, 1), (50, 2), (200, 2)])
def test_a_refusal_comes_before_any_work(members: int, weights: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Builder, "diagram", lambda self: pytest.fail("began to build"))
    start = time.process_time()
    with pytest.raises(TooLarge, match=f"nodes may be needed for {members} members, weighted tests: {weights}"):
        _ = body(members, weights).power.swings
    assert time.process_time() - start < 5


def test_the_budget_is_kept_while_building_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "predicted", lambda game, enough: 0)
    analysis = in_catalogue("eu-qmv", "eu-27")
    with pytest.raises(TooLarge, match="nodes are reached at"):
        build(game_of(analysis.compiled, YES_OR_NO), 1000)


def test_every_rule_of_the_catalogue_fits_the_roll_of_its_first_case() -> None:
    for rule_id in catalogue.rule_ids():
        for case in catalogue.vectors(rule_id)[:1]:
            given_: Any = case
            roll = given_["roll"]
            roll = catalogue.roll(roll) if isinstance(roll, str) else Roll.from_json(roll)
            if rule_id in ("eu-42-7",) or given_.get("groups"):
                continue
            analysis = analyse(catalogue.rule(rule_id), roll, given_.get("facts", []))
            if analysis.compiled.rule.manner != "answers":
                assert predicted(game_of(analysis.compiled, analysis.domain), 600_000) < 600_000, rule_id
