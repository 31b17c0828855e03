"""The rules of procedure are changed by the coalition's own rule: what is adopted on them is in force, once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from coalition import clock
from coalition.errors import Conflict, Invalid
from coalition.models import RulesOfProcedure
from coalition.procedure import AMENDING, rules_in_force, subject_rules
from proposals.drafting.proposing import create_proposal, revise
from proposals.ledger.models import Entry
from proposals.tasks import tick
from proposals.voting.enacting import enact, unenacted
from proposals.voting.models import Decision
from tests.clocks import clock_at
from tests.factories import a_coalition, a_subject, after_grace, cast, open_vote, put_in_force

pytestmark = pytest.mark.django_db
CHANGE = "Two days are needed.\n\n## rules-of-procedure\n- Notice: 48 h\n- Préavis en cas d’urgence: 2 h"
BUDGET = """## budget
- Title in English: Budget
- Title in French: Budget
- Rule: simple-majority
- Procedure: written
- Visibility: open"""


def assembly():
    return a_coalition("DE FR GB IT", subject=AMENDING)


def change(body, text=CHANGE, title="Longer notice"):
    return create_proposal(
        coalition=body.coalition,
        title=title,
        text=text,
        subject=AMENDING,
        sponsors=[body.members["FR"]],
        by=body.secretariat[0],
    )


def voted(body, proposal, yes="DE FR GB", no="IT"):
    division = open_vote(body, proposal=proposal)
    for position, codes in (("yes", yes), ("no", no)):
        for code in codes.split():
            cast(division, body, code, position)
    with clock_at(after_grace(division)):
        tick()
    return Decision.objects.get(division=division)


def test_what_is_adopted_is_the_next_version_with_all_that_it_leaves_as_it_was():
    body = assembly()
    decision = voted(body, change(body, f"{CHANGE}\n\n{BUDGET}"))
    rules = RulesOfProcedure.objects.get(coalition=body.coalition, adopted_by=decision.symbol)
    assert (rules.version, [entry.code for entry in rules.subjects.all()]) == (2, ["budget", AMENDING])
    entry = rules.subjects.get(code=AMENDING)
    assert (entry.notice, entry.emergency_notice) == (timedelta(hours=48), timedelta(hours=2))
    assert entry.rule == body.rules.subjects.get().rule
    said = json.loads(Entry.objects.filter(kind="rules_put_in_force").latest("index").content)["body"]
    assert (said["version"], said["decision"]) == (2, decision.symbol)
    assert "by" not in said
    assert [subject["code"] for subject in said["subjects"]] == ["budget", AMENDING]


def test_nothing_changes_before_it_is_adopted_nor_when_it_is_not():
    body = assembly()
    proposal = change(body)
    division = open_vote(body, proposal=proposal)
    assert rules_in_force(body.coalition, clock.now()).version == 1
    with clock_at(after_grace(division)):
        tick()
        assert rules_in_force(body.coalition, clock.now()).version == 1
        assert unenacted() == []


def test_it_is_done_once_however_often_it_is_tried():
    body = assembly()
    decision = voted(body, change(body))
    assert enact(decision=decision) is None
    assert body.coalition.rules_of_procedure.count() == 2


def test_a_subject_is_taken_out():
    body = assembly()
    put = voted(body, change(body, BUDGET))
    with clock_at(put.decided_at):
        assert subject_rules(body.coalition, "budget", clock.now())
        division = open_vote(body, proposal=change(body, "## budget\n- Taken out: yes", "No budget"))
    with clock_at(division.opens_at):
        for code in body.members:
            cast(division, body, code, "yes")
    with clock_at(after_grace(division)):
        tick()
        with pytest.raises(Invalid):
            subject_rules(body.coalition, "budget", clock.now())


def test_two_people_no_longer_put_rules_in_force_where_the_coalition_decides_on_them():
    body = assembly()
    with pytest.raises(Conflict) as refused:
        put_in_force(body, a_subject(rule=body.rules.subjects.get().rule))
    assert refused.value.code == "decided_by_the_coalition"


def test_a_text_that_could_not_be_put_in_force_is_neither_put_nor_revised_nor_voted_on():
    body = assembly()
    with pytest.raises(Invalid) as refused:
        change(body, "## rules-of-procedure\n- Notice: soon")
    assert refused.value.field == "text"
    proposal = change(body)
    with pytest.raises(Invalid):
        revise(proposal=proposal, text="Later.", by=body.secretariat[0])
    proposal.revisions.update(text="As an amendment left it.")
    with pytest.raises(Invalid):
        open_vote(body, proposal=proposal)


def test_one_change_is_decided_at_a_time():
    body = assembly()
    open_vote(body, proposal=change(body))
    with pytest.raises(Conflict) as refused:
        open_vote(body, proposal=change(body, BUDGET, "A budget"))
    assert refused.value.code == "other_change_first"
