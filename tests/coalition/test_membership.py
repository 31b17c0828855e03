"""Membership: rows are ended, never deleted; four eyes grant, two revoke."""

from __future__ import annotations

import pytest

from coalition import clock, membership
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import Accreditation, Membership
from coalition.models.delegations import Rank
from coalition.permissions import members_voted_for
from tests.factories import a_coalition, a_person

pytestmark = pytest.mark.django_db


def accredit(body, person, first, second):
    return membership.accredit(member=body.members["FR"], person=person, registered_by=first, confirmed_by=second)


def test_a_former_member_is_admitted_again():
    body = a_coalition("DE FR")
    again = {"coalition": body.coalition, "code": "FR", "name_en": "FR", "name_fr": "FR"}
    with pytest.raises(Conflict):
        membership.admit(**again)
    membership.withdraw(member=body.members["FR"])
    assert membership.admit(**again) == body.members["FR"]
    assert Membership.objects.filter(member=body.members["FR"]).count() == 2


def test_granting_takes_two_different_people_of_the_secretariat():
    body = a_coalition()
    person = a_person()
    membership.seat_delegate(member=body.members["FR"], person=person, rank=Rank.ALTERNATE)
    first, second = body.secretariat
    before = Accreditation.objects.count()
    for pair in ((first, first), (first, body.chair), (body.heads["FR"], second)):
        with pytest.raises(NotAllowed):
            accredit(body, person, *pair)
    assert Accreditation.objects.count() == before
    accredit(body, person, first, second)
    assert [m.code for m in members_voted_for(person, body.coalition, clock.now())] == ["FR"]


@pytest.mark.parametrize("whose", ["an adviser", "an outsider", "another member's head"])
def test_only_a_head_or_alternate_is_accredited(whose):
    body = a_coalition()
    person = {
        "an adviser": body.advisers["FR"],
        "an outsider": a_person(),
        "another member's head": body.heads["DE"],
    }[whose]
    with pytest.raises(NotAllowed):
        accredit(body, person, *body.secretariat)


def test_one_person_revokes_at_once_and_only_once():
    body = a_coalition()
    granted = body.accreditations["FR"]
    with pytest.raises(NotAllowed):
        membership.revoke(accreditation=granted, by=body.heads["DE"])
    membership.revoke(accreditation=granted, by=body.secretariat[0])
    granted.refresh_from_db()
    assert granted.revoked_by == body.secretariat[0]
    assert list(members_voted_for(granted.person, body.coalition, clock.now())) == []
    with pytest.raises(Conflict):
        membership.revoke(accreditation=granted, by=body.secretariat[0])


def test_a_weight_is_never_negative():
    body = a_coalition()
    with pytest.raises(Invalid):
        membership.set_weight(member=body.members["FR"], name="capital", value=-1, source="a test")


def test_an_acceptance_is_dated_and_recorded_by_the_secretariat():
    body = a_coalition()
    ask = {"rules_of_procedure": body.rules, "member": body.members["FR"]}
    with pytest.raises(NotAllowed):
        membership.accept_rules(**ask, recorded_by=body.heads["FR"])
    acceptance = membership.accept_rules(**ask, recorded_by=body.secretariat[0])
    assert acceptance.accepted_at <= clock.now()
