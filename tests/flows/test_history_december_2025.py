"""The European Union, December 2025: 25 to 2 in writing, a contested legal basis, and a decision of participants alone.

Real: the written vote of 12 December, 25 to 2 (HU and SK), HU's objection to its legal basis, conclusions supported by
25, and that 24 then went on alone. EXERCISE: the texts, who sits for whom, and the two votes of the 24.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from coalition.models.procedure import Procedure, Visibility
from coalition.rules import catalogue
from proposals.export.bundling import export_coalition
from proposals.ledger.checkpointing import checkpoint
from proposals.tasks import tick
from proposals.voting.models import Decision, Division
from tests.factories import Body, a_coalition, a_proposal, open_vote
from tests.flows.histories import MARK, cast_in_turn, main_of, on, page
from tests.proposals.api.callers import Caller
from tests.proposals.export.verifying import verified, write

pytestmark = pytest.mark.django_db
OPENED = datetime(2025, 12, 11, 9, tzinfo=UTC)
CLOSES = datetime(2025, 12, 12, 16, tzinfo=UTC)  # 17:00 in Brussels
AFTER = timedelta(seconds=4)
UNION = catalogue.roll("eu-27")
AGAINST = ("HU", "SK")
PARTICIPANTS = tuple(code for code in UNION.members if code not in ("CZ", "HU", "SK"))


def a_body(codes: tuple[str, ...], rule_id: str, procedure: Procedure, visibility: Visibility) -> Body:
    population = {code: UNION.weights["population"][code] for code in codes}
    return a_coalition(
        " ".join(codes),
        rule=catalogue.document(rule_id),
        weights={"population": population},
        procedure=procedure,
        visibility=visibility,
        exercise=True,
    )


def held(body: Body, opens_at: datetime, closes_at: datetime, title: str, against: tuple[str, ...]) -> Decision:
    """Hold a vote to its decision: all but those against are for."""
    with on(opens_at):
        division = open_vote(body, proposal=a_proposal(body, title=f"{MARK}: {title}"), closes_at=closes_at)
        cast_in_turn(body, division, [code for code in body.members if code not in against], "yes")
        cast_in_turn(body, division, against, "no")
    with on(closes_at + AFTER):
        tick()
    return Decision.objects.select_related("division__proposal").get(division=division)


def register(body: Body, decision: Decision, instant: datetime) -> str:
    with on(instant):
        return main_of(page(body, body.heads["DE"], f"decisions/{decision.year}/{decision.number}/"))


def test_a_written_vote_of_25_to_2_and_a_legal_basis_contested_on_record(tmp_path):
    with on(OPENED - timedelta(days=1)):
        body = a_body(UNION.members, "eu-qmv", Procedure.WRITTEN, Visibility.ON_CLOSING)
    decision = held(body, OPENED, CLOSES, "assets kept immobilised", AGAINST)
    assert (decision.result, decision.ballots["HU"], decision.ballots["SK"]) == ("adopted", "no", "no")
    with on(CLOSES + timedelta(hours=1)):
        said = {
            "member": "HU",
            "kind": "declaration",
            "text": f"{MARK}: Hungary contests the legal basis: the question asks for unanimity.",
        }
        proposal = decision.division.proposal
        assert Caller(body.heads["HU"]).post(f"/proposals/{proposal.pk}/statements/", said).status_code == 201
        text = main_of(page(body, body.heads["DE"], f"proposals/{proposal.year}/{proposal.number}/"))
        assert "Hungary contests the legal basis" in text
        checkpoint(coalition_id=body.coalition.pk)
    shown = register(body, decision, CLOSES + timedelta(hours=1))
    assert "Adopted by vote 25-2" in shown and MARK in shown
    assert Division.objects.get(pk=decision.division_id).closes_at == CLOSES
    report = verified(write(export_coalition(body.coalition), tmp_path))
    assert (report.findings, report.stopped, report.said["decisions"]) == ([], "", 1)


def test_conclusions_that_two_do_not_support_are_supported_by_25(tmp_path):
    day = datetime(2025, 12, 18, 20, tzinfo=UTC)
    with on(day - timedelta(days=1)):
        body = a_body(UNION.members, "european-council-consensus", Procedure.MEETING, Visibility.OPEN)
    decision = held(body, day, day + timedelta(hours=2), "conclusions", AGAINST)
    assert decision.result == "rejected"
    assert "Supported by 25 of 27, not adopted" in register(body, decision, day + timedelta(hours=3))


def test_of_24_participants_two_are_no_blocking_minority_and_three_are():
    """DE and FR leave 64.12% of the population, and are too few to block; with MT, 63.98%, they block."""
    day = datetime(2025, 12, 19, 2, tzinfo=UTC)
    with on(day - timedelta(days=1)):
        body = a_body(PARTICIPANTS, "eu-qmv-participants", Procedure.WRITTEN, Visibility.ON_CLOSING)
    assert len(body.members) == 24
    two = held(body, day, day + timedelta(hours=2), "a loan, first vote", ("DE", "FR"))
    three = held(body, day + timedelta(hours=3), day + timedelta(hours=5), "a loan, second vote", ("DE", "FR", "MT"))
    assert (two.result, three.result) == ("adopted", "rejected")
    assert (population_for(two), population_for(three)) == ("64.12%", "63.98%")


def population_for(decision: Decision) -> str:
    """The share of the population that was for, as the decision's own tally has it."""
    sums = decision.outcome["tally"]["weights"]["population"]
    return f"{100 * sums['yes'] / sum(sums.values()):.2f}%"
