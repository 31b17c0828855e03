"""Rules as bodies have them, drawn at random: one to four thresholds, groups that must concur or may veto, groups that
decide inside. Every answer bit for bit against going through all cases, two-valued and with abstention and absence."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from coalition.analysis import Analysis, analyse
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from tests.analysis.bodies import names
from tests.analysis.brute import Brute

SHARES = ("1/3", "50%", "55%", "62%", "65%", "2/3", "72%", "3/4")


class Drawn:
    """A random rule on a random roll of so many members."""

    def __init__(self, seed: int, members: int) -> None:
        self.random = random.Random(seed)
        self.members = names(members)
        weights = {
            name: {member: self.random.randrange(1, 10**9) for member in self.members} for name in ("people", "wealth")
        }
        groups = {name: frozenset(self.random.sample(self.members, 3)) for name in ("core", "north")}
        self.roll = Roll(tuple(self.members), weights, groups)

    def threshold(self, counted: str = "yes") -> dict[str, Any]:
        base = self.random.choice(("roll", "roll", "present", "voting"))
        test = {"in": [counted], "at_least": self.random.choice(SHARES), "of": base}
        weight = self.random.choice((None, "people", "wealth"))
        return test | ({"weight": weight} if weight else {})

    def special(self) -> dict[str, Any]:
        seat = {"yes": self.threshold(), "no": self.threshold("no"), "else": "abstain"}
        return self.random.choice(
            (
                {"group": "core", "in": ["no"], "at_most": 0},
                {"group": "core", "in": ["yes"], "at_least": "100%", "of": "roll"},
                {"in": ["no"], "at_most": 0, "seats": {"north": seat}},
                {"in": ["yes"], "at_least": 3, "seats": {"north": seat | {"weight": 2}}},
                {"not": {"in": ["no", "abstain"], "at_least": self.random.randrange(2, 5)}},
            )
        )

    def analysis(self) -> Analysis:
        parts = [self.threshold() for _ in range(self.random.randrange(1, 5))]
        if self.random.random() < 0.5:
            parts = [{"any": parts}, self.threshold()]
        parts += [self.special() for _ in range(self.random.randrange(3))]
        least = self.random.choice((len(parts), len(parts), 1, max(1, len(parts) - 1)))
        return analyse(read_rule({"adopt": {"some": least, "of": parts}}), self.roll)

    def taken(self, members: int) -> dict[str, Position]:
        who = self.random.sample(self.members, members)
        return {member: self.random.choice((Position.YES, Position.NO, Position.ABSTAIN)) for member in who}


def normalised(shares: Mapping[str, Fraction]) -> dict[str, Fraction]:
    whole = sum(shares.values())
    return {member: share / whole if whole else Fraction(0) for member, share in shares.items()}


def check_power(analysis: Analysis, brute: Brute) -> None:
    power, won, all_ = analysis.power, brute.winning(), 1 << len(brute.voters)
    assert power.winning_coalitions == won
    assert power.power_to_act == Fraction(won, all_)
    swings = {member: brute.swings_by_size(member) for member in brute.voters}
    for member, sizes in swings.items():
        assert power.swings_by_size[member] == tuple(sizes)
        assert power.shapley[member] == brute.shapley(member)
        assert power.absolute_banzhaf[member] == Fraction(2 * sum(sizes), all_)
        assert power.power_to_prevent[member] == (Fraction(sum(sizes), won) if won else 0)
        assert power.power_to_initiate[member] == (Fraction(sum(sizes), all_ - won) if won < all_ else 0)
    assert power.banzhaf == normalised({member: Fraction(sum(sizes)) for member, sizes in swings.items()})
    for alike in power.same_power:
        assert len({(power.shapley[member], power.swings[member]) for member in alike}) == 1


def check_minimal(analysis: Analysis, brute: Brute) -> set[frozenset[str]]:
    for minimal, blocking in ((analysis.minimal_winning, False), (analysis.minimal_blocking, True)):
        listed = [frozenset(members) for members in minimal]
        assert len(listed) == len(set(listed)) == minimal.count
        assert set(listed) == brute.minimal(blocking)
    return brute.minimal()


def check_small_body(analysis: Analysis, brute: Brute, minimal: set[frozenset[str]]) -> None:
    johnston, packel, holler = ({member: Fraction(0) for member in brute.voters} for _ in range(3))
    for coalition in filter(brute.wins, brute.coalitions()):
        critical = [member for member in coalition if not brute.wins(coalition - {member})]
        for member in critical:
            johnston[member] += Fraction(1, len(critical))
    for coalition in minimal:
        for member in coalition:
            packel[member] += Fraction(1, len(coalition))
            holler[member] += 1
    small = analysis.small_body
    assert small.johnston == normalised(johnston)
    assert small.deegan_packel == normalised(packel)
    assert small.holler == normalised(holler)


@pytest.mark.parametrize("seed", range(30))
def test_over_yes_and_no(seed: int) -> None:
    analysis = Drawn(seed, 4 + seed % 5).analysis()
    brute = Brute(analysis.compiled)
    check_power(analysis, brute)
    check_small_body(analysis, brute, check_minimal(analysis, brute))


@pytest.mark.parametrize("seed", range(100, 115))
def test_over_all_positions(seed: int) -> None:
    drawn = Drawn(seed, 6)
    analysis = drawn.analysis()
    brute = Brute(analysis.compiled)
    vote = analysis.vote(drawn.taken(2))
    assert {vote.settled_as} - {None} == (
        futures if len(futures := brute.futures(vote.cast, analysis.domain)) == 1 else set()
    )
    tenths = {member: drawn.random.randrange(6) for member in vote.undecided}
    odds = {m: {Position.YES: Fraction(n, 10), Position.ABSTAIN: Fraction(3, 10)} for m, n in tenths.items()}
    full = {m: {**by, Position.NO: 1 - sum(by.values())} for m, by in odds.items()}
    full |= {member: {position: Fraction(1)} for member, position in vote.cast.items()}
    forecast = vote.forecast(odds)
    assert forecast.probability == brute.probability(full)
    for member in vote.undecided:
        yes, no = (brute.probability({**full, member: {p: Fraction(1)}}) for p in (Position.YES, Position.NO))
        assert forecast.influence[member] == yes - no


@pytest.mark.parametrize(("seed", "members"), [*((seed, 8) for seed in range(200, 215)), (300, 14)])
def test_the_cheapest_sets(seed: int, members: int) -> None:
    drawn = Drawn(seed, members)
    analysis = drawn.analysis()
    brute = Brute(analysis.compiled)
    vote = analysis.vote(drawn.taken(2))
    costs = {member: drawn.random.randrange(1, 4) for member in vote.undecided}
    for found, to, others, goal in (
        (vote.carry(costs), Position.YES, Position.NO, True),
        (vote.block(costs), Position.NO, Position.YES, False),
    ):
        least, sets = brute.cheapest(vote.cast, to, others, costs, goal)
        listed = [frozenset(movers) for movers in found]
        assert (found.cost, found.count, set(listed)) == (least, len(listed), sets)


def test_fourteen_members() -> None:
    analysis = Drawn(400, 14).analysis()
    brute, order = Brute(analysis.compiled), analysis.voters
    wins = [brute.wins(frozenset(m for bit, m in enumerate(order) if s >> bit & 1)) for s in range(1 << len(order))]
    assert analysis.power.winning_coalitions == sum(wins)
    for bit, member in enumerate(order):
        swings = sum(wins[s | 1 << bit] - wins[s] for s in range(1 << len(order)) if not s >> bit & 1)
        assert analysis.power.swings[member] == swings
