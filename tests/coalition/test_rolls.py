"""The roll of any past instant can be read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock
from coalition.rolls import roll_at
from tests.factories import a_coalition, admit, suspend, weigh, withdraw

pytestmark = pytest.mark.django_db


def test_a_member_is_on_the_roll_from_admission_to_withdrawal():
    body = a_coalition("DE FR")
    admitted = clock.now() + timedelta(days=1)
    body.members["IT"] = admit(body, "IT", at=admitted)
    left = admitted + timedelta(days=1)
    withdraw(body, "IT", at=left)
    tick = timedelta(microseconds=1)
    seen = {t: "IT" in roll_at(body.coalition, t).members for t in (admitted - tick, admitted, left - tick, left)}
    assert list(seen.values()) == [False, True, True, False]


def test_a_weight_is_what_it_was_at_the_instant():
    body = a_coalition("DE FR", weights={"population": {"DE": 83, "FR": 68}})
    before = clock.now()
    weigh(body, "DE", "population", 84, source="a census")
    assert roll_at(body.coalition, before).weights["population"] == {"DE": 83, "FR": 68}
    assert roll_at(body.coalition, clock.now()).weights["population"] == {"DE": 84, "FR": 68}


def test_a_weight_that_some_member_lacks_is_not_on_the_roll():
    body = a_coalition("DE FR", weights={"capital": {"DE": 20}})
    assert roll_at(body.coalition, clock.now()).weights == {}


def test_groups_overlap_and_hold_only_members():
    body = a_coalition("DE FR IT", groups={"E2": "DE FR", "E3": "DE FR IT"})
    withdraw(body, "IT")
    groups = roll_at(body.coalition, clock.now()).groups
    assert groups == {"E2": frozenset({"DE", "FR"}), "E3": frozenset({"DE", "FR"})}


def test_a_suspension_ends():
    body = a_coalition("DE FR")
    start = clock.now() + timedelta(days=1)
    suspend(body, "FR", at=start, until=start + timedelta(days=1))
    assert roll_at(body.coalition, start).suspended == {"FR"}
    assert roll_at(body.coalition, start + timedelta(days=1)).suspended == frozenset()


@pytest.mark.parametrize("codes", ["DE", "DE FR GB"])
def test_a_roll_takes_five_queries(codes, django_assert_num_queries):
    body = a_coalition(codes, groups={"all": codes}, weights={"population": dict.fromkeys(codes.split(), 1)})
    now = clock.now()
    with django_assert_num_queries(5):
        roll_at(body.coalition, now)
