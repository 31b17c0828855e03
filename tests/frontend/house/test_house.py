"""What stands around the pages: errors in plain words, health, language, theme, zone."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from django.test import Client

from coalition.models import Coalition
from tests.factories import a_coalition, a_person

pytestmark = pytest.mark.django_db


def test_health_needs_nobody_to_sign_in(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.content.startswith(b"ok ")


@pytest.mark.parametrize("path", ["/help/", "/accessibility/", "/sign-in/"])
def test_what_anybody_may_read(client, path):
    assert client.get(path).status_code == 200


def test_everything_else_asks_to_sign_in(client):
    slug = a_coalition().coalition.slug
    for path in (f"/{slug}/", f"/{slug}/proposals/", f"/{slug}/members/", "/no-such-coalition/"):
        assert client.get(path).url.startswith("/sign-in/?next=")


def test_another_s_coalition_is_as_one_that_is_not(client):
    client.force_login(a_coalition().heads["FR"])
    slugs = [a_coalition().coalition.slug, "no-such-coalition"]
    answers = [client.get(f"/{slug}/") for slug in slugs]
    assert [answer.status_code for answer in answers] == [404, 404]
    pages = [answer.content.decode().replace(slug, "") for answer, slug in zip(answers, slugs, strict=True)]
    other, none = (re.sub(r'value="\w{64}"', "", page) for page in pages)
    assert other == none


def test_no_page_of_somebody_stays_behind_on_the_machine(client):
    body = a_coalition()
    client.force_login(body.heads["FR"])
    assert client.get(f"/{body.coalition.slug}/").headers["Cache-Control"] == "no-store"


def test_an_error_of_ours_says_what_to_do(client):
    client.raise_request_exception = False
    client.force_login(a_person())
    with mock.patch("frontend.home.views.coalitions_of", side_effect=RuntimeError):
        answer = client.get("/")
    assert answer.status_code == 500
    assert "Something failed on our side" in answer.content.decode()
    assert "Une erreur s’est produite" in answer.content.decode()


def test_a_request_for_another_host_is_refused_in_words():
    answer = Client(raise_request_exception=False).get("/help/", HTTP_HOST="elsewhere.example")
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


def test_the_language_stays_with_the_person(client):
    person = a_person()
    client.force_login(person)
    answer = client.post("/language/", {"language": "fr", "next": "/help/"})
    person.refresh_from_db()
    assert (answer.url, person.language) == ("/help/", "fr")
    assert '<html lang="fr"' in client.get("/help/").content.decode()
    assert client.post("/language/", {"language": "xx"}).status_code == 302
    person.refresh_from_db()
    assert person.language == "fr"


def test_the_language_of_whoever_is_not_signed_in_stays_in_the_browser(client):
    client.post("/language/", {"language": "fr"})
    assert "Se connecter" in client.get("/sign-in/").content.decode()


def test_the_theme_stays_in_the_browser(client):
    themes = []
    for _ in range(3):
        client.post("/theme/", {"next": "/help/"})
        page = client.get("/help/").content.decode()
        themes.append("light" if 'data-theme="light"' in page else "dark" if 'data-theme="dark"' in page else "device")
    assert themes == ["light", "dark", "device"]


@pytest.mark.parametrize("path", ["/language/", "/theme/"])
def test_a_preference_leads_nowhere_else(client, path):
    assert client.post(path, {"language": "fr", "next": "https://elsewhere.example/"}).url == "/"
    assert client.get(path).status_code == 405


def test_times_are_in_the_reader_s_zone(client):
    body = a_coalition()
    for zone, city in (("Asia/Tokyo", "in Tokyo"), ("Nowhere/Else", "UTC")):
        person = body.heads["FR"]
        person.time_zone = zone
        person.save()
        client.force_login(person)
        assert city in client.get(f"/{body.coalition.slug}/").content.decode()


def test_an_exercise_is_marked_and_an_earnest_coalition_is_not(client):
    earnest, exercise = a_coalition(), a_coalition(exercise=True)
    Coalition.objects.filter(pk=exercise.coalition.pk).update(note_en="Positions are invented.")
    for body, marked in ((earnest, False), (exercise, True)):
        client.force_login(body.heads["FR"])
        for path in ("", "proposals/", "decisions/", "members/", "rules/", "votes/999/"):
            page = client.get(f"/{body.coalition.slug}/{path}").content.decode()
            assert ('class="exercise-bar"' in page) is marked
            assert ("Positions are invented." in page) is marked
