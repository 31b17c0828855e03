"""Acts that meet: whatever the order, one effect each and nothing lost. Runs on the engine under test, with threads."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from coalition import accrediting, clock
from coalition.errors import ActRefused, Busy, Conflict, NotAllowed
from coalition.models.procedure import Procedure
from coalition.rules import catalogue
from proposals.ledger.models import Entry, LedgerHead
from proposals.outbox.models import OutboxEvent
from proposals.voting.closing import GRACE, seal
from proposals.voting.deciding import decide_division
from proposals.voting.models import Ballot, Decision, Division
from proposals.voting.tallies import effective_ballots
from tests.factories import a_coalition, cast, open_vote

pytestmark = pytest.mark.django_db(transaction=True)
CONSENSUS = catalogue.rule("consensus").to_json()
CODES = " ".join(f"M{n:02}" for n in range(35))


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Run the acts on a thread each, released together; return what each gave or raised."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait()
            return act()
        except ActRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def wait_until(instant: datetime) -> None:
    """By the clock of this machine: asking the database for the time takes a connection of the pool, and keeps it."""
    time.sleep(max(0.0, (instant - datetime.now(UTC)).total_seconds()))


def assert_ledger_is_whole(coalition) -> None:
    entries = list(Entry.objects.filter(coalition=coalition).order_by("index"))
    assert [entry.index for entry in entries] == list(range(len(entries)))
    assert [entry.prev for entry in entries[1:]] == [entry.leaf for entry in entries[:-1]]
    assert LedgerHead.objects.get(coalition=coalition).next_index == len(entries)


def test_35_delegations_at_once_none_lost_none_doubled():
    body = a_coalition(CODES)
    division = open_vote(body)
    results = at_once([lambda code=code: cast(division, body, code, "yes") for code in body.members])
    assert [r for r in results if isinstance(r, ActRefused)] == []
    assert set(effective_ballots(division)) == set(body.members)
    assert Ballot.objects.filter(division=division).count() == 35
    assert Entry.objects.filter(kind="ballot_cast").count() == 35
    assert OutboxEvent.objects.filter(kind="ballot_cast").count() == 35
    assert_ledger_is_whole(body.coalition)


def test_100_parallel_voters_none_lost_none_doubled():
    """Each as a caller of its own would: told that the register is busy, it sends the same again."""
    body = a_coalition(" ".join(f"M{n:03}" for n in range(100)))
    division = open_vote(body)

    def vote(code: str) -> object:
        while True:
            try:
                return cast(division, body, code, "yes", key=f"only-{code}")
            except Busy:
                time.sleep(0.05)

    results = at_once([lambda code=code: vote(code) for code in body.members])
    assert [r for r in results if isinstance(r, ActRefused)] == []
    assert {r.ballot.member_id for r in results} == {member.pk for member in body.members.values()}
    assert Ballot.objects.filter(division=division).count() == 100
    assert_ledger_is_whole(body.coalition)


def test_one_request_sent_twenty_times_at_once_has_one_effect():
    body = a_coalition()
    division = open_vote(body)
    results = at_once([lambda: cast(division, body, "FR", "yes", key="k")] * 20)
    assert {r.ballot.pk for r in results} == {Ballot.objects.get().pk}
    assert sum(not r.replayed for r in results) == 1
    assert Entry.objects.filter(kind="ballot_cast").count() == 1


def test_two_delegates_at_once_are_one_voter():
    body = a_coalition()
    division = open_vote(body)
    at_once(
        [
            lambda: cast(division, body, "FR", "yes"),
            lambda: cast(division, body, "FR", "no", by=body.alternates["FR"]),
        ]
    )
    last = Ballot.objects.order_by("received_at", "entry_index").last()
    assert effective_ballots(division)["FR"] == last
    assert Ballot.objects.count() == 2


def test_50_casts_against_50_closings_give_one_tally():
    body = a_coalition(CODES)
    division = open_vote(body, seconds=1.5)
    members = [*body.members, *list(body.members)[:15]]

    def cast_around_closing(n: int) -> object:
        # The first three at once and the last three well after it, so that there is always one of each kind.
        if n >= 3:
            wait_until(division.closes_at + timedelta(milliseconds=4 * (n - 25) if n < 47 else 500))
        return cast(division, body, members[n], "yes")

    def keep_sealing(_n: int) -> bool:
        give_up = division.closes_at + 4 * GRACE
        while clock.now() < give_up:
            if seal(division=division):
                return True
            if Division.objects.filter(pk=division.pk, sealed_at__isnull=False).exists():
                return False
            connection.close()  # back to the pool: those who vote wait for one, too
            time.sleep(0.05)
        raise AssertionError("nobody sealed")

    acts = [lambda n=n: cast_around_closing(n) for n in range(50)] + [lambda n=n: keep_sealing(n) for n in range(50)]
    results = at_once(acts)
    results, sealed = results[:50], results[50:]
    assert sum(sealed) == 1
    accepted = [r for r in results if not isinstance(r, ActRefused)]
    refused = [r for r in results if isinstance(r, ActRefused)]
    assert accepted and refused
    assert all(r.ballot.received_at < division.closes_at for r in accepted)
    assert all(isinstance(r, Conflict) and r.code == "closed" for r in refused), {r.code for r in refused}
    assert Entry.objects.filter(kind="ballot_refused").count() == len(refused)
    assert Ballot.objects.count() == len(accepted)
    decisions = at_once([lambda: decide_division(division=Division.objects.get(pk=division.pk))] * 10)
    assert sum(d is not None for d in decisions) == 1
    assert set(Decision.objects.get().ballots) == {r.ballot.member.code for r in accepted}
    assert_ledger_is_whole(body.coalition)


def test_many_closings_seal_once():
    body = a_coalition()
    division = open_vote(body, seconds=0.2)
    wait_until(division.closes_at + GRACE)
    assert sum(bool(r) for r in at_once([lambda: seal(division=division)] * 20)) == 1
    assert Entry.objects.filter(kind="division_sealed").count() == 1


def test_a_revocation_against_casts_leaves_no_ballot_after_it():
    body = a_coalition()
    division = open_vote(body)
    granted = body.accreditations["FR"]
    results = at_once(
        [lambda: cast(division, body, "FR", "yes")] * 10
        + [lambda: accrediting.revoke(accreditation=granted, by=body.secretariat[0])]
    )
    granted.refresh_from_db()
    for ballot in Ballot.objects.all():
        assert ballot.received_at < granted.ends_at
    refused = [r for r in results if isinstance(r, ActRefused)]
    assert all(isinstance(r, NotAllowed) for r in refused)
    reasons = [json.loads(e.content)["body"]["reason"] for e in Entry.objects.filter(kind="ballot_refused")]
    assert reasons == ["revoked"] * len(refused)


def test_20_objections_at_once_end_a_silence_once():
    body = a_coalition(CODES, rule=CONSENSUS, procedure=Procedure.SILENCE)
    division = open_vote(body)
    results = at_once([lambda code=code: cast(division, body, code, "no") for code in list(body.members)[:20]])
    accepted = [r.ballot for r in results if not isinstance(r, ActRefused)]
    refused = [r for r in results if isinstance(r, ActRefused)]
    division.refresh_from_db()
    assert accepted
    assert division.broken_at == min(ballot.received_at for ballot in accepted)
    assert all(r.code == "ended_by_objection" for r in refused), {r.code for r in refused}
    reasons = [json.loads(e.content)["body"]["reason"] for e in Entry.objects.filter(kind="ballot_refused")]
    assert reasons == ["broken"] * len(refused)
    wait_until(division.broken_at + GRACE)
    assert seal(division=division)
    decision = decide_division(division=division)
    assert decision is not None
    assert (decision.result, set(decision.ballots)) == ("rejected", {ballot.member.code for ballot in accepted})
    assert_ledger_is_whole(body.coalition)


def test_an_objection_around_the_closing_instant_ends_it_or_is_late_and_nothing_between():
    body = a_coalition(CODES, rule=CONSENSUS, procedure=Procedure.SILENCE)
    division = open_vote(body, seconds=1)
    members = list(body.members)[:12]

    def object_around_closing(n: int) -> object:
        wait_until(division.closes_at + timedelta(milliseconds=8 * (n - 6)))
        return cast(division, body, members[n], "no")

    results = at_once([lambda n=n: object_around_closing(n) for n in range(12)])
    accepted = [r.ballot for r in results if not isinstance(r, ActRefused)]
    codes = {r.code for r in results if isinstance(r, ActRefused)}
    assert codes <= {"ended_by_objection", "closed"}
    assert all(ballot.received_at < division.closes_at for ballot in accepted)
    division.refresh_from_db()
    assert (division.broken_at is not None) == bool(accepted)
    wait_until(division.closes_at + GRACE)
    seal(division=division)
    decision = decide_division(division=division)
    assert decision is not None
    assert decision.result == ("rejected" if accepted else "adopted")
