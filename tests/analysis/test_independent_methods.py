"""Bodies too large for brute force, against methods that share nothing with the diagram."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from math import comb

from coalition.analysis import analyse, limits
from coalition.rules import catalogue
from coalition.rules.rolls import Roll
from tests.analysis.bodies import NICE_27, in_catalogue, least_by_search, names, rule, weighted


def generating_function(weights: Iterable[int]) -> Counter[tuple[int, int]]:
    """How many coalitions have this size and this weight."""
    counts: Counter[tuple[int, int]] = Counter({(0, 0): 1})
    for weight in weights:
        for (size, total), ways in list(counts.items()):
            counts[size + 1, total + weight] += ways
    return counts


def test_nice_by_generating_functions() -> None:
    power = weighted(255, NICE_27).power
    seat_of = {weight: seat for seat, weight in enumerate(NICE_27)}
    for weight, seat in seat_of.items():
        others = generating_function([w for other, w in enumerate(NICE_27) if other != seat])
        by_size = [0] * len(NICE_27)
        for (size, total), ways in others.items():
            by_size[size] += ways * (255 - weight <= total < 255)
        assert power.swings_by_size[f"M{seat:02}"] == tuple(by_size)


def test_the_council_in_law_asks_for_a_majority_of_members_too() -> None:
    roll = catalogue.roll("eu-27-2008")
    counts = generating_function(roll.weights["votes"][m] for m in roll.members)
    won = sum(ways for (size, total), ways in counts.items() if total >= 255 and size > 27 / 2)
    assert in_catalogue("eu-nice-27", "eu-27-2008").power.winning_coalitions == won


class Halves:
    """Meet in the middle: the coalitions with at least so many members and so much weight."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        half = len(weights) // 2
        values = list(weights.values())
        self.first = self.subsets(values[half:])
        second = self.subsets(values[:half])
        self.sorted = [sorted(w for size, w in second if size >= least) for least in range(half + 1)]

    @staticmethod
    def subsets(weights: list[int]) -> list[tuple[int, int]]:
        found = [(0, 0)]
        for weight in weights:
            found += [(size + 1, total + weight) for size, total in found]
        return found

    def count(self, least: int, need: int) -> int:
        found = 0
        for size, total in self.first:
            row = max(least - size, 0)
            if row < len(self.sorted):
                heavy = self.sorted[row]
                found += len(heavy) - bisect_left(heavy, need - total)
        return found


def double_majority(weights: Mapping[str, int], least: int, need: int, waived: int) -> int:
    """The coalitions of `least` members that weigh `need`, or that have `waived` members."""
    halves = Halves(weights)
    many = sum(comb(len(weights), size) for size in range(max(waived, 0), len(weights) + 1))
    return many + halves.count(least, need) - halves.count(max(waived, least), need)


def check_double_majority(rule_id: str, roll_id: str, asked: Iterable[str]) -> None:
    power, roll = in_catalogue(rule_id, roll_id).power, catalogue.roll(roll_id)
    weights = roll.weights["population"]
    n, need = len(weights), -(-65 * sum(weights.values()) // 100)
    least, waived = -(-55 * n // 100), n - 3
    assert power.winning_coalitions == double_majority(weights, least, need, waived)
    for member in asked:
        others = {other: weight for other, weight in weights.items() if other != member}
        yes = double_majority(others, least - 1, need - weights[member], waived - 1)
        assert power.swings[member] == yes - double_majority(others, least, need, waived)


def test_27_with_exact_populations_by_meeting_in_the_middle() -> None:
    check_double_majority("eu-qmv", "eu-27", catalogue.roll("eu-27").members)


def test_35_with_exact_populations_by_meeting_in_the_middle() -> None:
    check_double_majority("coalition-qmv", "coalition-35", ["JP"])


def test_a_core_and_two_thirds_of_60_by_binomials() -> None:
    members = names(60)
    core = {"group": "E3", "in": ["yes"], "at_least": "100%", "of": "roll"}
    roll = Roll(tuple(members), groups={"E3": frozenset(members[:3])})
    analysis = analyse(rule({"all": [core, {"in": ["yes"], "at_least": "2/3", "of": "roll"}]}), roll)
    won = sum(comb(57, size) for size in range(37, 58))
    power = analysis.power
    assert power.winning_coalitions == won
    assert (power.swings["M00"], power.swings["M59"]) == (won, comb(56, 36))
    assert sum(power.shapley.values()) == 1
    assert (analysis.minimal_winning.count, analysis.minimal_blocking.count) == (comb(57, 37), 3 + comb(57, 21))
    assert (analysis.minimal_winning.sizes, analysis.minimal_blocking.sizes) == (
        {40: comb(57, 37)},
        {1: 3, 21: comb(57, 21)},
    )


def test_minimal_coalitions_of_27_and_35_as_found_without_reading_the_tests() -> None:
    """Who is the least desirable is read off the tests: the same is found where each implication is searched for."""
    union = analyse(catalogue.rule("eu-qmv"), catalogue.roll("eu-27"))
    for found in (union.minimal_winning, union.minimal_blocking):
        assert least_by_search(found.diagram).sizes == found.sizes
    core = analyse(catalogue.rule("coalition-core-e3-population"), catalogue.roll("coalition-35"))
    winning, blocking = limits.minimal(core)
    assert (winning.count, blocking.count) == (300342960, 267235983)  # searched for: a quarter of a minute each
    assert (blocking.sizes[1], set(blocking.first[:3])) == (3, {("DE",), ("FR",), ("GB",)})
    assert limits.minimal(core) == (winning, blocking)
