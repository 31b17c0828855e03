"""Acts that take two people, and accreditations, over HTTP."""

from __future__ import annotations

import pytest

from coalition import clock, membership
from coalition.permissions import members_voted_for
from tests.factories import a_person, accredit, seat
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db


def test_an_accreditation_from_asking_to_revoking(body):
    first, second = (Caller(person) for person in body.secretariat)
    person, slug = a_person(), body.coalition.slug
    seat(body, "FR", person)
    ask = {"member": "FR", "email": person.email, "note": "Note 7", "replaces": body.accreditations["FR"].pk}
    asked = first.post(f"/coalitions/{slug}/accreditations/", ask)
    assert asked.status_code == 202, asked.content
    number = asked.json()["id"]
    assert person.name in asked.json()["sentence"]["en"] and asked.json()["own"]
    problem(first.post(f"/pending-acts/{number}/confirmation/"), 403, "needs_two_people")
    (waiting,) = second.get(f"/coalitions/{slug}/pending-acts/").json()["results"]
    assert waiting["id"] == number and not waiting["own"] and waiting["settlement"] is None
    for _again in range(2):
        confirmed = second.post(f"/pending-acts/{number}/confirmation/")
        assert (confirmed.status_code, confirmed.json()["settlement"]) == (200, "confirmed")
    assert [m.code for m in members_voted_for(person, body.coalition, clock.now())] == ["FR"]
    rows = Caller(person).get(f"/coalitions/{slug}/accreditations/").json()["results"]
    assert {row["member"] for row in rows} == {"FR"} and rows[0]["replaces"] == body.accreditations["FR"].pk
    revoked = first.post(f"/accreditations/{rows[0]['id']}/revocation/")
    assert revoked.status_code == 200 and revoked.json()["revoked"]
    problem(first.post(f"/accreditations/{rows[0]['id']}/revocation/"), 409, "already_ended")


def test_bad_input_names_its_field(body):
    first, slug = Caller(body.secretariat[0]), body.coalition.slug
    for given, field in (
        ({"member": "XX", "email": "a@example.org"}, "member"),
        ({"member": "FR", "email": "a@example.org"}, "email"),
        ({"member": "FR", "email": body.heads["FR"].email, "replaces": body.accreditations["DE"].pk}, "replaces"),
        ({"member": "FR", "email": body.heads["FR"].email, "at": "2020-01-01T00:00:00Z"}, "at"),
    ):
        answer = first.post(f"/coalitions/{slug}/accreditations/", given)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == field, given


@pytest.mark.parametrize(("who", "act", "settled"), [(1, "refusal", "declined"), (0, "withdrawal", "withdrawn")])
def test_declined_or_withdrawn(body, who, act, settled):
    number = membership.withdraw(member=body.members["FR"], by=body.secretariat[0]).pending.pk
    problem(
        Caller(body.secretariat[1 - who]).post(f"/pending-acts/{number}/{act}/"),
        403,
        "needs_two_people" if who else "not_the_asker",
    )
    answer = Caller(body.secretariat[who]).post(f"/pending-acts/{number}/{act}/")
    assert answer.json()["settlement"] == settled
    problem(Caller(body.secretariat[1]).post(f"/pending-acts/{number}/confirmation/"), 409, "settled")


@pytest.mark.parametrize("many", [1, 3])
def test_the_queries_of_a_list_do_not_grow(body, many, django_assert_num_queries):
    for code in ["DE", "FR", "GB"][:many]:
        membership.suspend(member=body.members[code], by=body.secretariat[0])
        seat(body, code, body.observer)
        accredit(body, code, body.observer)
    caller = Caller(body.secretariat[1])
    for path, queries in (("pending-acts", 12), ("accreditations", 9)):
        with django_assert_num_queries(queries, info=path):
            caller.get(f"/coalitions/{body.coalition.slug}/{path}/")
