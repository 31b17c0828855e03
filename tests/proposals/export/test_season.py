"""The verifier agrees with the app on every vote of a season under every rule of the catalogue."""

from __future__ import annotations

import pytest

from coalition.rules import catalogue
from proposals.export.bundling import export_coalition, export_division
from proposals.export.verifier import recount
from proposals.ledger.models import Entry
from proposals.voting.models import Decision
from tests.proposals.export.verifying import verified, write
from tests.seasons import a_season

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", [1])
def test_a_season(seed, tmp_path):
    body, divisions = a_season(seed=seed)
    assert len(divisions) == len(catalogue.rule_ids())
    report = verified(write(export_coalition(body.coalition), tmp_path))
    assert (report.findings, report.stopped) == ([], "")
    assert report.said["decisions"] == len(divisions)
    assert report.said["entries"] == Entry.objects.filter(coalition=body.coalition).count()
    assert {d.result for d in Decision.objects.filter(coalition=body.coalition)} >= {"adopted", "rejected", "recorded"}
    assert Entry.objects.filter(coalition=body.coalition, kind="ballot_refused").exists()
    for decision in Decision.objects.filter(coalition=body.coalition).select_related("division"):
        division = decision.division
        counted = recount(decision.rule, decision.roll, decision.ballots, division.facts, division.accepted)
        assert counted == decision.outcome, division.subject


def test_each_vote_alone(tmp_path):
    _body, divisions = a_season(seed=3, rule_ids=catalogue.rule_ids()[::6])
    for division in divisions:
        division.refresh_from_db()
        report = verified(write(export_division(division), tmp_path))
        assert (report.findings, report.stopped, report.said["decisions"]) == ([], "", 1)
