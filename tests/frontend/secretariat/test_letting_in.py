"""The secretariat's page: an invitation, a new link, a provider's subject; and nobody else's."""

from __future__ import annotations

import re

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coalition.config.providers import providers_of
from coalition.models import Delegate, SignInLink
from tests.factories import a_coalition, a_person, seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry(settings):
    environment = {
        "OIDC_PROVIDERS": "fr",
        "OIDC_FR_NAME": "Quai d’Orsay",
        "OIDC_FR_ISSUER": "https://login.diplomatie.example",
        "OIDC_FR_CLIENT_ID": "concert",
        "OIDC_FR_CLIENT_SECRET": "of this test",
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers_of(environment)}}


def get(client, by, body, way=""):
    client.force_login(by)
    return client.get(f"/{body.coalition.slug}/members/people/{way}")


def post(client, by, body, way, **given):
    client.force_login(by)
    return client.post(f"/{body.coalition.slug}/members/people/{way}/", given)


NEW = {"member": "FR", "rank": "adviser", "name": "New", "email": "new@example.org", "language": "fr"}


def link_on(answer):
    return re.search(r'id="link">https?://[^/]+(/sign-in/link/[^<]+)<', answer.content.decode())[1]


def test_an_invitation_shows_its_link_once(client):
    body = a_coalition()
    answer = post(client, body.secretariat[0], body, "invitation", **NEW)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    assert Client().get(link_on(answer)).status_code == 200
    assert Delegate.objects.get(person__email="new@example.org").member.code == "FR"
    again = post(client, body.secretariat[0], body, "invitation", **NEW)
    assert again.status_code == 409 and "sits in that delegation already" in again.content.decode()


@pytest.mark.parametrize(("field", "value"), [("email", "none"), ("member", "XX"), ("rank", "king"), ("name", "")])
def test_what_is_wrong_is_said_beside_the_field(client, field, value):
    body = a_coalition()
    answer = post(client, body.secretariat[0], body, "invitation", **NEW | {field: value})
    assert answer.status_code == 400
    assert f'id="e-{field}"' in answer.content.decode()
    assert not SignInLink.objects.exists()


def test_a_new_link(client):
    body = a_coalition()
    answer = post(client, body.secretariat[0], body, "link", person=body.heads["FR"].pk)
    assert Client().get(link_on(answer)).status_code == 200
    for person in (body.secretariat[1], body.chair, a_person()):
        refused = post(client, body.secretariat[0], body, "link", person=person.pk)
        assert refused.status_code in (400, 403)
    assert SignInLink.objects.count() == 1


def test_a_delegate_of_another_coalition_too_is_let_in_elsewhere(client):
    body, other = a_coalition(), a_coalition()
    seat(other, "FR", body.heads["FR"])
    assert post(client, body.secretariat[0], body, "link", person=body.heads["FR"].pk).status_code == 403


def test_a_providers_subject(client, ministry):
    body = a_coalition()
    given = {"person": body.heads["FR"].pk, "provider": "fr", "subject": "7"}
    assert post(client, body.secretariat[0], body, "provider", **given).status_code == 302
    assert SocialAccount.objects.get().user_id == body.heads["FR"].pk
    assert "can sign in" in get(client, body.secretariat[0], body).content.decode()


def test_without_a_provider_there_is_no_such_form(client):
    body = a_coalition()
    assert get(client, body.secretariat[0], body, "provider/").status_code == 404
    assert get(client, body.secretariat[0], body, "nothing/").status_code == 404


@pytest.mark.parametrize("way", ["", "invitation/", "link/"])
def test_nobody_else_lets_people_in(client, way):
    body = a_coalition()
    for person in (body.chair, body.observer, body.heads["FR"]):
        assert get(client, person, body, way).status_code == 403
    assert get(client, a_coalition().secretariat[0], body, way).status_code == 404


def test_the_list_costs_the_same_for_more_people(client):
    body = a_coalition()
    get(client, body.secretariat[0], body, "link/")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/{body.coalition.slug}/members/people/link/").status_code == 200
        return len(queries)

    before = cost()
    for _ in range(3):
        seat(body, "FR", a_person())
    assert cost() == before
