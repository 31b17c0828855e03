"""Extended and annulled votes, recounted by the verifier; each unlawful one is named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import four_eyes
from coalition.errors import Conflict
from coalition.models.procedure import Visibility
from proposals.export.bundling import export_coalition, export_division
from proposals.ledger.checkpointing import checkpoint
from proposals.voting.annulling import ask_annulment
from proposals.voting.extending import Reason, ask_extension
from proposals.voting.models import Division
from tests.clocks import clock_at
from tests.factories import a_coalition, cast, open_vote
from tests.proposals.export.verifying import decided, settle, verified, write

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def extended(division, body):
    moved = {"closes_at": division.closes_at + HOUR, "reason": Reason.OUTAGE, "note": "The register was down."}
    pending = ask_extension(division=division, by=body.chair, **moved)
    return four_eyes.confirm(pending=pending, by=body.secretariat[0]).result


def annulled(division, body):
    pending = ask_annulment(division=division, note="Opened on the wrong text.", by=body.chair)
    return four_eyes.confirm(pending=pending, by=body.secretariat[0]).result


def test_a_ballot_under_the_moved_deadline_is_recounted(tmp_path):
    body = a_coalition()
    division = open_vote(body)
    extended(division, body)
    with clock_at(division.closes_at + HOUR / 2):
        cast(division, body, "FR", "yes")
    settle(Division.objects.get(pk=division.pk))
    for export in (export_coalition(body.coalition), export_division(division)):
        report = verified(write(export, tmp_path))
        assert report.fine, report
        assert (report.said["ballots"], report.said["decisions"]) == (1, 1)


@pytest.mark.parametrize("visibility", list(Visibility))
def test_an_annulled_vote_and_the_one_held_anew_verify(visibility, tmp_path):
    body = a_coalition(visibility=visibility)
    division = open_vote(body)
    cast(division, body, "FR", "no")
    annulled(division, body)
    again = decided(body, proposal=division.proposal, FR="yes", DE="yes")
    checkpoint(coalition_id=body.coalition.pk)
    whole = write(export_coalition(body.coalition), tmp_path)
    report = verified(whole)
    assert report.fine, report
    assert report.said["decisions"] == 1
    assert verified(write(export_division(again), tmp_path, "again.jsonl")).fine
    if visibility == Visibility.OPEN:
        assert verified(write(export_division(division), tmp_path, "annulled.jsonl")).fine
        return
    assert whole.read_text().count('"withheld"') == 1  # what was cast in it stays hidden
    with pytest.raises(Conflict):
        export_division(division)
