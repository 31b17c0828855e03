"""Every answer, bit for bit, against going through all cases, on random rules of every shape."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from coalition.analysis import Analysis, analyse
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.results import Result
from coalition.rules.rolls import Roll
from tests.analysis.bodies import least_by_search
from tests.analysis.brute import Brute
from tests.rules.strategies import POSITIONS, conditions, rolls, rules

THREE = (Position.YES, Position.ABSTAIN, Position.NO)
random_cases = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def analysed(rule: dict[str, Any], roll: dict[str, Any]) -> tuple[Analysis, Brute]:
    analysis = analyse(read_rule(rule), Roll.from_json(roll), ["urgency"])
    return analysis, Brute(analysis.compiled)


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    return draw(rules()), draw(rolls())


@st.composite
def small_cases(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    roll = draw(rolls())
    assume(len(roll["members"]) <= 4)
    return draw(rules()), roll


@random_cases
@given(cases())
def test_power(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    analysis, brute = analysed(*case)
    power = analysis.power
    assert power.winning_coalitions == brute.winning()
    for member in brute.voters:
        assert power.swings_by_size[member] == tuple(brute.swings_by_size(member))
        assert power.swings[member] == sum(brute.swings_by_size(member))
        assert power.shapley[member] == brute.shapley(member)
        never_matters = all(brute.wins(c | {member}) == brute.wins(c - {member}) for c in brute.coalitions())
        assert (member in power.dummies) == never_matters
        needed = not any(brute.wins(c) for c in brute.coalitions() if member not in c) and brute.winning() > 0
        assert (member in power.vetoers) == needed
        decides = all(brute.wins(c) == (member in c) for c in brute.coalitions())
        assert (power.dictator == member) == decides


@random_cases
@given(cases())
def test_swings_without_sizes_are_the_same(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    first, second = analysed(*case)[0].power, analysed(*case)[0].power
    assert first.swings == {member: sum(sizes) for member, sizes in second.swings_by_size.items()}


@random_cases
@given(cases())
def test_minimal_coalitions(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    analysis, brute = analysed(*case)
    for minimal, blocking in ((analysis.minimal_winning, False), (analysis.minimal_blocking, True)):
        listed = [frozenset(coalition) for coalition in minimal]
        assert len(listed) == len(set(listed)) == minimal.count
        assert set(listed) == brute.minimal(blocking)
        assert [len(members) for members in listed] == sorted(map(len, listed))
        assert minimal.sizes == Counter(map(len, listed))
        assert least_by_search(minimal.diagram).sizes == minimal.sizes


@random_cases
@given(small_cases(), st.data())
def test_a_vote_under_way(case: tuple[dict[str, Any], dict[str, Any]], data: st.DataObject) -> None:
    analysis, _ = analysed(*case)
    members = case[1]["members"]
    taken = data.draw(st.dictionaries(st.sampled_from(members), st.sampled_from(POSITIONS)))
    vote = analysis.vote({member: Position(position) for member, position in taken.items()})
    brute = Brute(vote.compiled)
    futures = brute.futures(vote.cast, analysis.domain)
    assert vote.settled == (len(futures) == 1)
    assert vote.settled_as == (futures.pop() if vote.settled else None)
    now = brute.adopts(vote.cast)
    assert (vote.result is Result.ADOPTED) == now
    for member in brute.voters:
        turning = {p for p in analysis.domain if brute.adopts({**vote.cast, member: p}) != now}
        assert set(vote.swings.get(member, ())) == turning


@random_cases
@given(small_cases(), st.data())
def test_odds(case: tuple[dict[str, Any], dict[str, Any]], data: st.DataObject) -> None:
    analysis, brute = analysed(*case)
    tenths = st.tuples(st.integers(0, 10), st.integers(0, 10)).filter(lambda two: sum(two) <= 10)
    drawn = {member: data.draw(tenths) for member in brute.voters}
    odds = {m: {Position.YES: Fraction(y, 10), Position.ABSTAIN: Fraction(a, 10)} for m, (y, a) in drawn.items()}
    full = {m: {**by, Position.NO: 1 - sum(by.values())} for m, by in odds.items()}
    forecast = analysis.vote({}).forecast(odds)
    assert forecast.probability == brute.probability(full)
    for member in brute.voters:
        yes, no = (brute.probability({**full, member: {p: Fraction(1)}}) for p in (Position.YES, Position.NO))
        assert forecast.influence[member] == yes - no


@random_cases
@given(cases(), st.data())
def test_cheapest_sets(case: tuple[dict[str, Any], dict[str, Any]], data: st.DataObject) -> None:
    analysis, brute = analysed(*case)
    assume(brute.voters)
    taken = data.draw(st.dictionaries(st.sampled_from(brute.voters), st.sampled_from(THREE)))
    costs = data.draw(st.dictionaries(st.sampled_from(brute.voters), st.integers(1, 3)))
    vote = analysis.vote(taken)
    for found, to, others, goal in (
        (vote.carry(costs), Position.YES, Position.NO, True),
        (vote.block(costs), Position.NO, Position.YES, False),
        (vote.carry(costs, others=None), Position.YES, Position.ABSENT, True),
    ):
        least, sets = brute.cheapest(vote.cast, to, others, costs, goal)
        listed = [frozenset(movers) for movers in found]
        assert (found.cost, found.count, set(listed)) == (least, len(listed), sets)


@random_cases
@given(cases(), st.data())
def test_ways_of_those_left(case: tuple[dict[str, Any], dict[str, Any]], data: st.DataObject) -> None:
    analysis, brute = analysed(*case)
    assume(brute.voters)
    vote = analysis.vote(data.draw(st.dictionaries(st.sampled_from(brute.voters), st.sampled_from(THREE))))
    left = [member for member in brute.voters if member not in vote.cast]
    every = product((Position.YES, Position.NO), repeat=len(left))
    assert vote.ways == sum(brute.adopts({**vote.cast, **dict(zip(left, how, strict=True))}) for how in every)
    assert analysis.vote({}).ways == analysis.power.winning_coalitions


@random_cases
@given(rules(), rules(), rolls())
def test_two_rules(one: dict[str, Any], other: dict[str, Any], roll: dict[str, Any]) -> None:
    (first, brute), (second, against) = analysed(one, roll), analysed(other, roll)
    assume(brute.voters == against.voters)
    everybody = frozenset(brute.voters)
    assert first.differs_from(second) == sum(brute.wins(c) != against.wins(c) for c in brute.coalitions())
    assert first.is_dual_of(second) == all(brute.wins(c) != against.wins(everybody - c) for c in brute.coalitions())
    assert first.is_equivalent_to(first)


@st.composite
def larger_cases(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Twelve to fourteen members with larger weights, so that sums are rounded and runs are long."""
    members = [f"M{number:02}" for number in range(draw(st.integers(12, 14)))]
    weight = st.integers(0, 1000)
    weights = {name: {m: draw(weight) for m in members} for name in ("population", "votes")}
    groups = {name: members[first : first + 5] for first, name in enumerate(("E3", "NB8", "concerned"))}
    return {"adopt": draw(conditions())}, {"members": members, "weights": weights, "groups": groups}


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(larger_cases())
def test_power_of_larger_bodies(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    analysis, brute = analysed(*case)
    voters, n = brute.voters, len(brute.voters)
    wins = [brute.wins(frozenset(m for bit, m in enumerate(voters) if s >> bit & 1)) for s in range(1 << n)]
    assert analysis.power.winning_coalitions == sum(wins)
    for bit, member in enumerate(voters):
        by_size = [0] * n
        for others in range(1 << n):
            if not others >> bit & 1:
                by_size[others.bit_count()] += wins[others | 1 << bit] - wins[others]
        assert analysis.power.swings_by_size[member] == tuple(by_size)
