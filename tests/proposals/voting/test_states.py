"""A division's state, read from a row and asked for in a query: the two agree at every instant."""

from __future__ import annotations

from datetime import timedelta

import pytest

from proposals.models import Division
from proposals.voting.closing import seal
from proposals.voting.deciding import decide_division
from proposals.voting.states import State, divisions_in, state_of
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, open_vote

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


def test_the_query_agrees_with_the_row():
    body = a_coalition()
    division, other = open_vote(body, seconds=60), open_vote(body, seconds=120)
    with clock_at(after_grace(division)):
        seal(division=division)
        decide_division(division=division)
    edges = {instant + step for instant in (other.opens_at, other.closes_at) for step in (-TICK, 0 * TICK, TICK)}
    for instant in edges:
        for state in State:
            found = set(Division.objects.filter(divisions_in(state, instant)))
            assert found == {row for row in Division.objects.all() if state_of(row, instant) == state}
    assert state_of(Division.objects.get(pk=division.pk), division.opens_at) == State.DECIDED
    assert state_of(other, other.closes_at - TICK) == State.OPEN
    assert state_of(other, other.closes_at) == State.COUNTING
