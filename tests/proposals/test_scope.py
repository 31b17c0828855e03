"""Whatever is outside a person's scope does not exist for them."""

from __future__ import annotations

import pytest

from coalition import clock
from proposals.scope import decisions_for, division_for, divisions_for, proposals_for
from proposals.voting.models import Division
from tests.factories import a_coalition, a_person, a_proposal, open_vote

pytestmark = pytest.mark.django_db


def test_members_and_secretariat_read_all_and_others_nothing():
    body, other = a_coalition(), a_coalition()
    division = open_vote(body)
    now = clock.now()
    for person in (body.heads["FR"], body.advisers["FR"], body.secretariat[0], body.chair):
        assert list(proposals_for(person, now)) == [division.proposal]
        assert list(divisions_for(person, now)) == [division]
    for person in (other.heads["FR"], other.secretariat[0], a_person()):
        assert not proposals_for(person, now).exists()
        assert not divisions_for(person, now).exists()
        assert not decisions_for(person, now).exists()


def test_an_observer_reads_what_is_released():
    body = a_coalition()
    a_proposal(body, title="For members")
    released = a_proposal(body, title="For all", released_to_observers=True)
    assert list(proposals_for(body.observer, clock.now())) == [released]


def test_nobody_reads_before_they_sit():
    body = a_coalition()
    a_proposal(body)
    assert not proposals_for(body.heads["FR"], body.coalition.members.first().memberships.first().starts_at).exists()


@pytest.mark.parametrize("released", [True, False])
def test_the_division_that_every_cast_asks_for_is_the_same_question(released):
    body, other = a_coalition(), a_coalition()
    division = open_vote(body, proposal=a_proposal(body, released_to_observers=released))
    open_vote(other)
    now, before = clock.now(), body.coalition.members.first().memberships.first().starts_at
    people = [
        body.heads["FR"],
        body.advisers["FR"],
        body.secretariat[0],
        body.chair,
        body.observer,
        body.alternates["DE"],
    ]
    for person in (*people, other.heads["FR"], other.secretariat[0], a_person()):
        for instant in (now, before):
            found = division_for(person, division.pk, instant)
            assert found == divisions_for(person, instant).filter(pk=division.pk).first()
    whole = division_for(body.heads["FR"], division.pk, now)
    assert whole is not None and whole.coalition == body.coalition
    told = {field.attname for field in Division._meta.concrete_fields}
    kept = Division.objects.get(pk=division.pk)
    assert {name: getattr(whole, name) for name in told} == {name: getattr(kept, name) for name in told}
