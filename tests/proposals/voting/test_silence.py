"""Silence and consensus in the room: nobody votes, one objection ends it on receipt and stands."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from coalition.errors import Conflict, Invalid, KeyReused
from coalition.models.procedure import Procedure
from coalition.rules import catalogue
from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from coalition.rules.wording import headline
from proposals.drafting.proposing import revise
from proposals.ledger.models import Entry
from proposals.voting.allowed import positions_in
from proposals.voting.closing import GRACE, due_divisions, seal
from proposals.voting.deciding import decide_division
from proposals.voting.models import Ballot, Decision, Division
from proposals.voting.recounting import agrees
from proposals.voting.states import State, divisions_in, state_of
from proposals.voting.tallies import tally_of
from tests.clocks import clock_at
from tests.factories import (
    SIMPLE,
    a_coalition,
    a_proposal,
    a_subject,
    after_grace,
    cast,
    keep_rule,
    open_vote,
    put_in_force,
)

pytestmark = pytest.mark.django_db
CONSENSUS = catalogue.rule("consensus").to_json()
TICK = timedelta(microseconds=1)


def silence(codes: str = "BE DE FR TR", **more):
    return a_coalition(codes, rule=CONSENSUS, procedure=Procedure.SILENCE, **more)


def decided(division: Division) -> Decision:
    division.refresh_from_db()
    ends = division.broken_at + GRACE + TICK if division.broken_at else after_grace(division)
    with clock_at(ends):
        assert seal(division=division)
        made = decide_division(division=division)
    assert made is not None
    assert agrees(made)
    return made


def said(decision: Decision) -> str:
    return headline(Outcome.from_json(decision.outcome))


def test_silence_until_the_deadline_is_consent_and_never_so_many_yes():
    body = silence()
    division = open_vote(body)
    assert positions_in(division) == (Position.NO,)
    decision = decided(division)
    assert (decision.result, said(decision)) == ("adopted", "Adopted under silence")
    assert decision.ballots == {}
    tally = Outcome.from_json(decision.outcome).tally
    assert (tally.count(Position.YES), tally.count(Position.ABSENT)) == (0, 4)
    assert decision.outcome["bound"] == ["BE", "DE", "FR", "TR"]


def test_an_objection_ends_it_at_once():
    body = silence()
    division = open_vote(body)
    objection = cast(division, body, "BE", "no").ballot
    division.refresh_from_db()
    assert division.broken_at == objection.received_at
    assert state_of(division, objection.received_at) == State.COUNTING
    assert state_of(division, objection.received_at - TICK) == State.OPEN
    for state in State:
        found = Division.objects.filter(divisions_in(state, objection.received_at), pk=division.pk).exists()
        assert found == (state == State.COUNTING)
    decision = decided(division)
    assert (decision.result, said(decision)) == ("rejected", "Not adopted: silence broken")
    assert decision.ballots == {"BE": "no"}
    assert decision.outcome["bound"] == []


def test_what_comes_after_an_objection_is_refused_on_record_and_changes_nothing():
    body = silence()
    division = open_vote(body)
    cast(division, body, "BE", "no", key="first")
    for position in ("yes", "abstain", "no"):  # withdrawing, changing, repeating it under another key
        with pytest.raises(Conflict) as refused:
            cast(division, body, "BE", position)
        assert refused.value.code == "objection_stands"
    with pytest.raises(Conflict) as refused:
        cast(division, body, "DE", "no")
    assert refused.value.code == "ended_by_objection"
    assert cast(division, body, "BE", "no", key="first").replayed
    with pytest.raises(KeyReused):
        cast(division, body, "BE", "yes", key="first")
    reasons = [body_of(entry)["reason"] for entry in Entry.objects.filter(kind="ballot_refused").order_by("index")]
    assert reasons == ["stands", "stands", "stands", "broken"]
    assert Ballot.objects.count() == 1
    assert decided(division).ballots == {"BE": "no"}


def test_nobody_votes_in_it():
    body = silence()
    division = open_vote(body)
    for position in ("yes", "abstain", "not_participating"):
        with pytest.raises(Invalid) as refused:
            cast(division, body, "FR", position)
        assert (refused.value.code, refused.value.field) == ("position_not_offered", "position")
    assert Ballot.objects.count() == Entry.objects.filter(kind="ballot_refused").count() == 0


def test_of_two_objections_at_once_the_first_received_ended_it_whichever_came_through_first():
    body = silence()
    division = open_vote(body)
    at = division.opens_at + timedelta(minutes=1)
    with clock_at(at):
        cast(division, body, "FR", "no")
    with clock_at(at - TICK):
        cast(division, body, "BE", "no")
    with clock_at(at), pytest.raises(Conflict):  # received with the first one in, and after the second one
        cast(division, body, "DE", "no")
    division.refresh_from_db()
    assert division.broken_at == at - TICK
    assert decided(division).ballots == {"BE": "no", "FR": "no"}


def test_at_the_closing_instant():
    body = silence()
    division = open_vote(body)
    with clock_at(division.closes_at), pytest.raises(Conflict) as refused:
        cast(division, body, "BE", "no")
    assert refused.value.code == "closed"
    with clock_at(division.closes_at - TICK):
        cast(division, body, "BE", "no")
    assert decided(division).result == "rejected"


def test_it_is_sealed_when_the_grace_after_an_objection_is_over():
    body = silence()
    division = open_vote(body)
    objection = cast(division, body, "BE", "no").ballot
    with clock_at(objection.received_at + GRACE - TICK):
        assert due_divisions() == []
    with clock_at(objection.received_at + GRACE):
        assert due_divisions() == [division]
        assert seal(division=division)


def test_a_new_text_needs_a_new_silence_which_names_the_one_before():
    body = silence()
    proposal = a_proposal(body)
    first = open_vote(body, proposal=proposal)
    cast(first, body, "BE", "no")
    decided(first)
    revise(proposal=proposal, text="1. The force is consulted on.", by=body.secretariat[0])
    second = open_vote(body, proposal=proposal)
    assert (second.after, second.revision.number) == (first, 2)
    assert said(decided(second)) == "Adopted under silence"


def test_in_the_room_it_is_recorded_by_consensus():
    body = a_coalition(rule=CONSENSUS, procedure=Procedure.CONSENSUS)
    division = open_vote(body, seconds=60)
    decision = decided(division)
    assert (decision.result, said(decision)) == ("adopted", "Adopted by consensus")
    assert Outcome.from_json(decision.outcome).tally.count(Position.YES) == 0
    other = open_vote(body, seconds=60)
    cast(other, body, "GB", "no")
    assert said(decided(other)) == "Not adopted: no consensus"


def test_a_member_that_has_not_accepted_the_rules_is_not_bound_by_its_silence():
    body = silence(accepted="BE DE FR")
    decision = decided(open_vote(body))
    assert (decision.outcome["bound"], decision.outcome["unaccepted"]) == (["BE", "DE", "FR"], ["TR"])


@pytest.mark.parametrize("procedure", [Procedure.SILENCE, Procedure.CONSENSUS])
def test_a_rule_that_needs_votes_is_not_held_so(procedure):
    body = silence()
    subject = a_subject(rule=keep_rule(body, SIMPLE | {"version": "2"}), procedure=procedure)
    with pytest.raises(Invalid) as refused:
        put_in_force(body, subject)
    assert (refused.value.code, refused.value.field) == ("bad_rule", "subjects")


def test_a_quorum_is_not_counted_under_silence():
    body = silence(quorum={"in": "PRESENT", "at_least": "50%", "of": "roll"})
    division = open_vote(body)
    assert "quorum" not in division.rule
    assert tally_of(division).adopted


def body_of(entry: Entry) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(entry.content)["body"]
    return said
