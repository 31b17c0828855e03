"""The analysis beside the packages of the index: build and both indices of every member, time and memory."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from coalition.analysis import Analysis, analyse
from coalition.rules import catalogue
from coalition.rules.rolls import Roll
from tests.analysis.bodies import NICE_27, in_catalogue, names, rule, weighted
from tests.benchmarks.analysis.measuring import measured, table
from tests.benchmarks.analysis.peers import PEERS, Body, agree, is_there


def double_majority(name: str, rule_id: str, roll_id: str) -> Body:
    """55% of members with 65% of the population, the population waived where fewer than four are against."""
    weights = catalogue.roll(roll_id).weights["population"]
    order = tuple(sorted(weights, key=lambda member: -weights[member]))
    n, need = len(order), -(-65 * sum(weights.values()) // 100)
    ones, people = [1] * n, [weights[member] for member in order]
    either = ("or", (need, people), (n - 3, ones))
    return Body(name, lambda: in_catalogue(rule_id, roll_id), order, ("and", (-(-55 * n // 100), ones), either))


def core_and_two_thirds() -> Analysis:
    members = names(60)
    core = {"group": "E3", "in": ["yes"], "at_least": "100%", "of": "roll"}
    roll = Roll(tuple(members), groups={"E3": frozenset(members[:3])})
    return analyse(rule({"all": [core, {"in": ["yes"], "at_least": "2/3", "of": "roll"}]}), roll)


def bodies() -> list[Body]:
    council = ("CN", "FR", "GB", "RU", "US")
    others = tuple(m for m in catalogue.roll("unsc-2026").members if m not in council)
    return [
        Body(
            "EEC 1958 (6)",
            lambda: in_catalogue("eec-1958", "eec-6"),
            ("DE", "FR", "IT", "BE", "NL", "LU"),
            (12, [4, 4, 4, 2, 2, 1]),
        ),
        Body(
            "Security Council (15)",
            lambda: in_catalogue("unsc", "unsc-2026"),
            (*council, *others),
            (39, [7] * 5 + [1] * 10),
        ),
        Body("Nice (27), 255 votes", lambda: weighted(255, NICE_27), tuple(names(27)), (255, list(NICE_27))),
        double_majority("EU-27, exact populations", "eu-qmv", "eu-27"),
        double_majority("35 members, double majority", "coalition-qmv", "coalition-35"),
        Body(
            "E3 and two thirds of 60",
            core_and_two_thirds,
            tuple(names(60)),
            ("and", (3, [1] * 3 + [0] * 57), (40, [1] * 60)),
        ),
    ]


def both_indices(body: Body) -> Callable[[], tuple[list[Fraction], list[Fraction]]]:
    def job() -> tuple[list[Fraction], list[Fraction]]:
        power = body.ours().power
        shapley = power.shapley  # first, as all who ask for both do: the swings of each size are counted once
        return [power.banzhaf[m] for m in body.order], [shapley[m] for m in body.order]

    return job


@pytest.mark.benchmark
def test_beside_the_peers() -> None:
    there = {name: peer for name, peer in PEERS.items() if is_there(peer[0])}
    rows: list[tuple[object, ...]] = []
    for body in bodies():
        ours = measured(both_indices(body))
        cells: list[object] = []
        for name in PEERS:
            if name not in there or not there[name][2](body.game):
                cells.append("not installed" if name not in there else "cannot")
                continue
            figure = measured(lambda game=body.game, ask=there[name][1]: ask(game))  # type: ignore[misc]
            if isinstance(figure.answer, str):
                cells.append(f"fails: {figure.answer}")
                continue
            differs = "" if figure.seconds is None or agree(ours.answer, figure.answer) else " **differs**"
            cells.append(f"{figure} ({figure.times(ours)}){differs}")
        rows.append((body.name, ours, *cells))
    table("Build and both indices, beside the peers", ("body", "Concert", *PEERS), rows)
