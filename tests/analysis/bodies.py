"""Bodies that several tests ask about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from coalition.analysis import Analysis, analyse
from coalition.analysis.diagrams import Diagram
from coalition.analysis.minimal import Minimal
from coalition.rules import catalogue
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll

NICE_27 = (29, 29, 29, 29, 27, 27, 14, 13, 12, 12, 12, 12, 12, 10, 10, 10, 7, 7, 7, 7, 7, 4, 4, 4, 4, 4, 3)


def names(count: int) -> list[str]:
    return [f"M{number:02}" for number in range(count)]


def weighted(quota: int, weights: Sequence[int]) -> Analysis:
    """[quota; weights]: members M00, M01 ... in the order given."""
    members = names(len(weights))
    roll = Roll(tuple(members), {"votes": dict(zip(members, weights, strict=True))})
    return analyse(rule({"weight": "votes", "in": ["yes"], "at_least": quota}), roll)


def rule(adopt: dict[str, Any], **other: Any) -> Any:
    return read_rule({"adopt": adopt, **other})


def in_catalogue(rule_id: str, roll_id: str, *facts: str) -> Analysis:
    return analyse(catalogue.rule(rule_id), catalogue.roll(roll_id), facts)


def least_by_search(diagram: Diagram) -> Minimal:
    """The minimal coalitions where nothing is read off the tests."""
    found = Minimal(diagram)
    found.__dict__["_least"] = [False] * len(diagram.levels)
    return found
