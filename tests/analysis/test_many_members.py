"""Nothing calls itself once a member: bodies of any number are answered."""

from __future__ import annotations

import sys
from itertools import islice
from math import comb

from coalition.analysis import Analysis
from tests.analysis.bodies import weighted

MANY = 1200


def three_of_many() -> Analysis:
    return weighted(3, [1] * MANY)


def test_minimal_coalitions_of_many_members() -> None:
    assert sys.getrecursionlimit() < MANY
    analysis = three_of_many()
    assert analysis.minimal_winning.count == comb(MANY, 3)
    assert analysis.minimal_blocking.count == comb(MANY, MANY - 2)
    assert [len(members) for members in islice(analysis.minimal_winning, 2)] == [3, 3]
    assert [len(members) for members in islice(analysis.minimal_blocking, 2)] == [MANY - 2] * 2


def test_cheapest_sets_of_many_members() -> None:
    vote = three_of_many().vote({})
    assert (vote.carry().cost, vote.carry().count) == (3, comb(MANY, 3))
    assert (vote.block().cost, vote.block().count) == (MANY - 2, comb(MANY, 2))
    assert len(next(iter(vote.block()))) == MANY - 2
    assert vote.swings == {}


def test_two_rules_on_many_members_are_compared() -> None:
    assert three_of_many().differs_from(weighted(2, [1] * MANY)) == comb(MANY, 2)
