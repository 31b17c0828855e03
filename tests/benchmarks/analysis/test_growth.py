"""How the diagram grows: nodes, time and memory by the number of members and of weighted tests."""

from __future__ import annotations

import random
from typing import Any

import pytest

from coalition.analysis import Analysis, TooLarge, analyse
from coalition.rules.rolls import Roll
from tests.analysis.bodies import names, rule
from tests.benchmarks.analysis.measuring import measured, table

MEMBERS = (10, 15, 20, 25, 30, 35, 40, 45, 50)


def body(n: int, weights: int) -> Analysis:
    """55% of the members, and 65% of each of so many weights: eight-digit numbers as uneven as populations."""
    drawn = random.Random(n)
    members = names(n)
    named = {
        f"w{number}": {member: int(10 ** drawn.uniform(5.5, 8)) for member in members} for number in range(weights)
    }
    tests: list[dict[str, Any]] = [{"in": ["yes"], "at_least": "55%", "of": "roll"}]
    tests += [{"weight": name, "in": ["yes"], "at_least": "65%", "of": "roll"} for name in named]
    return analyse(rule({"all": tests}), Roll(tuple(members), named))


def power(n: int, weights: int) -> int:
    analysis = body(n, weights)
    assert analysis.power.shapley
    return analysis.yes_or_no.nodes


@pytest.mark.benchmark
def test_growth() -> None:
    rows: list[tuple[object, ...]] = []
    for n in MEMBERS:
        cells: list[object] = []
        for weights in range(3):
            if cells and "too large" in str(cells[-1]):
                cells.append("too large")
                continue
            figure = measured(lambda n=n, weights=weights: power(n, weights))  # type: ignore[misc]
            refused = figure.answer == TooLarge.__name__
            cells.append(f"too large, said after {figure}" if refused else f"{figure.answer} nodes, {figure}")
        rows.append((n, *cells))
    table(
        "Growth: build and both indices (nodes, time, memory)",
        ("members", "count", "count and one weight", "count and two weights"),
        rows,
    )
