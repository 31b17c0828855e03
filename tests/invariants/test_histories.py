"""The invariants hold through any history, on the engine under test; and a broken verb is found."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from coalition import four_eyes
from coalition.errors import ActRefused
from coalition.models import Accreditation
from proposals.ledger import appending
from proposals.ledger.canonical import NOTHING
from proposals.voting import casting, closing, countersigning, extending, noting, tallies, visibility
from proposals.voting.models import Ballot, Division
from tests.invariants.machine import Histories

pytestmark = pytest.mark.django_db
SOAK = "CONCERT_SOAK" in os.environ
LIMITS = settings(
    max_examples=400 if SOAK else 12,
    stateful_step_count=60 if SOAK else 30,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # to shrink takes minutes: add Phase.shrink by hand, once there is something to find
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


KINDS = (
    "ballot_cast",
    "ballot_refused",
    "division_sealed",
    "silence_broken",
)  # what any run must have met
# Of these a short run may meet none: each asks for several things at once, such as two people and a vote under way.
KINDS += ("note_recorded", "division_extended", "division_annulled") * SOAK


def test_any_history():
    Histories.seen.clear()
    run_state_machine_as_test(Histories, settings=LIMITS)
    print(f"on {connection.vendor}: {dict(Histories.seen)}")
    assert all(Histories.seen[kind] for kind in KINDS), Histories.seen


def late_votes_count(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(casting, "_check_open", lambda locked, received_at, accreditation_id: None)


def anybody_votes(patch: pytest.MonkeyPatch) -> None:
    def any_accreditation(member_id: int, person_id: int, at: datetime) -> int | None:
        return Accreditation.objects.filter(member=member_id).values_list("pk", flat=True).first()

    patch.setattr(casting.casting_sql, "lock_accreditation", any_accreditation)


def a_revoked_right_still_votes(patch: pytest.MonkeyPatch) -> None:
    def ever_held(member_id: int, person_id: int, at: datetime) -> int | None:
        held = Accreditation.objects.filter(member=member_id, person=person_id)
        return held.values_list("pk", flat=True).first()

    patch.setattr(casting.casting_sql, "lock_accreditation", ever_held)


def a_refusal_leaves_no_entry(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(casting.Refusal, "record", lambda *arguments: None)


def the_first_vote_counts(patch: pytest.MonkeyPatch) -> None:
    def first(division: Division) -> dict[str, Ballot]:
        ballots = division.ballots.select_related("member").order_by("-received_at", "-entry_index")
        return {ballot.member.code: ballot for ballot in ballots}

    patch.setattr(tallies, "effective_ballots", first)


def an_objection_ends_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(casting.casting_sql, "end_at", lambda division_id, at: None)


def a_vote_is_sealed_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(closing, "GRACE", timedelta(0))


def hidden_votes_are_shown(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(visibility, "_sees_positions", lambda division, person, instant: True)


def a_key_is_never_looked_up(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(casting, "answered", lambda by, key, fingerprint: None)


def nobody_hears_of_it(patch: pytest.MonkeyPatch) -> None:
    append = casting.append
    patch.setattr(casting, "append", lambda **entry: append(**{**entry, "announce": False}))


def the_chain_is_cut(patch: pytest.MonkeyPatch) -> None:
    append, lock_head = casting.append, appending.lock_head

    def unchained(**entry: object) -> object:
        return append(**entry, head=replace(lock_head(entry["coalition_id"]), leaf=NOTHING))

    patch.setattr(casting, "append", unchained)


def one_person_is_enough(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(four_eyes, "_require_another", lambda *arguments: None)


def a_contested_note_counts_on(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(countersigning.SignedNote, "save", lambda note, update_fields: _save_counting(note, update_fields))


def _save_counting(note: countersigning.SignedNote, update_fields: list[str]) -> None:
    note.counts = True
    note.save_base(update_fields=update_fields)


def a_sealed_vote_takes_notes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(noting, "_check_standing", lambda noted, locked: None)


def an_annulled_vote_goes_on(patch: pytest.MonkeyPatch) -> None:
    lock = casting.casting_sql.lock_division

    def standing(division_id: int, *, alone: bool = False) -> object:
        return replace(lock(division_id, alone=alone), annulled=False)

    patch.setattr(casting.casting_sql, "lock_division", standing)


def a_deadline_moves_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(extending, "_check_deadline", lambda division, moved: None)


SOON_FOUND = [
    anybody_votes,
    an_objection_ends_nothing,
    a_refusal_leaves_no_entry,
    hidden_votes_are_shown,
    nobody_hears_of_it,
    the_chain_is_cut,
]
FOUND = [
    late_votes_count,
    a_revoked_right_still_votes,
    the_first_vote_counts,
    a_vote_is_sealed_at_once,
    a_key_is_never_looked_up,
    one_person_is_enough,
    a_contested_note_counts_on,
    a_sealed_vote_takes_notes,
    an_annulled_vote_goes_on,
    a_deadline_moves_back,
]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the verbs are the same")
@pytest.mark.parametrize("broken", SOON_FOUND + FOUND * SOAK)
def test_a_broken_verb_is_found(broken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch):
    """The machine itself is tried: each of these must make some history fail."""
    broken(monkeypatch)
    with pytest.raises((AssertionError, ActRefused, DatabaseError)):
        run_state_machine_as_test(Histories, settings=settings(LIMITS, max_examples=100, report_multiple_bugs=False))
