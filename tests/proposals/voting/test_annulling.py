"""Annulling: a vote under way ends undecided, by two people, once; a decided one stays."""

from __future__ import annotations

import json

import pytest

from coalition import four_eyes
from coalition.errors import Conflict, Invalid, NotAllowed
from proposals.drafting.proposing import revise
from proposals.ledger.models import Entry
from proposals.voting.annulling import ask_annulment, why_annulled
from proposals.voting.awaiting import open_votes
from proposals.voting.closing import due_divisions, seal
from proposals.voting.deciding import decide_division, undecided_divisions
from proposals.voting.extending import ask_extension
from proposals.voting.models import Decision, Division
from proposals.voting.states import State, divisions_in, state_of
from tests.clocks import clock_at
from tests.factories import PROXIES, a_coalition, after_grace, cast, give, open_vote

pytestmark = pytest.mark.django_db
WHY = "Opened on the wrong text."


def annul(division, body, *, note=WHY):
    pending = ask_annulment(division=division, note=note, by=body.chair)
    return four_eyes.confirm(pending=pending, by=body.secretariat[0]).result


def test_one_asks_another_confirms():
    body = a_coalition()
    division = open_vote(body)
    pending = ask_annulment(division=division, note=WHY, by=body.secretariat[0])
    for by in (body.secretariat[0], body.heads["FR"], body.observer):
        with pytest.raises(NotAllowed):
            four_eyes.confirm(pending=pending, by=by)
    assert Division.objects.get().annulled_at is None
    annulled = four_eyes.confirm(pending=pending, by=body.secretariat[1]).result
    assert annulled.annulled_at >= pending.asked_at
    entry = Entry.objects.get(kind="division_annulled")
    said = json.loads(entry.content)["body"]
    assert (entry.at, said["by"]) == (annulled.annulled_at, [person.pk for person in body.secretariat])
    assert WHY not in "".join(Entry.objects.values_list("content", flat=True))
    assert why_annulled(annulled) == WHY


def test_nothing_more_happens_in_it():
    body = a_coalition("DE FR GB IT", rule=PROXIES)
    division = open_vote(body)
    give(division, body, "FR", "DE")
    annul(division, body)
    acts = [
        lambda: cast(division, body, "DE", "yes"),
        lambda: cast(division, body, "FR", "yes", holder="DE"),
        lambda: give(division, body, "GB", "IT"),
        lambda: annul(division, body),
        lambda: ask_extension(
            division=division, closes_at=after_grace(division), reason="other", note="x", by=body.chair
        ),
    ]
    before = Entry.objects.count()
    for act in acts:
        with pytest.raises(Conflict):
            act()
    assert Entry.objects.count() == before
    with clock_at(after_grace(division)):
        assert due_divisions() == []
        assert not seal(division=division)
        assert decide_division(division=division) is None


def test_a_sealed_one_is_annulled_and_never_decided():
    body = a_coalition()
    division = open_vote(body)
    cast(division, body, "FR", "yes")
    with clock_at(after_grace(division)):
        assert seal(division=division)
        annul(division, body)
        assert undecided_divisions() == []
        assert decide_division(division=division) is None
    assert not Decision.objects.exists()


def test_a_decided_one_stays():
    body = a_coalition()
    division = open_vote(body)
    pending = ask_annulment(division=division, note=WHY, by=body.chair)
    with clock_at(after_grace(division)):
        seal(division=division)
        decide_division(division=division)
        for act in (
            lambda: four_eyes.confirm(pending=pending, by=body.secretariat[0]),
            lambda: ask_annulment(division=division, note=WHY, by=body.chair),
        ):
            with pytest.raises(Conflict) as refused:
                act()
            assert refused.value.code == "decided"
    assert Division.objects.get().annulled_at is None


def test_its_text_is_free_and_the_vote_held_anew():
    body = a_coalition()
    division = open_vote(body)
    annul(division, body)
    revise(proposal=division.proposal, text="Another text.", by=body.secretariat[0])
    again = open_vote(body, proposal=division.proposal)
    cast(again, body, "FR", "yes")
    with clock_at(after_grace(again)):
        seal(division=again)
        assert decide_division(division=again).division == again


def test_a_reason_is_asked_for():
    body = a_coalition()
    with pytest.raises(Invalid) as refused:
        ask_annulment(division=open_vote(body), note=" ", by=body.chair)
    assert (refused.value.code, refused.value.field) == ("empty", "note")


def test_it_reads_as_annulled_before_and_after_its_deadline():
    body = a_coalition()
    other, division = open_vote(body), open_vote(body)
    division = annul(division, body)
    for instant in (division.opens_at, division.closes_at):
        assert state_of(division, instant) == State.ANNULLED
        assert not division.is_open_at(instant)
        found = {state: list(Division.objects.filter(divisions_in(state, instant))) for state in State}
        running = State.OPEN if instant < division.closes_at else State.COUNTING
        assert found.pop(State.ANNULLED) == [division]
        assert found.pop(running) == [other]
        assert not any(found.values())
    with clock_at(other.opens_at):
        assert {vote.division for vote in open_votes(body.heads["FR"], body.coalition, other.opens_at)} == {other}
