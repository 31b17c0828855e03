"""Votes by signed note in an export: recounted from their receipt, and each unlawful one is named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition.errors import Conflict
from proposals.export.bundling import export_coalition, export_division
from proposals.ledger.checkpointing import checkpoint
from proposals.tasks import tick
from proposals.voting.countersigning import contest, countersign
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, note, open_vote
from tests.proposals.export.forging import Forgery
from tests.proposals.export.test_proxies import told
from tests.proposals.export.verifying import verified, write

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def division():
    """FR's note is countersigned; DE contests its own in time, GB too late; that of IT is recorded too late."""
    body = a_coalition("DE FR GB IT PL", note_wait=10 * MINUTE)
    vote = open_vote(body)
    for code in ("DE", "FR"):
        cast(vote, body, code, "no")
    with clock_at(vote.opens_at + 20 * MINUTE):
        french, german = (note(vote, body, c, "yes", vote.opens_at + 5 * MINUTE).ballot.note for c in ("FR", "DE"))
        british = note(vote, body, "GB", "yes", vote.opens_at + 6 * MINUTE).ballot.note
        countersign(note=french, by=body.heads["FR"])
    with clock_at(vote.closes_at + MINUTE):
        contest(note=german, by=body.heads["DE"])
    with clock_at(after_grace(vote) + 10 * MINUTE):
        tick()
        contest(note=british, by=body.heads["GB"])
        with pytest.raises(Conflict):
            note(vote, body, "IT", "yes", vote.opens_at + MINUTE)
        checkpoint(coalition_id=body.coalition.pk)
    return vote


@pytest.fixture
def forgery(division, tmp_path):
    return Forgery(write(export_coalition(division.coalition), tmp_path))


def test_they_are_recounted(division, forgery, tmp_path):
    decision = forgery.first("decision_recorded")["body"]
    assert (decision["ballots"], decision["by_note"]) == ({"DE": "no", "FR": "yes", "GB": "yes"}, ["FR", "GB"])
    for export in (export_coalition(division.coalition), export_division(division)):
        report = verified(write(export, tmp_path))
        assert (report.findings, report.stopped, report.said["decisions"]) == ([], "", 1)
        assert report.said["ballots"] == 5


def test_one_received_after_it_was_recorded(forgery, tmp_path):
    recorded = forgery.first("note_recorded", member="FR")
    recorded["body"]["received_at"] = forgery.first("note_contested", member="DE")["at"]
    told(forgery, tmp_path, "note", recorded, "after it was recorded")


def test_one_received_at_the_closing(forgery, tmp_path):
    recorded = forgery.first("note_recorded", member="FR")
    closes_at = forgery.first("division_opened")["body"]["closes_at"]
    recorded["body"]["received_at"] = recorded["at"] = closes_at
    told(forgery, tmp_path, "late", recorded, "note of FR", "closed at")


def test_one_recorded_after_the_sealing(forgery, tmp_path):
    recorded = forgery.first("note_recorded", member="GB")
    forgery.drop(recorded)
    forgery.insert(recorded, after=forgery.first("division_sealed"))
    told(forgery, tmp_path, "sealed", recorded, "note of GB")


def test_one_that_was_contested_in_time_and_counted_all_the_same(forgery, tmp_path):
    decision = forgery.first("decision_recorded")
    decision["body"]["ballots"]["DE"] = "yes"
    told(forgery, tmp_path, "ballots", decision, "'yes' for DE; on record is 'no'")


def test_who_voted_by_note_is_part_of_the_decision(forgery, tmp_path):
    decision = forgery.first("decision_recorded")
    decision["body"]["by_note"] = ["FR"]
    told(forgery, tmp_path, "note", decision, "voted by note")


def test_one_answered_for_twice_by_another_or_by_its_recorder(forgery, tmp_path):
    answer = forgery.first("note_countersigned")
    again = forgery.insert(forgery.copy_of(answer), after=answer)
    told(forgery, tmp_path, "note", again, "a second time")
    german = forgery.first("note_contested", member="DE")["body"]["accreditation"]
    answer["body"]["accreditation"] = german
    told(forgery, tmp_path, "accreditation", answer, "is for DE and not FR")


def test_one_answered_for_by_who_recorded_it(forgery, tmp_path):
    answer, recorded = forgery.first("note_countersigned"), forgery.first("note_recorded", member="FR")
    given = forgery.first("accreditation_given", member="FR")
    answer["body"]["accreditation"] = int(given["subject"].partition(":")[2])
    recorded["body"]["by"] = [given["body"]["person"]]
    told(forgery, tmp_path, "note", answer, "by the person who recorded it")


def test_an_answer_for_no_note(forgery, tmp_path):
    answer = forgery.first("note_countersigned")
    answer["body"]["note"] = forgery.first("ballot_cast", member="FR")["index"]
    told(forgery, tmp_path, "note", answer, "which is none of FR here")


def test_a_note_refused_that_was_in_time(forgery, tmp_path):
    refused, seal = forgery.first("note_refused"), forgery.first("division_sealed")
    assert refused["body"]["reason"] == "sealed"
    forgery.drop(refused)
    forgery.lines.insert(forgery.at(seal), {"entry": refused})
    told(forgery, tmp_path, "refusal", refused, "note of IT refused as sealed, which it was not")


def test_a_vote_sealed_before_the_wait_was_over(forgery, tmp_path):
    opened = forgery.first("division_opened")
    opened["body"]["note_wait"] = 3600
    told(forgery, tmp_path, "time", forgery.first("division_sealed"), "waits 3600 s for signed notes")
    opened["body"]["note_wait"] = -1
    told(forgery, tmp_path, "malformed", opened, "note_wait")
