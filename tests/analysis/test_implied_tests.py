"""Tests that others imply are dropped, and the rule stays the same."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from coalition.analysis import conditions
from coalition.analysis.analysing import analyse
from coalition.analysis.building import build
from coalition.analysis.comparing import differing
from coalition.analysis.conditions import Least, Not
from coalition.analysis.games import YES_OR_NO, game_of
from coalition.analysis.implying import Implications, least_of
from coalition.rules import catalogue
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from tests.analysis.test_against_brute_force import cases, random_cases

Table = tuple[list[tuple[int, ...]], int]


@random_cases
@given(cases())
def test_the_diagram_is_the_same_function(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    analysis = analyse(read_rule(case[0]), Roll.from_json(case[1]), ["urgency"])
    for positions in (YES_OR_NO, analysis.domain):
        whole = game_of(analysis.compiled, positions, dropping=False)
        dropped = game_of(analysis.compiled, positions, whole.order)
        assert len(dropped.rows) <= len(whole.rows)
        assert differing(build(whole), build(dropped), positions) == 0


@st.composite
def two_tests(draw: st.DrawFn) -> tuple[Table, Table]:
    members, classes = draw(st.integers(1, 4)), draw(st.integers(2, 3))
    gains = st.lists(st.tuples(*[st.integers(0, 9)] * classes), min_size=members, max_size=members)
    need = st.integers(1, 25)
    return (draw(gains), draw(need)), (draw(gains), draw(need))


def sums(table: Table, taken: tuple[int, ...]) -> int:
    return sum(by_class[index] for by_class, index in zip(table[0], taken, strict=True))


@random_cases
@given(two_tests())
def test_what_is_called_implied_is(tables: tuple[Table, Table]) -> None:
    one, other = tables
    known = Implications(tables)
    every = list(product(range(len(one[0][0])), repeat=len(one[0])))
    holding = [taken for taken in every if sums(one, taken) >= one[1]]
    if known.implies(conditions.Test(0), conditions.Test(1)):
        assert all(sums(other, taken) >= other[1] for taken in holding)
    if known.excludes(conditions.Test(0), conditions.Test(1)):
        assert all(sums(other, taken) < other[1] for taken in holding)
    points = [list(zip(*two, strict=True)) for two in zip(one[0], other[0], strict=True)]
    bound = least_of(points, one[1])
    assert bool(holding) <= (bound is not None)
    assert all(bound is not None and sums(other, taken) >= bound for taken in holding)


def test_a_part_goes_that_another_implies() -> None:
    alike = [(1, 0)] * 9
    known = Implications([(alike, 5), (alike, 3), ([(2, 0)] * 9, 7), None])
    five, three, four, seat = map(conditions.Test, range(4))
    assert known.without(Least(2, (five, three))) == five
    assert known.without(Least(1, (five, three))) == three
    assert known.without(Least(3, (three, four, five))) == five
    assert known.without(Least(2, (Least(1, (five, four)), three))) == four
    assert known.without(Not(Least(2, (three, five)))) == Not(five)
    assert known.without(Least(2, (five, seat))) == Least(2, (five, seat))
    assert known.without(Least(2, (five, five))) == five
    assert known.without(Least(2, (five, three, four))) == Least(2, (five, three, four))  # two of three: left alone


def test_a_seat_that_must_not_say_no_needs_no_test_of_its_own() -> None:
    """The European pillar: 55% and 65% for, and as much against, cannot both be; what is for need not be asked."""
    analysis = analyse(catalogue.rule("european-pillar-nato"), catalogue.roll("nato-32"))
    assert len(game_of(analysis.compiled, analysis.domain, dropping=False).rows) == 5
    game = game_of(analysis.compiled, analysis.domain)
    assert (len(game.rows), game.seats) == (3, ())
