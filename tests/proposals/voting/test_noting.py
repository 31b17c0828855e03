"""Votes by signed note: received at an attested instant, recorded later, countersigned or contested by the member."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from coalition.errors import Conflict, Invalid, KeyReused, NotAllowed
from proposals.ledger.models import Entry
from proposals.tasks import tick
from proposals.voting.closing import GRACE, seal
from proposals.voting.countersigning import contest, countersign
from proposals.voting.deciding import decide_division
from proposals.voting.models import Ballot, Decision, Division, SignedNote
from proposals.voting.recounting import agrees, ballots_in_ledger
from proposals.voting.tallies import effective_ballots
from tests.clocks import clock_at
from tests.factories import a_coalition, accredit, after_grace, cast, give, note, open_vote, seat

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)


def counts(division):
    return {code: ballot.position for code, ballot in effective_ballots(division).items()}


def body_of(kind):
    return json.loads(Entry.objects.get(kind=kind).content)["body"]


@pytest.fixture
def body():
    return a_coalition("DE FR GB", note_wait=10 * MINUTE)


@pytest.fixture
def division(body):
    return open_vote(body)


def test_it_counts_from_its_receipt(body, division):
    received_at = division.opens_at + 5 * MINUTE
    at = division.opens_at + 20 * MINUTE
    with clock_at(at):
        recorded = note(division, body, "FR", "no", received_at).ballot
    entry = Entry.objects.get(kind="note_recorded")
    assert (recorded.received_at, recorded.entry_index, recorded.accreditation) == (received_at, entry.index, None)
    assert entry.at == recorded.note.recorded_at == at
    said = body_of("note_recorded")
    assert (said["member"], said["position"], said["by"]) == ("FR", "no", [body.secretariat[0].pk])
    assert said["received_at"] == received_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert "12/2026" not in entry.content and len(said["filed_hash"]) == 64
    assert counts(division) == {"FR": "no"}


@pytest.mark.parametrize(("cast_at", "counted"), [(4, "no"), (6, "yes")])
def test_of_a_note_and_a_ballot_the_last_received_counts(body, division, cast_at, counted):
    with clock_at(division.opens_at + cast_at * MINUTE):
        cast(division, body, "FR", "yes")
    with clock_at(division.opens_at + 20 * MINUTE):
        note(division, body, "FR", "no", division.opens_at + 5 * MINUTE)
    assert counts(division) == {"FR": counted}


def test_a_note_prevails_over_what_a_proxy_cast():
    body = a_coalition(
        rule={"id": "p", "adopt": {"in": ["yes"], "at_least": 1}, "procedures": [{"kind": "proxy", "limit": 1}]}
    )
    division = open_vote(body)
    with clock_at(division.opens_at + MINUTE):
        give(division, body, "FR", "DE")
    with clock_at(division.opens_at + 9 * MINUTE):
        cast(division, body, "FR", "yes", holder="DE")
        note(division, body, "FR", "no", division.opens_at + 5 * MINUTE)
    assert counts(division) == {"FR": "no"}


def test_after_the_closing_it_is_recorded_while_sealing_waits(body, division):
    """A microsecond before the closing it was received; the last instant before the sealing it is recorded."""
    latest = division.closes_at + 10 * MINUTE + GRACE - TICK
    with clock_at(latest):
        tick()
        assert not seal(division=division)
        note(division, body, "FR", "yes", division.closes_at - TICK)
        with pytest.raises(Conflict) as closed:
            cast(division, body, "DE", "yes")
        assert closed.value.code == "closed"
    with clock_at(latest + TICK):
        tick()
    decision = Decision.objects.get()
    assert (decision.ballots, decision.by_note) == ({"FR": "yes"}, ["FR"])
    assert agrees(decision) and ballots_in_ledger(decision) == (1, 1)
    assert body_of("decision_recorded")["by_note"] == ["FR"]
    assert body_of("division_sealed")["ballots"] == 1


@pytest.mark.parametrize(
    ("received", "code", "field"),
    [
        (lambda d: d.opens_at - TICK, "before_opening", "received_at"),
        (lambda d: d.opens_at + 20 * MINUTE + TICK, "in_the_future", "received_at"),
    ],
)
def test_received_before_the_opening_or_to_come_is_no_receipt(body, division, received, code, field):
    with clock_at(division.opens_at + 20 * MINUTE), pytest.raises(Invalid) as refused:
        note(division, body, "FR", "yes", received(division))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not SignedNote.objects.exists() and not Entry.objects.filter(kind__startswith="note_").exists()


def test_received_at_the_closing_it_is_refused_on_record(body, division):
    with clock_at(division.closes_at + MINUTE), pytest.raises(Conflict) as refused:
        note(division, body, "FR", "yes", division.closes_at)
    assert refused.value.code == "closed"
    assert (body_of("note_refused")["reason"], body_of("note_refused")["member"]) == ("late", "FR")
    assert not Ballot.objects.exists() and not SignedNote.objects.exists()


@pytest.mark.parametrize("decided", [False, True])
def test_in_time_and_recorded_after_the_sealing_it_is_refused_on_record(body, division, decided):
    with clock_at(division.closes_at + 10 * MINUTE + GRACE):
        seal(division=division)
        if decided:
            decide_division(division=division)
    with clock_at(division.closes_at + 20 * MINUTE), pytest.raises(Conflict) as refused:
        note(division, body, "FR", "yes", division.opens_at + MINUTE)
    assert refused.value.code == "sealed"
    assert "sealed before it was recorded" in str(refused.value)
    assert (body_of("note_refused")["reason"], body_of("note_refused")["by"]) == ("sealed", [body.secretariat[0].pk])
    assert not Ballot.objects.exists()


def test_the_secretariat_alone_records_it(body, division):
    for person in (body.chair, body.heads["FR"], body.advisers["FR"], body.observer, a_coalition().secretariat[0]):
        with pytest.raises(NotAllowed):
            note(division, body, "FR", "yes", division.opens_at, by=person)
    assert not Entry.objects.filter(kind__startswith="note_").exists()


def test_one_key_has_one_effect(body, division):
    received_at = division.opens_at
    first = note(division, body, "FR", "yes", received_at, key="k")
    again = note(division, body, "FR", "yes", received_at, key="k")
    assert (again.ballot.pk, again.replayed, SignedNote.objects.count()) == (first.ballot.pk, True, 1)
    with pytest.raises(KeyReused):
        note(division, body, "FR", "no", received_at, key="k")


def test_the_member_countersigns_it_once_even_after_the_decision(body, division):
    recorded = note(division, body, "FR", "yes", division.opens_at).ballot.note
    with clock_at(after_grace(division) + 10 * MINUTE):
        tick()
        held = countersign(note=recorded, by=body.heads["FR"])
        assert (held.settlement, held.counts, held.settled_by) == ("countersigned", True, body.heads["FR"])
        for verb in (countersign, contest):
            with pytest.raises(Conflict):
                verb(note=recorded, by=body.alternates["FR"])
    assert body_of("note_countersigned")["note"] == recorded.ballot.entry_index
    assert agrees(Decision.objects.get())


def test_contested_before_the_sealing_it_counts_no_more(body, division):
    with clock_at(division.opens_at + MINUTE):
        cast(division, body, "FR", "no")
    with clock_at(division.opens_at + 5 * MINUTE):
        recorded = note(division, body, "FR", "yes", division.opens_at + 2 * MINUTE).ballot.note
        assert counts(division) == {"FR": "yes"}
    with clock_at(division.closes_at + MINUTE):  # closed, and waiting for notes
        assert contest(note=recorded, by=body.heads["FR"]).counts is False
    assert counts(division) == {"FR": "no"}
    with clock_at(after_grace(division) + 10 * MINUTE):
        tick()
    decision = Decision.objects.get()
    assert (decision.ballots, decision.by_note) == ({"FR": "no"}, [])
    assert agrees(decision) and ballots_in_ledger(decision) == (2, 2)


def test_contested_after_the_sealing_the_count_stands_with_the_contest_beside_it(body, division):
    recorded = note(division, body, "FR", "yes", division.opens_at).ballot.note
    with clock_at(after_grace(division) + 10 * MINUTE):
        tick()
        held = contest(note=recorded, by=body.heads["FR"])
    assert (held.settlement, held.counts) == ("contested", True)
    assert Decision.objects.get().ballots == {"FR": "yes"} and agrees(Decision.objects.get())
    assert Entry.objects.filter(kind="note_contested").exists()


def test_who_is_not_accredited_or_recorded_it_does_not_answer(body, division):
    both = body.secretariat[1]  # a government may accredit a secretary
    seat(body, "FR", both)
    accredit(body, "FR", both)
    recorded = note(division, body, "FR", "yes", division.opens_at, by=both).ballot.note
    for person in (both, body.heads["DE"], body.advisers["FR"], body.secretariat[0], body.chair):
        for verb in (countersign, contest):
            with pytest.raises(NotAllowed):
                verb(note=recorded, by=person)
    assert SignedNote.objects.get().settlement == "awaited"


def test_without_a_wait_it_is_sealed_at_once():
    body = a_coalition()
    division = open_vote(body)
    assert Division.objects.get().note_wait == timedelta(0)
    with clock_at(division.closes_at + GRACE):
        assert seal(division=division)
