"""The tick: the database says what is due; two ticks do each thing once."""

from __future__ import annotations

import pytest

from proposals.outbox.models import OutboxEvent
from proposals.tasks import tick
from proposals.voting.deciding import decide_division
from proposals.voting.models import Decision
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote

pytestmark = pytest.mark.django_db


def test_a_tick_seals_decides_and_tells():
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    with clock_at(after_grace(division)):
        tick()
        tick()
    assert Decision.objects.get().division == division
    assert not OutboxEvent.objects.filter(drained_at__isnull=True).exists()
    kinds = list(OutboxEvent.objects.order_by("id").values_list("kind", flat=True))
    assert kinds[kinds.index("proposal_created") :] == [
        "proposal_created",
        "division_opened",
        "ballot_cast",
        "division_sealed",
        "decision_recorded",
    ]


def test_a_tick_before_the_deadline_does_nothing():
    division = open_vote(a_coalition())
    with clock_at(division.closes_at):
        tick()
    assert not Decision.objects.exists()


def test_a_division_that_cannot_be_decided_holds_up_no_other(monkeypatch):
    body = a_coalition()
    stuck, other = open_vote(body), open_vote(body)

    def decide(*, division):
        if division == stuck:
            raise RuntimeError
        return decide_division(division=division)

    monkeypatch.setattr("proposals.tasks.decide_division", decide)
    with clock_at(after_grace(other)):
        tick()
    assert Decision.objects.get().division == other
    assert not OutboxEvent.objects.filter(drained_at__isnull=True).exists()
    monkeypatch.undo()
    tick()
    assert Decision.objects.filter(division=stuck).exists()


def test_after_an_hour_without_a_worker_everything_is_done_at_once():
    body = a_coalition()
    divisions = [open_vote(body, seconds=s) for s in (10, 20, 30)]
    with clock_at(after_grace(divisions[-1])):
        tick()
    assert Decision.objects.count() == 3
