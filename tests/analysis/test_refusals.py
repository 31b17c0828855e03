"""What has no answer says so, and why."""

from __future__ import annotations

import pytest

from coalition.analysis import AnalysisError, TooLarge, analyse
from coalition.rules import catalogue
from coalition.rules.errors import RollError
from coalition.rules.positions import Position
from coalition.rules.rolls import Roll
from tests.analysis.bodies import in_catalogue, weighted


def test_a_diagram_past_its_budget_is_refused() -> None:
    analysis = analyse(catalogue.rule("eu-qmv"), catalogue.roll("eu-27"), budget=1000)
    with pytest.raises(
        TooLarge,
        match=r"nodes may be needed for 27 members, weighted tests: 1, and the budget is 1000\. Round the weights",
    ):
        _ = analysis.power.swings


def test_a_rule_that_decides_nothing_has_no_power_in_it() -> None:
    with pytest.raises(AnalysisError, match="decides nothing"):
        _ = in_catalogue("eu-42-7", "eu-27").power


@pytest.mark.parametrize(
    ("chances", "problem"),
    [
        ({Position.YES: 0.7, Position.ABSTAIN: 0.4}, "together they are at most 1"),
        ({Position.YES: -0.1}, "each is from 0 to 1"),
        ({Position.YES: float("nan")}, "not numbers"),
        ({"perhaps": 1}, "not numbers"),
    ],
)
def test_odds_that_are_none(chances: dict[Position, float], problem: str) -> None:
    with pytest.raises(AnalysisError, match=problem):
        _ = in_catalogue("e3", "e3").vote({}).forecast({"FR": chances})


def test_members_and_costs_that_cannot_be() -> None:
    vote = in_catalogue("e3", "e3").vote({})
    with pytest.raises(AnalysisError, match="IT does not vote"):
        vote.carry({"IT": 1})
    with pytest.raises(AnalysisError, match="a whole number from 1"):
        vote.carry({"FR": 0})
    with pytest.raises(RollError, match="IT is not a member"):
        in_catalogue("e3", "e3").vote({"IT": Position.YES})


def test_rules_of_different_bodies_are_not_compared() -> None:
    with pytest.raises(AnalysisError, match="the same voters"):
        in_catalogue("e3", "e3").differs_from(in_catalogue("eec-1958", "eec-6"))


def test_johnston_is_for_small_bodies() -> None:
    with pytest.raises(AnalysisError, match="at most 16 members"):
        _ = weighted(10, [1] * 17).small_body.johnston


def test_where_nobody_votes_nothing_moves() -> None:
    nobody = Roll(("AA", "BB"), suspended=frozenset({"AA", "BB"}))
    analysis = analyse(catalogue.rule("unanimity"), nobody)
    assert (analysis.power.winning_coalitions, analysis.power.shapley) == (0, {})
    assert analysis.vote({}).settled_as is False
    assert analysis.vote({}).carry().cost is None
