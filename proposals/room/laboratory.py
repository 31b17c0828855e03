"""The rule laboratory: who has what power against what weight, and what a change of rule or roll does to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

from coalition.analysis import Analysis, AnalysisError, TooLarge, analyse, limits
from coalition.analysis.answers import minimal_answer, power_answer
from coalition.analysis.keeping import kept_analysis
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule

WEIGHT = "population"


@dataclass(frozen=True)
class Measured:
    """One member: shares of weight, of the square root of it (Penrose), and of power. `weight` None: the roll has none.

    `root` is a float: square roots are no fractions. Its error is that of one division of doubles.
    """

    member: str
    weight: int | None
    share: Fraction | None
    root: float | None
    banzhaf: Fraction
    shapley: Fraction
    prevents: Fraction


@dataclass(frozen=True)
class Side:
    """A rule on a roll, measured over yes and no, every division alike. `minimal` None: they take too long to count."""

    rule: Rule
    roll: Roll
    analysis: Analysis
    members: tuple[Measured, ...]
    power: Mapping[str, Any]
    decisiveness: Fraction
    minimal: Mapping[str, Any] | None


def measured(rule: Rule, roll: Roll, *, facts: tuple[str, ...] = (), supposed: bool = False, listed: int = 5) -> Side:
    """Measure; what is `supposed` is compiled for this answer alone and not kept.

    Raises `RollError`, `AnalysisError` and `TooLarge`.
    """
    budget = limits.nodes_at_once(rule, roll)
    analysis = analyse(rule, roll, facts, budget) if supposed else kept_analysis(rule, roll, facts, budget)
    limits.check_power(analysis)
    return Side(
        rule,
        roll,
        analysis,
        _members(analysis, roll),
        power_answer(analysis, roll.members),
        analysis.power.power_to_act,
        _minimal(analysis, listed),
    )


def _members(analysis: Analysis, roll: Roll) -> tuple[Measured, ...]:
    power, weights = analysis.power, roll.weights.get(WEIGHT)
    total = sum(weights[m] for m in analysis.voters) if weights else 0
    roots = sum(sqrt(weights[m]) for m in analysis.voters) if weights else 0.0
    return tuple(
        Measured(
            member,
            weights[member] if weights else None,
            Fraction(weights[member], total) if weights and total else None,
            sqrt(weights[member]) / roots if weights and roots else None,
            power.banzhaf[member],
            power.shapley[member],
            power.power_to_prevent[member],
        )
        for member in sorted(analysis.voters, key=lambda m: (-power.banzhaf[m], -(weights or {}).get(m, 0), m))
    )


def _minimal(analysis: Analysis, listed: int) -> dict[str, Any] | None:
    try:
        winning, blocking = limits.minimal(analysis)
        return {"winning": minimal_answer(winning, listed), "blocking": minimal_answer(blocking, listed)}
    except (TooLarge, AnalysisError):
        return None
