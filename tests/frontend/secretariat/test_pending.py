"""Asking, confirming, declining and taking back on pages: one person asks, another settles it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from coalition import clock, membership
from coalition.models import PendingAct
from coalition.rolls import roll_at
from tests.factories import a_coalition, accredit, seat

pytestmark = pytest.mark.django_db


def get(client, person, body, path):
    client.force_login(person)
    return client.get(f"/{body.coalition.slug}/{path}")


def post(client, person, body, path, **given):
    client.force_login(person)
    return client.post(f"/{body.coalition.slug}/{path}", given)


def latest():
    return PendingAct.objects.order_by("-pk")[0]


def test_a_suspension_from_asking_to_the_roll(client):
    body = a_coalition()
    first, second = body.secretariat
    asked = post(client, first, body, "members/changes/suspension/", member="FR", at="", until="")
    pending = latest()
    assert asked.url == f"/{body.coalition.slug}/pending/{pending.pk}/"
    assert roll_at(body.coalition, clock.now()).suspended == frozenset()
    page = get(client, second, body, "pending/").content.decode()
    assert "Suspend the vote of FR, at once" in page and "Review and confirm" in page
    assert "1 act awaits you" in get(client, second, body, "").content.decode()
    assert "awaits you" not in get(client, first, body, "").content.decode()
    done = post(client, second, body, f"pending/{pending.pk}/", act="confirm")
    assert done.url == f"/{body.coalition.slug}/pending/"
    assert "Confirmed and done" in get(client, second, body, "pending/").content.decode()
    assert roll_at(body.coalition, clock.now()).suspended == {"FR"}


@pytest.mark.parametrize(("who", "act", "status"), [(0, "confirm", 403), (1, "withdraw", 403), (1, "", 403)])
def test_what_is_not_theirs_to_do_is_refused_in_words(client, who, act, status):
    body = a_coalition()
    pending = membership.withdraw(member=body.members["FR"], by=body.secretariat[0]).pending
    answer = post(client, body.secretariat[who], body, f"pending/{pending.pk}/", act=act)
    assert answer.status_code == status
    assert "Nothing was done." in answer.content.decode()
    pending.refresh_from_db()
    assert pending.settlement == ""


@pytest.mark.parametrize(("who", "act"), [(1, "decline"), (0, "withdraw")])
def test_declined_or_withdrawn(client, who, act):
    body = a_coalition()
    pending = membership.withdraw(member=body.members["FR"], by=body.secretariat[0]).pending
    post(client, body.secretariat[who], body, f"pending/{pending.pk}/", act=act)
    assert "Nothing awaits a second person" in get(client, body.secretariat[1], body, "pending/").content.decode()
    again = post(client, body.secretariat[1], body, f"pending/{pending.pk}/", act="confirm")
    assert again.status_code == 409


def test_the_chair_sees_what_the_chair_may_settle(client):
    body = a_coalition()
    pending = membership.withdraw(member=body.members["FR"], by=body.secretariat[0]).pending
    assert "End the membership" not in get(client, body.chair, body, "pending/").content.decode()
    assert get(client, body.chair, body, f"pending/{pending.pk}/").status_code == 404


CHANGES = {
    "admission": {"code": "FI", "name_en": "Finland", "name_fr": "Finlande", "at": ""},
    "withdrawal": {"member": "FR", "at": ""},
    "suspension": {"member": "FR", "at": "2099-01-01T12:00", "until": "2099-02-01T12:00"},
    "weight": {"member": "FR", "name": "population", "value": "70", "source": "A census", "at": ""},
    "group": {"code": "chair", "name_en": "In the chair", "name_fr": "À la présidence"},
    "place": {"group": "E2", "member": "FR", "at": ""},
    "leaving": {"group": "E2", "member": "DE", "at": ""},
    "speaker": {"group": "E2", "member": "DE"},
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_of_the_roll_is_asked_for_on_a_page(client, what):
    body = a_coalition("DE FR", groups={"E2": "DE"}, weights={"population": {"DE": 84, "FR": 68}})
    first, second = body.secretariat
    assert get(client, first, body, f"members/changes/{what}/").status_code == 200
    asked = post(client, first, body, f"members/changes/{what}/", **CHANGES[what])
    assert asked.status_code == 302, asked.content.decode()
    assert post(client, second, body, f"pending/{latest().pk}/", act="confirm").status_code == 302
    assert latest().settlement == "confirmed"


def test_all_that_is_wrong_is_said_beside_its_field_and_what_was_given_stays(client):
    body = a_coalition("DE FR", weights={"population": {"DE": 84, "FR": 68}})
    given = {"member": "XX", "name": "population", "value": "a few", "source": "A census", "at": "soon"}
    before = PendingAct.objects.count()
    answer = post(client, body.secretariat[0], body, "members/changes/weight/", **given)
    page = answer.content.decode()
    assert answer.status_code == 400
    for field in ("member", "value", "at"):
        assert f'id="e-{field}"' in page
    assert 'value="A census"' in page
    assert PendingAct.objects.count() == before


def test_an_accreditation_from_the_note_to_the_vote_to_its_end(client):
    body = a_coalition()
    first, second = body.secretariat
    from tests.factories import a_person

    person = a_person("Somebody new")
    seat(body, "FR", person)
    place = person.delegate_places.get()
    old = body.accreditations["FR"]
    given = {"delegate": place.pk, "replaces": old.pk, "at": "", "until": "", "note": "Note 12, file 3"}
    assert post(client, first, body, "accreditations/register/", **given).status_code == 302
    assert post(client, second, body, f"pending/{latest().pk}/", act="confirm").status_code == 302
    page = get(client, first, body, "accreditations/").content.decode()
    granted = person.accreditations.get()
    assert "Somebody new" in page and "Note 12, file 3" in page and f"In its place: {granted.reference}" in page
    ours = get(client, body.alternates["FR"], body, "accreditations/").content.decode()
    assert "Who votes for us" in ours and "Somebody new" in ours and "Note 12" not in ours
    assert "DE, head" not in ours and "Revoke" not in ours
    answer = post(client, first, body, f"accreditations/{granted.pk}/revoke/")
    assert answer.url.endswith("/accreditations/")
    granted.refresh_from_db()
    assert granted.revoked_by == first
    assert post(client, second, body, f"accreditations/{granted.pk}/revoke/").status_code == 409


@pytest.mark.parametrize("path", ["pending/", "accreditations/", "accreditations/register/", "members/changes/weight/"])
@pytest.mark.parametrize("many", [1, 3])
def test_the_queries_of_a_page_do_not_grow(client, django_assert_num_queries, path, many):
    body = a_coalition("DE FR GB", weights={"population": {"DE": 84, "FR": 68, "GB": 69}})
    for code in ["DE", "FR", "GB"][:many]:
        membership.suspend(member=body.members[code], by=body.secretariat[0])
        seat(body, code, body.observer)
        accredit(body, code, body.observer, at=clock.now() + timedelta(days=1))
    client.force_login(body.secretariat[1])
    expected = {"pending/": 13, "accreditations/": 19, "accreditations/register/": 12, "members/changes/weight/": 16}
    with django_assert_num_queries(expected[path]):
        assert client.get(f"/{body.coalition.slug}/{path}").status_code == 200
