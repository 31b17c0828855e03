"""A roll that changes while a vote opens: the change is on the roll, or dated after the opening. Never neither."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models.signals import post_save

from coalition import membership
from coalition.models import Acceptance, Suspension
from coalition.rolls import roll_at
from coalition.rules.rolls import Roll
from proposals.voting.models import Division
from tests.factories import a_coalition, a_proposal, open_vote, suspend
from tests.faults.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
SLOW = 0.4  # seconds between an act's writing and its commit


@contextmanager
def slowly(model: Any) -> Iterator[threading.Event]:
    """Let whoever saves a `model` take long over its commit; the event tells that it has been written."""
    written = threading.Event()

    def wait(**_: object) -> None:
        written.set()
        time.sleep(SLOW)

    post_save.connect(wait, sender=model)
    try:
        yield written
    finally:
        post_save.disconnect(wait, sender=model)


def after(event: threading.Event, act: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        assert event.wait(10)
        return act()

    return run


def test_a_suspension_that_commits_while_a_vote_opens_is_on_its_roll():
    body = a_coalition()
    proposal = a_proposal(body)
    with slowly(Suspension) as written:
        opened = after(written, lambda: open_vote(body, proposal=proposal))
        _suspended, division = at_once([lambda: suspend(body, "FR"), opened])
    assert division.roll["suspended"] == ["FR"]
    assert roll_at(body.coalition, division.opens_at) == Roll.from_json(division.roll)


def test_a_suspension_that_waits_for_an_opening_is_dated_after_it():
    body = a_coalition()
    proposal = a_proposal(body)
    with slowly(Division) as written:
        suspended = after(written, lambda: suspend(body, "FR"))
        division, suspension = at_once([lambda: open_vote(body, proposal=proposal), suspended])
    assert division.roll["suspended"] == []
    assert suspension.starts_at > division.opens_at
    assert roll_at(body.coalition, division.opens_at) == Roll.from_json(division.roll)


def test_an_acceptance_that_commits_while_a_vote_opens_is_frozen_with_it():
    body = a_coalition(accepted="")
    proposal = a_proposal(body)
    ask = {"rules_of_procedure": body.rules, "member": body.members["FR"], "recorded_by": body.secretariat[0]}
    with slowly(Acceptance) as written:
        opened = after(written, lambda: open_vote(body, proposal=proposal))
        _accepted, division = at_once([lambda: membership.accept_rules(**ask), opened])
    assert division.accepted == ["FR"]
