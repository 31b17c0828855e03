"""Statements: on record as they were made, without effect; reservations are lifted, or lapse."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.rules.positions import Position
from proposals.ledger.models import Entry
from proposals.statements.making import Words, due_reservations, lapse, lift, make_statement
from proposals.statements.models import Statement, StatementKind
from tests.clocks import clock_at
from tests.factories import a_coalition, a_proposal, after_grace, cast, open_vote

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def body():
    return a_coalition()


@pytest.fixture
def proposal(body):
    return a_proposal(body)


def state(body, proposal, kind="declaration", by=None, code="DE", division=None, **words):
    return make_statement(
        proposal=proposal,
        member=body.members[code],
        words=Words(StatementKind(kind), words.pop("text", "We note this."), **words),
        by=by or body.heads[code],
        division=division,
    )


def kinds(proposal):
    return [entry.kind for entry in Entry.objects.filter(subject=f"proposal:{proposal.pk}")]


def test_a_declaration_is_put_on_record(body, proposal):
    statement = state(body, proposal)
    assert (statement.text, kinds(proposal)[-1]) == ("We note this.", "statement_made")
    with pytest.raises(NotAllowed):
        lift(statement=statement, by=body.heads["DE"])


def test_a_reservation_is_lifted_by_its_member_once(body, proposal):
    statement = state(body, proposal, "parliamentary", expires_at=clock.now() + DAY)
    with pytest.raises(NotAllowed):
        lift(statement=statement, by=body.heads["FR"])
    lift(statement=statement, by=body.alternates["DE"])
    with pytest.raises(Conflict):
        lift(statement=statement, by=body.heads["DE"])
    assert Statement.objects.get().lifted
    assert kinds(proposal).count("reservation_lifted") == 1


def test_a_reservation_lapses_at_its_expiry_once(body, proposal):
    statement = state(body, proposal, "scrutiny", expires_at=clock.now() + DAY)
    assert due_reservations() == []
    with clock_at(statement.expires_at):
        assert due_reservations() == [statement]
        assert [lapse(statement=statement), lapse(statement=statement)] == [True, False]
    statement.refresh_from_db()
    assert (statement.ended_at, statement.lifted) == (statement.expires_at, False)


def test_only_who_is_accredited_speaks_on_record(body, proposal):
    for person in (body.advisers["DE"], body.heads["FR"], body.secretariat[0], body.observer):
        with pytest.raises(NotAllowed):
            state(body, proposal, by=person)
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ({"text": " "}, ["text"]),
        ({"text": "t" * 20_001}, ["text"]),
        ({"kind": "scrutiny"}, ["expires_at"]),
        ({"expires_at": clock}, ["expires_at"]),
        ({"kind": "explanation"}, ["division"]),
        ({"kind": "intended"}, ["division", "position"]),
        ({"position": Position.YES}, ["position"]),
        ({"kind": "intended", "text": "", "position": Position.ABSENT}, ["text", "division", "position"]),
    ],
)
def test_all_that_is_wrong_is_said_by_field(body, proposal, words, fields):
    if words.get("expires_at") is clock:
        words = {**words, "expires_at": clock.now() + DAY}
    with pytest.raises(Invalid) as refused:
        state(body, proposal, **words)
    assert [fault.field for fault in refused.value.faults] == fields
    assert not Statement.objects.exists()


def test_what_a_member_meant_to_vote_changes_no_count(body, proposal):
    division = open_vote(body, proposal=proposal)
    cast(division, body, "DE", "no")
    with pytest.raises(Invalid):
        state(body, proposal, "intended", division=division, position=Position.YES)
    with clock_at(after_grace(division)):
        state(body, proposal, "intended", division=division, position=Position.YES)
    assert division.ballots.get().position == "no"


def test_a_vote_on_another_proposal_is_none_of_it(body, proposal):
    division = open_vote(body, proposal=a_proposal(body))
    with clock_at(after_grace(division)), pytest.raises(Invalid) as refused:
        state(body, proposal, "explanation", division=division)
    assert refused.value.field == "division"
