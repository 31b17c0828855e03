"""Closing and deciding: one seal, one decision, frozen."""

from __future__ import annotations

import pytest

from coalition import clock
from coalition.rules.deciding import Outcome
from proposals.ledger.models import Entry
from proposals.voting.closing import GRACE, due_divisions, seal
from proposals.voting.deciding import decide_division, undecided_divisions
from proposals.voting.models import Decision, Division
from proposals.voting.recounting import agrees
from proposals.voting.states import State, state_of
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote

pytestmark = pytest.mark.django_db


def close(division):
    with clock_at(after_grace(division)):
        assert seal(division=division)
        return decide_division(division=division)


def test_a_division_reads_as_closed_at_once_and_is_sealed_after_the_grace():
    division = open_vote(a_coalition())
    assert state_of(division, division.closes_at) == State.COUNTING
    with clock_at(division.closes_at + GRACE / 2):
        assert not seal(division=division)
        assert due_divisions() == []
    with clock_at(after_grace(division)):
        assert due_divisions() == [division]
        assert seal(division=division)
        assert not seal(division=division)
    assert Entry.objects.filter(kind="division_sealed").count() == 1


def test_the_decision_freezes_what_it_follows_from():
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "DE", "yes")
    cast(division, body, "FR", "yes")
    cast(division, body, "GB", "no")
    decision = close(division)
    assert (decision.result, decision.number, decision.year) == ("adopted", 1, clock.now().year)
    assert decision.ballots == {"DE": "yes", "FR": "yes", "GB": "no"}
    assert (decision.rule, decision.roll, decision.text_hash) == (division.rule, division.roll, division.text_hash)
    decision.refresh_from_db()
    assert Outcome.from_json(decision.outcome).result == "adopted"
    assert agrees(decision)


def test_a_tampered_decision_does_not_agree():
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "DE", "yes")
    decision = close(division)
    decision.ballots["DE"] = "no"
    assert not agrees(decision)


def test_a_tie_is_a_rejection():
    body = a_coalition("DE FR")
    division = open_vote(body)
    cast(division, body, "DE", "yes")
    cast(division, body, "FR", "no")
    assert close(division).result == "rejected"


def test_nothing_is_decided_before_the_seal_nor_twice():
    division = open_vote(a_coalition())
    assert decide_division(division=division) is None
    assert close(division) is not None
    assert decide_division(division=division) is None
    assert undecided_divisions() == []
    assert Decision.objects.count() == 1


def test_decisions_are_numbered_per_coalition():
    first, second = a_coalition(), a_coalition()
    numbers = [close(open_vote(body)).number for body in (first, second, first)]
    assert numbers == [1, 1, 2]


def test_yes_no_abstain_and_absent_make_up_the_roll():
    body = a_coalition("DE FR GB IT ES")
    division = open_vote(body)
    for code, position in {"DE": "yes", "FR": "no", "GB": "abstain"}.items():
        cast(division, body, code, position)
    tally = close(division).outcome["tally"]
    assert sum(len(members) for members in tally["members"].values()) == 5
    assert sorted(tally["members"]["absent"]) == ["ES", "IT"]


def test_a_sealed_division_takes_no_change_of_its_seal():
    division = open_vote(a_coalition())
    close(division)
    sealed_at = Division.objects.get(pk=division.pk).sealed_at
    with clock_at(after_grace(division) + GRACE):
        assert not seal(division=division)
    assert Division.objects.get(pk=division.pk).sealed_at == sealed_at
