"""Casting: who may, when, and what is written."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coalition import accrediting, clock
from coalition.errors import Conflict, Invalid, KeyReused, NotAllowed
from coalition.rules.positions import Position
from proposals.ledger.models import Entry
from proposals.outbox.models import OutboxEvent
from proposals.voting.casting import cast_ballot
from proposals.voting.models import Ballot
from proposals.voting.tallies import effective_ballots, tally_of
from tests.clocks import clock_at
from tests.factories import a_coalition, a_person, admit, cast, open_vote

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


def entries(division, kind=None):
    found = Entry.objects.filter(subject=f"division:{division.pk}")
    return list(found.filter(kind=kind) if kind else found)


def test_a_ballot_is_ballot_entry_and_outbox_row():
    body = a_coalition()
    division = open_vote(body)
    ballot = cast(division, body, "FR", "yes").ballot
    (entry,) = entries(division, "ballot_cast")
    assert (ballot.entry_index, ballot.member.code, ballot.position) == (entry.index, "FR", "yes")
    content = json.loads(entry.content)
    assert content["body"]["member"] == "FR"
    assert content["body"]["position"] == "yes"
    assert OutboxEvent.objects.filter(coalition=body.coalition, index=entry.index).count() == 1


def test_the_last_ballot_in_time_is_effective_and_none_is_overwritten():
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    cast(division, body, "FR", "no", by=body.alternates["FR"])
    assert [b.position for b in division.ballots.all()] == ["yes", "no"]
    assert {c: b.position for c, b in effective_ballots(division).items()} == {"FR": "no"}


def test_two_ballots_of_one_instant_are_ordered_by_their_entries():
    body = a_coalition()
    division = open_vote(body)
    with clock_at(clock.now()):
        cast(division, body, "FR", "yes")
        cast(division, body, "FR", "abstain")
    assert effective_ballots(division)["FR"].position == "abstain"


@pytest.mark.parametrize(("before", "counted"), [(TICK, True), (timedelta(0), False), (-TICK, False)])
def test_a_ballot_counts_until_one_tick_before_closing(before, counted):
    body = a_coalition()
    division = open_vote(body)
    with clock_at(division.closes_at - before):
        if counted:
            cast(division, body, "FR", "yes")
        else:
            with pytest.raises(Conflict, match="closed"):
                cast(division, body, "FR", "yes")
    assert Ballot.objects.count() == (1 if counted else 0)
    assert len(entries(division, "ballot_refused")) == (0 if counted else 1)


def test_a_refusal_is_an_entry_and_nothing_else():
    body = a_coalition()
    division = open_vote(body)
    told = OutboxEvent.objects.count()
    with clock_at(division.closes_at), pytest.raises(Conflict):
        cast(division, body, "FR", "yes")
    (entry,) = entries(division, "ballot_refused")
    assert json.loads(entry.content)["body"]["reason"] == "late"
    assert Ballot.objects.count() == 0
    assert OutboxEvent.objects.count() == told


def test_an_adviser_never_votes():
    body = a_coalition()
    division = open_vote(body)
    with pytest.raises(NotAllowed):
        cast(division, body, "FR", "yes", by=body.advisers["FR"])
    assert entries(division, "ballot_refused") == []


def test_a_delegate_votes_for_no_other_member():
    body = a_coalition()
    division = open_vote(body)
    with pytest.raises(NotAllowed):
        cast(division, body, "FR", "yes", by=body.heads["DE"])


def test_an_outsider_does_not_vote():
    body = a_coalition()
    with pytest.raises(NotAllowed):
        cast(open_vote(body), body, "FR", "yes", by=a_person())


def test_the_next_cast_after_a_revocation_is_refused_on_record():
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    accrediting.revoke(accreditation=body.accreditations["FR"], by=body.secretariat[1])
    with pytest.raises(NotAllowed):
        cast(division, body, "FR", "no")
    (entry,) = entries(division, "ballot_refused")
    assert json.loads(entry.content)["body"]["reason"] == "revoked"
    assert effective_ballots(division)["FR"].position == "yes"


def test_the_same_key_gives_the_same_answer_and_one_effect():
    body = a_coalition()
    division = open_vote(body)
    first = cast(division, body, "FR", "yes", key="k")
    again = cast(division, body, "FR", "yes", key="k")
    assert (first.replayed, again.replayed) == (False, True)
    assert first.ballot == again.ballot
    assert len(entries(division, "ballot_cast")) == 1


def test_a_key_is_replayed_even_after_closing():
    body = a_coalition()
    division = open_vote(body)
    first = cast(division, body, "FR", "yes", key="k")
    with clock_at(division.closes_at + TICK):
        assert cast(division, body, "FR", "yes", key="k").ballot == first.ballot
    assert entries(division, "ballot_refused") == []


def test_a_key_used_for_something_else_is_refused():
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "FR", "yes", key="k")
    with pytest.raises(KeyReused):
        cast(division, body, "FR", "no", key="k")


def test_two_people_may_choose_the_same_key():
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "FR", "yes", key="k")
    cast(division, body, "DE", "no", key="k")
    assert set(effective_ballots(division)) == {"DE", "FR"}


@pytest.mark.parametrize("key", ["", "k" * 81, "a\x00b", "a b", "é"])
def test_a_key_is_what_a_header_and_every_database_can_carry(key):
    body = a_coalition()
    with pytest.raises(Invalid) as refused:
        cast_ballot(
            division=open_vote(body),
            member=body.members["FR"],
            position=Position.YES,
            by=body.heads["FR"],
            key=key,
        )
    assert refused.value.field == "key"


def test_a_position_that_is_not_offered_is_refused():
    body = a_coalition()
    with pytest.raises(Invalid) as refused:
        cast(open_vote(body), body, "FR", "absent")
    assert refused.value.field == "position"


def test_a_member_admitted_after_opening_is_not_on_the_roll():
    body = a_coalition()
    division = open_vote(body)
    late = admit(body, "IT")
    with pytest.raises(Invalid) as refused:
        cast_ballot(division=division, member=late, position=Position.YES, by=body.heads["FR"], key="k")
    assert refused.value.field == "member"


def test_the_order_of_other_members_ballots_changes_nothing():
    outcomes = []
    for order in (["DE", "FR", "GB"], ["GB", "DE", "FR"]):
        body = a_coalition()
        division = open_vote(body)
        for code in order:
            cast(division, body, code, "no" if code == "DE" else "yes")
        outcomes.append(tally_of(division).to_json())
    assert outcomes[0] == outcomes[1]


def test_from_the_lock_of_the_ledgers_head_to_the_commit_there_are_five_statements():
    body = a_coalition()
    division = open_vote(body)
    with CaptureQueriesContext(connection) as captured:
        cast(division, body, "FR", "yes")
    said = [query["sql"] for query in captured.captured_queries]
    head = next(n for n, sql in enumerate(said) if "FROM proposals_ledgerhead" in sql)
    ballot = next(n for n, sql in enumerate(said) if "INSERT INTO proposals_ballot" in sql)
    assert ballot - head + 1 <= 5
    assert not said[ballot + 1].startswith(("INSERT", "UPDATE"))
