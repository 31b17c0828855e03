"""What a chair waits for: every answer after each ballot, and the command from cold."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from coalition.analysis import Analysis
from coalition.rules import catalogue
from coalition.rules.positions import Position
from tests.analysis.bodies import in_catalogue
from tests.benchmarks.analysis.measuring import table

ROOT = Path(__file__).parents[3]
ODDS = {Position.YES: Fraction(6, 10), Position.ABSTAIN: Fraction(1, 10)}


def milliseconds(job: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """The best of three runs; in processor time, which other work on the machine changes least."""
    best = float("inf")
    for _ in range(3):
        start = clock()
        job()
        best = min(best, clock() - start)
    return 1000 * best


def answers(analysis: Analysis, positions: dict[str, Position]) -> dict[str, float]:
    """Each answer on its own, after the cut that all share. How many sets there are is asked with the least size."""
    vote = analysis.vote(positions)
    odds = dict.fromkeys(vote.undecided, ODDS)
    assert vote.diagram

    def odds_and_influence() -> object:
        forecast = vote.forecast(odds)
        return forecast.probability, forecast.influence

    return {
        "settled": milliseconds(lambda: analysis.vote(positions).settled),
        "odds": milliseconds(odds_and_influence),
        "smallest": milliseconds(lambda: (vote.carry().cost, vote.block().cost)),
        "how many": milliseconds(lambda: (vote.carry().count, vote.block().count)),
    }


@pytest.mark.benchmark
def test_after_each_ballot() -> None:
    analysis = in_catalogue("coalition-qmv", "coalition-35")
    assert analysis.whole.nodes
    weights = catalogue.roll("coalition-35").weights["population"]
    for title, order in (
        ("largest first", sorted(weights, key=lambda member: -weights[member])),
        ("smallest first", sorted(weights, key=lambda member: weights[member])),
    ):
        rows: list[tuple[object, ...]] = []
        for cast in (0, 1, 2, 4, 6, 8, 12, 16, 20):
            taken = {m: Position.NO if seat % 4 == 3 else Position.YES for seat, m in enumerate(order[:cast])}
            times = answers(analysis, taken)
            together = times["settled"] + times["odds"] + times["smallest"]
            with_counts = together - times["smallest"] + times["how many"]
            rows.append((cast, *(f"{value:.1f}" for value in (*times.values(), together, with_counts))))
        header = (
            "ballots",
            "cut and settled",
            "probability and influence",
            "smallest sets",
            "these and how many",
            "together",
            "with how many",
        )
        table(f"35 members, after so many ballots, {title} (ms)", header, rows)


@pytest.mark.benchmark
def test_from_cold() -> None:
    manage = [sys.executable, str(ROOT / "manage.py")]

    def run(*arguments: str) -> float:
        return milliseconds(
            lambda: subprocess.run(arguments, check=True, capture_output=True, cwd=ROOT), time.perf_counter
        )

    bare, django = run(sys.executable, "-c", "pass"), run(*manage, "rules", "eu-qmv")
    whole = run(*manage, "analyse", "--rule", "eu-qmv", "--roll", "eu-27", "--json")
    rows: list[tuple[object, ...]] = [
        (f"{bare:.0f}", f"{django:.0f}", f"{whole:.0f}", f"{whole / (bare + django):.2f}x")
    ]
    header = ("bare interpreter", "manage.py that says a rule", "manage.py analyse", "ratio to both together")
    table("EU-27 from cold (ms)", header, rows)
