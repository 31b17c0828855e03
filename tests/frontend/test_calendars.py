"""The page of one's calendars: an address is made, shown once, read, and revoked. And the call answered."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from coalition.models.delegations import Role
from frontend.account.subscribing import programs
from proposals.calendars.keys import make_key
from proposals.calendars.models import CalendarKey, Shows
from proposals.ledger.models import Entry
from tests.factories import a_coalition, a_person, serve
from tests.proposals.calendars.calling import a_called_meeting

pytestmark = pytest.mark.django_db
PAGE = "/account/calendars/"


@pytest.fixture
def body():
    return a_coalition()


@pytest.fixture
def client(body, monkeypatch):
    monkeypatch.setattr("frontend.account.confirming.is_recent", lambda request: True)
    client = Client()
    client.force_login(body.heads["FR"])
    return client


def made(client, opens, name="Outlook at the ministry"):
    answer = client.post(f"{PAGE}new/", {"name": name, "opens": opens})
    assert answer.status_code == 200, answer.content
    return re.search(r'id="address">([^<]+)<', answer.content.decode())[1], answer.content.decode()


def test_an_address_is_made_shown_once_read_and_revoked(client, body):
    meeting = a_called_meeting(body)
    opens = ["mine", f"delegation-{body.members['FR'].pk}", f"coalition-{body.coalition.pk}", f"meeting-{meeting.pk}"]
    form = client.get(f"{PAGE}new/?opens={opens[-1]}").content.decode()
    assert all(f'value="{each}"' in form for each in [*opens, "caldav"])
    for each in opens:
        address, told = made(client, each)
        assert address.replace("http://", "webcal://") in told
        assert Client().get(address).content.count(b"BEGIN:VEVENT") == 1
    page = client.get(PAGE).content.decode()
    assert address not in page and "Last read" in page and page.count("Outlook at the ministry</strong>") == len(opens)
    for key in CalendarKey.objects.all():
        assert client.post(f"{PAGE}{key.pk}/revoke/").status_code == 302
    assert Client().get(address).status_code == 404
    assert "No program reads it yet" in client.get(PAGE).content.decode()


def test_a_password_for_caldav(client, body):
    address, told = made(client, "caldav", "Phone")
    assert address == "http://testserver/dav/"
    assert body.heads["FR"].email in told and 'id="password"' in told and "webcal" not in told


def test_what_is_not_ones_own_is_not_offered(client, body):
    other = a_coalition()
    for opens in (
        f"coalition-{other.coalition.pk}",
        f"delegation-{body.members['DE'].pk}",
        "meeting-1",
        "meeting-x",
        "",
    ):
        assert client.post(f"{PAGE}new/", {"name": "x", "opens": opens}).status_code == 404
    key, _secret = make_key(person=other.heads["FR"], name="theirs", shows=Shows.MINE)
    assert client.post(f"{PAGE}{key.pk}/revoke/").status_code == 404
    assert "theirs" not in client.get(PAGE).content.decode()


def test_a_name_that_is_none_is_said_beside_the_field(client):
    answer = client.post(f"{PAGE}new/", {"name": " ", "opens": "mine"})
    assert answer.status_code == 400
    assert 'id="e-name"' in answer.content.decode()


def test_it_is_made_shortly_after_showing_who_one_is(body):
    client = Client()
    client.force_login(body.heads["FR"])
    assert client.post(f"{PAGE}new/", {"name": "x", "opens": "mine"}).status_code == 302
    assert not CalendarKey.objects.exists()
    assert Client().get(PAGE).status_code == 302


def test_each_program_has_its_picture_in_words(client):
    page = client.get(PAGE).content.decode()
    for program in programs():
        assert program.alt in page and len(program.steps) == 3
    assert page.count('class="window"') == len(programs()) == 4
    assert " style=" not in page and "<script>" not in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_same_number_of_queries(client, body, django_assert_num_queries, many):
    for number in range(many):
        make_key(person=body.heads["FR"], name=f"key {number}", shows=Shows.MINE)
    client.get(PAGE)
    with django_assert_num_queries(4):
        client.get(PAGE)


def test_the_call_is_answered_on_its_page(client, body):
    meeting = a_called_meeting(body)
    where = f"/{body.coalition.slug}/meetings/{meeting.number}/"
    assert "3 members have not answered" in client.get(where).content.decode()
    assert client.post(f"{where}answer/", {"coming": "accepted"}).status_code == 302
    page = client.get(where).content.decode()
    assert "1 member comes" in page and "2 members have not answered" in page and 'aria-pressed="true"' in page
    assert f"/api/v1/meetings/{meeting.pk}.ics" in page
    assert Entry.objects.filter(kind="call_answered").count() == 1
    observer = a_person()
    serve(body, observer, Role.OBSERVER)
    outside = Client()
    outside.force_login(observer)
    assert outside.post(f"{where}answer/", {"coming": "accepted"}).status_code == 404
