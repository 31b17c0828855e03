"""Opening: the rule comes from the rules of procedure, and roll, rule and text are frozen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models.procedure import Opener, Procedure, TieBreak
from proposals.drafting.proposing import revise
from proposals.ledger.models import Entry
from proposals.voting.closing import seal
from proposals.voting.models import Division
from proposals.voting.opening import open_division
from proposals.voting.tallies import tally_of
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, admit, after_grace, cast, open_vote, suspend

pytestmark = pytest.mark.django_db
WEIGHED = {"id": "w", "adopt": {"weight": "capital", "in": ["yes"], "at_least": "80%", "of": "voting"}}


def test_roll_rule_and_text_are_frozen():
    body = a_coalition()
    division = open_vote(body)
    admit(body, "IT")
    division.refresh_from_db()
    assert division.roll["members"] == ["DE", "FR", "GB"]
    assert division.rule["id"] == "simple-majority"
    assert division.text_hash == division.revision.text_hash


def test_the_text_cannot_be_revised_under_a_vote():
    body = a_coalition()
    division = open_vote(body)
    with pytest.raises(Conflict):
        revise(proposal=division.proposal, text="2. Something else.", by=body.secretariat[0])


def test_a_deadline_in_the_past_is_refused_and_nothing_is_half_done():
    body = a_coalition()
    proposal = a_proposal(body)
    before = Entry.objects.count()
    with pytest.raises(Invalid) as refused:
        open_vote(body, proposal=proposal, closes_at=clock.now() - timedelta(seconds=1))
    assert refused.value.field == "closes_at"
    assert (Division.objects.count(), Entry.objects.count()) == (0, before)


@pytest.mark.parametrize(("short_by", "opens"), [(timedelta(0), True), (timedelta(microseconds=1), False)])
def test_the_notice_is_kept_to_the_microsecond(short_by, opens):
    body = a_coalition(notice=timedelta(hours=6))
    proposal = a_proposal(body)
    now = clock.now()
    with clock_at(now):
        closes_at = now + timedelta(hours=6) - short_by
        if opens:
            assert open_vote(body, proposal=proposal, closes_at=closes_at).closes_at == closes_at
        else:
            with pytest.raises(Invalid, match="360 minutes"):
                open_vote(body, proposal=proposal, closes_at=closes_at)


def test_only_one_division_at_a_time_on_a_proposal():
    body = a_coalition()
    division = open_vote(body)
    for instant in (clock.now(), division.closes_at):  # open; closed, but not sealed
        with clock_at(instant), pytest.raises(Conflict):
            open_vote(body, proposal=division.proposal)
    with clock_at(after_grace(division)):
        assert seal(division=division)
        assert open_vote(body, proposal=division.proposal).pk != division.pk


@pytest.mark.parametrize(
    ("opener", "allowed"), [(Opener.CHAIR, True), (Opener.SECRETARIAT, False), (Opener.EITHER, True)]
)
def test_who_may_open_is_said_by_the_rules_of_procedure(opener, allowed):
    body = a_coalition(opener=opener)
    proposal = a_proposal(body)
    ask = {"proposal": proposal, "closes_at": clock.now() + timedelta(hours=1), "by": body.chair}
    if allowed:
        assert open_division(**ask).opened_by == body.chair
    else:
        with pytest.raises(NotAllowed):
            open_division(**ask)


def test_a_delegate_opens_nothing():
    body = a_coalition(opener=Opener.EITHER)
    with pytest.raises(NotAllowed):
        open_division(proposal=a_proposal(body), closes_at=clock.now() + timedelta(hours=1), by=body.heads["FR"])


def test_a_missing_weight_is_named_and_nothing_opens():
    body = a_coalition(rule=WEIGHED, weights={"capital": {"DE": 20, "FR": 10}})
    with pytest.raises(Invalid, match="capital"):
        open_vote(body)
    assert Division.objects.count() == 0


def test_an_unknown_fact_is_named():
    body = a_coalition()
    with pytest.raises(Invalid, match="moon_is_full"):
        open_division(
            proposal=a_proposal(body),
            closes_at=clock.now() + timedelta(hours=1),
            by=body.secretariat[0],
            facts=["moon_is_full"],
        )


def test_the_subjects_tie_break_is_in_the_frozen_rule():
    body = a_coalition(tie_break=TieBreak.SECOND_VOTE)
    assert open_vote(body).rule["tie"] == "second_vote"


def test_a_suspended_member_is_on_the_roll_apart():
    body = a_coalition("DE FR GB IT")
    suspend(body, "IT")
    division = open_vote(body)
    assert division.roll["suspended"] == ["IT"]
    assert tally_of(division).to_json()["tally"]["suspended"] == ["IT"]


def test_an_indicative_vote_binds_nobody_whatever_its_rule_would():
    body = a_coalition(procedure=Procedure.INDICATIVE)
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    outcome = tally_of(division)
    assert (outcome.adopted, outcome.bound) == (True, ())
