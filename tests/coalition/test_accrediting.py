"""Accreditations: two people grant, one revokes, one takes another's place, and none overlaps."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from coalition import accrediting, clock, delegations, four_eyes
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import Accreditation, Delegate
from coalition.models.delegations import Rank, Role
from coalition.permissions import members_voted_for
from coalition.recording import sealed
from proposals.ledger.models import Entry
from tests.clocks import clock_at
from tests.factories import a_coalition, a_person, accredit, cast, open_vote, seat, settled

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def a_delegate(body, code="FR", rank=Rank.ALTERNATE):
    person = a_person()
    seat(body, code, person, rank)
    return person


def voted_for(body, person, at=None):
    return [member.code for member in members_voted_for(person, body.coalition, at or clock.now())]


def kinds(body, subject):
    return list(Entry.objects.filter(subject=subject).order_by("index").values_list("kind", flat=True))


def test_granting_takes_two_different_people_of_the_secretariat():
    body = a_coalition()
    person = a_delegate(body)
    first, second = body.secretariat
    ask = {"member": body.members["FR"], "person": person}
    for by in (body.chair, body.heads["FR"], body.observer, a_coalition().secretariat[0]):
        with pytest.raises(NotAllowed):
            accrediting.ask_accreditation(**ask, by=by)
    asked = accrediting.ask_accreditation(**ask, by=first)
    assert voted_for(body, person) == []
    for by in (first, body.chair, body.heads["FR"]):
        with pytest.raises(NotAllowed):
            four_eyes.confirm(pending=asked, by=by)
    granted = four_eyes.confirm(pending=asked, by=second).result
    assert (granted.registered_by, granted.confirmed_by) == (first, second)
    assert voted_for(body, person) == ["FR"]


@pytest.mark.parametrize("whose", ["an adviser", "an outsider", "another member's head"])
def test_only_a_head_or_alternate_is_accredited(whose):
    body = a_coalition()
    person = {
        "an adviser": body.advisers["FR"],
        "an outsider": a_person(),
        "another member's head": body.heads["DE"],
    }[whose]
    with pytest.raises(NotAllowed):
        accredit(body, "FR", person)


def test_who_becomes_an_adviser_while_it_waits_is_not_accredited():
    body = a_coalition()
    person = a_delegate(body)
    asked = accrediting.ask_accreditation(member=body.members["FR"], person=person, by=body.secretariat[0])
    seat(body, "FR", person, Rank.ADVISER)
    with pytest.raises(NotAllowed):
        four_eyes.confirm(pending=asked, by=body.secretariat[1])
    assert voted_for(body, person) == []


def test_an_adviser_never_votes_whatever_they_were():
    body = a_coalition()
    division = open_vote(body)
    seat(body, "FR", body.heads["FR"], Rank.ADVISER)
    assert Delegate.objects.at(clock.now()).get(person=body.heads["FR"]).rank == Rank.ADVISER
    with pytest.raises(NotAllowed):
        cast(division, body, "FR", "yes")


def test_who_leaves_the_delegation_votes_no_more():
    body = a_coalition()
    division = open_vote(body)
    place = Delegate.objects.get(person=body.heads["FR"])
    for by in (body.chair, body.heads["FR"]):
        with pytest.raises(NotAllowed):
            delegations.unseat_delegate(delegate=place, by=by)
    delegations.unseat_delegate(delegate=place, by=body.secretariat[0])
    with pytest.raises(NotAllowed):
        cast(division, body, "FR", "yes")
    assert kinds(body, f"accreditation:{body.accreditations['FR'].pk}") == [
        "accreditation_given",
        "accreditation_ended",
    ]
    with pytest.raises(Conflict):
        delegations.unseat_delegate(delegate=place, by=body.secretariat[0])


def test_one_person_revokes_at_once_and_only_once():
    body = a_coalition()
    granted = body.accreditations["FR"]
    for by in (body.heads["DE"], body.heads["FR"], body.chair):
        with pytest.raises(NotAllowed):
            accrediting.revoke(accreditation=granted, by=by)
    accrediting.revoke(accreditation=granted, by=body.secretariat[0])
    granted.refresh_from_db()
    assert granted.revoked_by == body.secretariat[0]
    assert voted_for(body, granted.person) == []
    with pytest.raises(Conflict):
        accrediting.revoke(accreditation=granted, by=body.secretariat[0])
    assert kinds(body, f"accreditation:{granted.pk}") == ["accreditation_given", "accreditation_revoked"]


def test_it_can_begin_later_and_end():
    body = a_coalition()
    person, now = a_delegate(body), clock.now()
    accredit(body, "FR", person, at=now + DAY, until=now + 2 * DAY)
    assert [voted_for(body, person, now + DAY * n / 2) for n in (0, 2, 3, 4)] == [[], ["FR"], ["FR"], []]
    with pytest.raises(Invalid) as refused:
        accredit(body, "DE", a_delegate(body, "DE"), at=now + 2 * DAY, until=now + DAY)
    assert refused.value.field == "until"


def test_a_cast_before_it_begins_is_refused_and_not_called_revoked():
    body = a_coalition()
    person, division = a_delegate(body), open_vote(body)
    accredit(body, "FR", person, at=clock.now() + DAY)
    with pytest.raises(NotAllowed):
        cast(division, body, "FR", "yes", by=person)
    assert not Entry.objects.filter(kind="ballot_refused").exists()


def test_revoked_before_it_begins_it_never_does():
    body = a_coalition()
    person, now = a_delegate(body), clock.now()
    granted = accredit(body, "FR", person, at=now + DAY)
    accrediting.revoke(accreditation=granted, by=body.secretariat[1])
    assert voted_for(body, person, now + 2 * DAY) == []
    with pytest.raises(Conflict):
        accrediting.revoke(accreditation=granted, by=body.secretariat[1])
    accredit(body, "FR", person, at=now + DAY)  # and can be given again


def test_one_person_holds_one_accreditation_for_a_member_at_a_time():
    body = a_coalition()
    person, now = a_delegate(body), clock.now()
    accredit(body, "FR", person, at=now + DAY, until=now + 3 * DAY)
    for asked in ({}, {"at": now + 2 * DAY}, {"until": now + 2 * DAY}):
        with pytest.raises(Conflict) as refused:
            accredit(body, "FR", person, **asked)
        assert refused.value.code == "accredited_already"
    accredit(body, "FR", person, until=now + DAY)
    accredit(body, "FR", person, at=now + 3 * DAY)
    for hours in range(0, 24 * 4, 12):
        held = Accreditation.objects.at(clock.now() + timedelta(hours=hours)).filter(person=person)
        assert held.count() == 1


@pytest.mark.parametrize("later", [False, True])
def test_one_takes_anothers_place_at_the_instant_it_begins(later):
    body = a_coalition()
    replaced, person = body.accreditations["FR"], a_delegate(body)
    at = clock.now() + DAY if later else None
    granted = accredit(body, "FR", person, at=at, replaces=replaced)
    replaced.refresh_from_db()
    assert granted.replaces == replaced
    assert replaced.ends_at == granted.starts_at
    assert replaced.revoked_by is None
    assert kinds(body, f"accreditation:{replaced.pk}") == ["accreditation_given", "accreditation_replaced"]
    assert voted_for(body, replaced.person, granted.starts_at) == []
    assert voted_for(body, person, granted.starts_at) == ["FR"]


def test_it_replaces_only_one_of_its_own_member_that_still_holds():
    body = a_coalition()
    person = a_delegate(body)
    with pytest.raises(Invalid):
        accredit(body, "FR", person, replaces=body.accreditations["DE"])
    accrediting.revoke(accreditation=body.accreditations["FR"], by=body.secretariat[0])
    with pytest.raises(Conflict):
        accredit(body, "FR", person, replaces=body.accreditations["FR"])


def test_the_note_stays_outside_the_ledger_with_a_salted_hash_inside():
    body = a_coalition()
    note = "Note verbale 12/2026 of the Embassy"
    granted = accredit(body, "FR", a_delegate(body), note=note)
    assert granted.note == note
    contents = "".join(Entry.objects.values_list("content", flat=True))
    assert note not in contents
    for kind in ("act_asked", "accreditation_given"):
        said = json.loads(Entry.objects.filter(kind=kind).order_by("-index")[0].content)["body"]
        assert said.get("asked", said)["note_hash"] == sealed(note, granted.note_salt)


def test_an_office_takes_two_people_and_is_laid_down_alone():
    body = a_coalition()
    first, _second = body.secretariat
    person = a_person()
    ask = {"coalition": body.coalition, "person": person, "role": Role.SECRETARIAT}
    for by in (body.heads["FR"], body.observer, person):
        with pytest.raises(NotAllowed):
            delegations.give_office(**ask, by=by)
    office = settled(body, delegations.give_office(**ask, by=body.chair))
    with pytest.raises(Conflict):
        delegations.give_office(**ask, by=first)
    assert delegations.end_office(office=office, by=first).pending
    assert delegations.end_office(office=office, by=person).pending is None
    assert kinds(body, f"office:{office.pk}") == ["office_given", "office_ended"]
    with pytest.raises(Conflict):
        delegations.end_office(office=office, by=first)


def test_a_pending_one_waits_a_week():
    body = a_coalition()
    person = a_delegate(body)
    asked = accrediting.ask_accreditation(member=body.members["FR"], person=person, by=body.secretariat[0])
    with clock_at(asked.expires_at), pytest.raises(Conflict):
        four_eyes.confirm(pending=asked, by=body.secretariat[1])
