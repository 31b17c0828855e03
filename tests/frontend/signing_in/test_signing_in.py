"""Signing in with a password, and what it must not tell."""

from __future__ import annotations

import pytest

from tests.factories import a_coalition, a_person

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


def sign_in(client, email, password=PASSWORD, **data):
    return client.post("/sign-in/", {"username": email, "password": password, **data})


def test_it_leads_home_and_rotates_the_session(client):
    person = a_person(password=PASSWORD)
    client.get("/sign-in/")
    client.session["before"] = True
    client.session.save()
    before = client.session.session_key
    answer = sign_in(client, person.email)
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session.session_key != before


def test_unknown_wrong_and_left_are_told_alike(client):
    known, left = a_person(password=PASSWORD), a_person(password=PASSWORD, is_active=False)

    def told(email, password):
        page = sign_in(client, email, password).content.decode()
        assert "do not go together" in page
        return page.split('role="alert"')[1].split("</div>")[0]

    assert told(known.email, "wrong") == told("nobody@example.org", "wrong") == told(left.email, PASSWORD)


def test_it_goes_on_to_where_one_was_going_and_nowhere_else(client):
    body = a_coalition()
    head = body.heads["FR"]
    head.set_password(PASSWORD)
    head.save()
    wanted = f"/{body.coalition.slug}/decisions/"
    assert client.get(wanted).url == f"/sign-in/?next={wanted}"
    assert sign_in(client, head.email, next=wanted).url == wanted
    client.logout()
    assert sign_in(client, head.email, next="https://elsewhere.example/").url == "/"


def test_signing_out_takes_a_post(client):
    client.force_login(a_person())
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/sign-in/"
    assert "_auth_user_id" not in client.session
