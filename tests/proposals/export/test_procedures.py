"""Silence, consensus and stopped votes, recounted by the verifier; each unlawful one is named."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from coalition.errors import Conflict
from coalition.models.procedure import Consent, Procedure
from coalition.rules import catalogue
from proposals.export.bundling import export_coalition, export_division
from proposals.ledger.checkpointing import checkpoint
from proposals.tasks import tick
from proposals.voting.closing import GRACE
from proposals.voting.deciding import decide_division
from proposals.voting.models import Division, StopReason
from proposals.voting.stopping import call_stop
from tests.clocks import clock_at
from tests.factories import a_coalition, cast, open_vote
from tests.proposals.export.forging import Forgery
from tests.proposals.export.verifying import settle, verified, write

pytestmark = pytest.mark.django_db
CONSENSUS = catalogue.rule("consensus").to_json()


def objected_to(procedure: Procedure = Procedure.SILENCE) -> tuple[Division, object]:
    """A silence that DE has ended, after which FR objected too late; and one that nobody has ended."""
    body = a_coalition(rule=CONSENSUS, procedure=procedure)
    division = open_vote(body)
    objection = cast(division, body, "DE", "no").ballot
    with pytest.raises(Conflict):
        cast(division, body, "FR", "no")
    with clock_at(objection.received_at + GRACE + timedelta(seconds=1)):
        tick()
    settle(open_vote(body))
    return Division.objects.get(pk=division.pk), body


@pytest.mark.parametrize("procedure", [Procedure.SILENCE, Procedure.CONSENSUS])
def test_a_silence_that_was_broken_and_one_that_was_not(procedure, tmp_path):
    division, body = objected_to(procedure)
    for export in (export_coalition(body.coalition), export_division(division)):
        report = verified(write(export, tmp_path))
        assert (report.fine, report.notes[1:]) == (True, []), report
    assert verified(write(export_coalition(body.coalition), tmp_path)).said["decisions"] == 2


def test_a_vote_that_a_member_stopped(tmp_path):
    body = a_coalition(consent=Consent.ALL)
    division, lacking = open_vote(body), open_vote(body)
    cast(division, body, "FR", "yes")
    member, by = body.members["DE"], body.heads["DE"]
    call_stop(division=division, member=member, kind=StopReason.CONSENT, reason="", by=by)
    settle(lacking)
    checkpoint(coalition_id=body.coalition.pk)
    assert decide_division(division=lacking) is None
    report = verified(write(export_coalition(body.coalition), tmp_path))
    assert (report.fine, report.notes[1:], report.said["decisions"]) == (True, [], 0), report


def a_withdrawal(forged: Forgery) -> str:
    """Another objection put in after the one that ended it."""
    first = forged.first("ballot_cast")
    later = datetime.fromisoformat(first["body"]["received_at"]) + timedelta(microseconds=1)
    written = later.isoformat(timespec="microseconds").replace("+00:00", "Z")
    second = forged.copy_of(first, received_at=written)
    second["at"] = written
    forged.insert(second, after=first)
    return "late"


def a_sealing_that_forgets_it(forged: Forgery) -> str:
    del forged.first("division_sealed")["body"]["ended_at"]
    return "time"


def a_yes(forged: Forgery) -> str:
    forged.first("ballot_cast")["body"]["position"] = "yes"
    return "position"


def a_rule_of_votes(forged: Forgery) -> str:
    forged.first("division_opened")["body"]["procedure"] = "consensus"
    return "procedure"


def a_refusal_in_time(forged: Forgery) -> str:
    forged.drop(forged.first("ballot_cast"))
    return "refusal"


@pytest.mark.parametrize("change", [a_withdrawal, a_sealing_that_forgets_it, a_yes, a_rule_of_votes, a_refusal_in_time])
def test_what_is_unlawful_is_named(change, tmp_path):
    _division, body = objected_to()
    forged = Forgery(write(export_coalition(body.coalition), tmp_path))
    expected = change(forged)
    report = verified(forged.resigned().write(tmp_path / "forged.jsonl"))
    assert expected in {finding["kind"] for finding in report.findings}, report
