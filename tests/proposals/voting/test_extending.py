"""Extending: forward alone, while it is open, by two people; the reason stays outside the ledger."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from coalition import clock, four_eyes
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import PendingAct
from proposals.ledger.canonical import timestamp
from proposals.ledger.models import Entry
from proposals.voting.closing import GRACE, seal
from proposals.voting.deciding import decide_division
from proposals.voting.extending import FURTHEST, Reason, ask_extension, extensions_of
from proposals.voting.models import Division
from proposals.voting.recounting import agrees
from tests.clocks import clock_at
from tests.factories import a_coalition, after_grace, cast, open_vote

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def ask(division, body, *, later=HOUR, reason=Reason.OUTAGE, note="The register was down.", by=None):
    return ask_extension(
        division=division,
        closes_at=division.closes_at + later,
        reason=reason,
        note=note,
        by=by or body.secretariat[0],
    )


def extend(division, body, **kw):
    return four_eyes.confirm(pending=ask(division, body, **kw), by=body.chair).result


def test_one_asks_another_confirms_and_the_deadline_moves():
    body = a_coalition()
    division = open_vote(body)
    pending = ask(division, body)
    for by in (body.secretariat[0], body.heads["FR"], body.observer):
        with pytest.raises(NotAllowed):
            four_eyes.confirm(pending=pending, by=by)
    assert Division.objects.get().closes_at == division.closes_at
    four_eyes.confirm(pending=pending, by=body.chair)
    assert Division.objects.get().closes_at == division.closes_at + HOUR
    said = json.loads(Entry.objects.get(kind="division_extended").content)["body"]
    assert said["from"] == timestamp(division.closes_at)
    assert said["closes_at"] == timestamp(division.closes_at + HOUR)
    assert (said["reason"], said["by"]) == ("outage", [body.secretariat[0].pk, body.chair.pk])


def test_the_words_of_the_reason_stay_outside_the_ledger():
    body = a_coalition()
    extend(open_vote(body), body, note="Colonel Blimp lost the line.")
    assert not any("Blimp" in entry.content for entry in Entry.objects.all())
    assert len(json.loads(Entry.objects.get(kind="division_extended").content)["body"]["note_hash"]) == 64
    assert PendingAct.objects.get(kind="division_extended").arguments["note"] == "Colonel Blimp lost the line."


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"later": timedelta(0)}, "not_later", "closes_at"),
        ({"later": -timedelta(minutes=1)}, "not_later", "closes_at"),
        ({"later": FURTHEST + timedelta(seconds=1)}, "too_far", "closes_at"),
        ({"reason": "whim"}, "unknown_reason", "reason"),
        ({"note": "  "}, "empty", "note"),
        ({"note": "x" * 501}, "too_long", "note"),
        ({"note": "a\x00b"}, "bad_character", "note"),
    ],
)
def test_what_is_no_extension_is_refused_beside_its_field(given, code, field):
    body = a_coalition()
    with pytest.raises(Invalid) as refused:
        ask(open_vote(body), body, **given)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not PendingAct.objects.filter(kind="division_extended").exists()


def test_members_observers_and_strangers_do_not_ask():
    body = a_coalition()
    division = open_vote(body)
    for by in (body.heads["FR"], body.advisers["FR"], body.observer, a_coalition().secretariat[0]):
        with pytest.raises(NotAllowed):
            ask(division, body, by=by)


def test_a_closed_vote_is_not_extended_even_when_it_was_asked_for_before():
    body = a_coalition()
    division = open_vote(body)
    pending = ask(division, body)
    for instant in (division.closes_at, division.closes_at + GRACE / 2):
        with clock_at(instant), pytest.raises(Conflict) as refused:
            four_eyes.confirm(pending=pending, by=body.chair)
        assert refused.value.code == "closed"
    assert Division.objects.get().closes_at == division.closes_at
    assert not Entry.objects.filter(
        kind__in=["act_confirmed", "division_extended"], subject=f"act:{pending.pk}"
    ).exists()


def test_of_two_extensions_asked_for_the_second_is_asked_for_anew():
    body = a_coalition()
    division = open_vote(body)
    first, second = ask(division, body), ask(division, body, later=2 * HOUR)
    four_eyes.confirm(pending=first, by=body.chair)
    with pytest.raises(Conflict) as refused:
        four_eyes.confirm(pending=second, by=body.chair)
    assert refused.value.code == "moved_since"


def test_a_ballot_under_the_moved_deadline_counts_and_the_seal_says_it():
    body = a_coalition()
    stale = open_vote(body)
    cast(stale, body, "DE", "yes")
    extend(stale, body)
    with clock_at(stale.closes_at + HOUR / 2):
        cast(stale, body, "FR", "yes")
        assert not seal(division=stale)
    moved = Division.objects.get()
    with clock_at(moved.closes_at), pytest.raises(Conflict):
        cast(stale, body, "GB", "no")
    with clock_at(after_grace(moved)):
        assert seal(division=stale)
        decision = decide_division(division=stale)
    assert decision.ballots == {"DE": "yes", "FR": "yes"}
    assert agrees(decision)
    assert f'"closes_at":"{timestamp(moved.closes_at)}"' in Entry.objects.get(kind="division_sealed").content


def test_it_is_extended_again_while_it_is_open():
    body = a_coalition()
    division = open_vote(body)
    moved = extend(extend(division, body), body, reason=Reason.OTHER)
    assert [(each.earlier, each.reason) for each in extensions_of(moved)] == [
        (division.closes_at, Reason.OUTAGE),
        (division.closes_at + HOUR, Reason.OTHER),
    ]
    assert Division.objects.get().closes_at == division.closes_at + 2 * HOUR
    assert Entry.objects.filter(kind="division_extended").count() == 2


def test_who_confirms_reads_a_sentence():
    body = a_coalition()
    division = open_vote(body)
    for reason, words in ((Reason.OUTAGE, "Declare an outage: move the deadline"), (Reason.OTHER, "Move the deadline")):
        kind = four_eyes.kind_named("division_extended")
        said = kind.sentence(ask(division, body, reason=reason).arguments, four_eyes.Known())
        assert said.startswith(f"{words} of the vote on {division.proposal.symbol}, “Readiness order”, from ")
    assert clock.now() < division.closes_at


def test_an_outage_moves_a_deadline_by_what_the_rules_of_procedure_say():
    body = a_coalition(outage_extension=12 * HOUR)
    division = open_vote(body)
    assert division.outage_extension == 12 * HOUR
    for later in (HOUR, 13 * HOUR):
        with pytest.raises(Invalid) as refused:
            ask(division, body, later=later)
        assert (refused.value.code, refused.value.field) == ("not_by_the_rules", "closes_at")
    pending = ask_extension(division=division, reason=Reason.OUTAGE, note="The line is down.", by=body.secretariat[0])
    moved = four_eyes.confirm(pending=pending, by=body.chair).result
    assert moved.closes_at == division.closes_at + 12 * HOUR
    assert extend(moved, body, later=HOUR, reason=Reason.OTHER).closes_at == division.closes_at + 13 * HOUR


def test_without_such_a_rule_or_for_another_reason_the_deadline_is_given():
    for body, reason in ((a_coalition(), Reason.OUTAGE), (a_coalition(outage_extension=HOUR), Reason.OTHER)):
        with pytest.raises(Invalid) as refused:
            ask_extension(division=open_vote(body), reason=reason, note="The line is down.", by=body.secretariat[0])
        assert (refused.value.code, refused.value.field) == ("no_deadline", "closes_at")
