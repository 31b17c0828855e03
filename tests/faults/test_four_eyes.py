"""Two confirmations that meet, on the engine under test: the act is done once."""

from __future__ import annotations

import time

import pytest

from coalition import four_eyes
from coalition.errors import ActRefused
from coalition.models.delegations import Role
from coalition.permissions import Act
from proposals.ledger.models import Entry
from tests.factories import a_coalition, a_person
from tests.faults.test_races import assert_ledger_is_whole, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def done():
    performed = []

    def perform(asked):
        time.sleep(0.05)  # long enough for the others to arrive
        performed.append(asked)

    kind = four_eyes.Kind("raced", Act.CHANGE_ROLL, "A race", lambda arguments, known: "It races.", perform)
    four_eyes.register(kind)
    yield performed
    del four_eyes._kinds["raced"]


def test_ten_confirmations_at_once_do_it_once(done):
    body = a_coalition()
    third = a_person()
    body.coalition.offices.create(person=third, role=Role.SECRETARIAT, starts_at=body.rules.in_force_from)
    first, second = body.secretariat
    pending = four_eyes.ask(coalition=body.coalition, kind="raced", arguments={}, by=first)
    confirm = [lambda by=by: four_eyes.confirm(pending=pending, by=by) for by in [second] * 5 + [third] * 5]
    results = at_once(confirm)
    assert len(done) == 1
    refused = [each for each in results if isinstance(each, ActRefused)]
    assert {each.code for each in refused} == {"settled"} and len(refused) == 5
    assert sum(not each.replayed for each in results if each not in refused) == 1
    assert Entry.objects.filter(kind="act_confirmed", subject=f"act:{pending.pk}").count() == 1
    assert_ledger_is_whole(body.coalition)


def test_a_confirmation_against_a_withdrawal_is_one_or_the_other(done):
    body = a_coalition()
    first, second = body.secretariat
    pending = four_eyes.ask(coalition=body.coalition, kind="raced", arguments={}, by=first)
    results = at_once(
        [
            lambda: four_eyes.confirm(pending=pending, by=second),
            lambda: four_eyes.withdraw(pending=pending, by=first),
        ]
    )
    assert sum(isinstance(each, ActRefused) for each in results) == 1
    pending.refresh_from_db()
    assert len(done) == (pending.settlement == "confirmed")
    assert Entry.objects.filter(subject=f"act:{pending.pk}").count() == 2
