"""A joint statement: members endorse it or do nothing, whatever rule stands behind it; nobody votes."""

from __future__ import annotations

import pytest

from coalition.errors import Invalid
from coalition.models.procedure import Procedure
from coalition.rules.outcomes import Outcome
from coalition.rules.wording import headline
from proposals.export.bundling import export_coalition
from proposals.voting.models import Decision
from tests.factories import SIMPLE, a_coalition, cast, open_vote
from tests.proposals.export.verifying import settle, verified, write

pytestmark = pytest.mark.django_db
THREE = {"id": "three", "adopt": {"in": ["yes"], "at_least": 3}}


@pytest.mark.parametrize("rule", [THREE, {**THREE, "effect": {"binds": "all", "political": True}}])
def test_it_commits_those_who_endorse_it_and_no_other(rule, tmp_path):
    body = a_coalition("DE FR GB IT PL", rule=rule, procedure=Procedure.ENDORSEMENT)
    division = open_vote(body)
    for code in ("DE", "FR", "GB", "IT"):
        cast(division, body, code, "yes")
    cast(division, body, "IT", "not_participating")  # it takes its endorsement back
    settle(division)
    outcome = Outcome.from_json(Decision.objects.get(division=division).outcome)
    assert (outcome.bound, headline(outcome)) == (("DE", "FR", "GB"), "Endorsed by 3 of 5")
    report = verified(write(export_coalition(body.coalition), tmp_path))
    assert (report.findings, report.stopped, report.said["decisions"]) == ([], "", 1)


@pytest.mark.parametrize("position", ["no", "abstain"])
def test_nobody_is_against_a_joint_statement(position):
    body = a_coalition(rule=SIMPLE, procedure=Procedure.ENDORSEMENT)
    with pytest.raises(Invalid) as refused:
        cast(open_vote(body), body, "FR", position)
    assert refused.value.code == "position_not_offered"
