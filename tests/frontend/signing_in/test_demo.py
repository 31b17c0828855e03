"""One click signs in within a demo on one's own machine; each way out of that is a 404."""

from __future__ import annotations

import pytest

from coalition import clock
from coalition.models import DemoMarker
from tests.factories import a_coalition

pytestmark = pytest.mark.django_db
ADDRESS = "/sign-in/demo/"
DIRECT = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}


@pytest.fixture
def body():
    DemoMarker.objects.create(loaded_at=clock.now())
    return a_coalition("FI FR")


def statuses(client, body, **request):
    asked = {**DIRECT, **request}
    return (
        client.get(ADDRESS, **asked).status_code,
        client.post(ADDRESS, {"person": body.heads["FI"].pk}, **asked).status_code,
        "_auth_user_id" in client.session,
    )


def test_one_click_signs_in(client, body):
    assert statuses(client, body) == (200, 302, True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8123", "[::1]", "[::1]:8000", "localhost"])
def test_by_every_name_of_this_machine(client, body, host):
    assert statuses(client, body, HTTP_HOST=host, REMOTE_ADDR="::1")[0] == 200


def test_not_without_the_marker(client, body):
    DemoMarker.objects.all().delete()
    assert statuses(client, body) == (404, 404, False)


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.1", "", "unknown", "::ffff:192.0.2.7"])
def test_not_from_another_machine(client, body, address):
    assert statuses(client, body, REMOTE_ADDR=address) == (404, 404, False)


@pytest.mark.parametrize("host", ["concert.example", "localhost.example", "127.0.0.1.example", "concert.example:8000"])
def test_not_by_another_name(client, body, host, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert statuses(client, body, HTTP_HOST=host) == (404, 404, False)


PROXIES = [
    "Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Server",
    "X-Forwarded-Port", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP",
    "CF-Ray", "Fastly-Client-IP",
]  # fmt: skip


@pytest.mark.parametrize("header", PROXIES)
def test_not_through_anything_that_forwards(client, body, header):
    name = f"HTTP_{header.upper().replace('-', '_')}"
    assert statuses(client, body, **{name: "127.0.0.1"}) == (404, 404, False)
    assert "Choose whom to be" not in client.get("/sign-in/", **DIRECT, **{name: "127.0.0.1"}).content.decode()


def test_not_without_the_token_against_forged_forms(body):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(ADDRESS, {"person": body.heads["FI"].pk}, **DIRECT).status_code == 403


def test_not_as_somebody_who_has_left_or_never_was(client, body):
    head = body.heads["FI"]
    head.is_active = False
    head.save()
    for person in (head.pk, 10**9, "x", ""):
        assert client.post(ADDRESS, {"person": person}, **DIRECT).status_code == 404


def test_the_list_is_by_member_and_can_be_searched(client, body):
    everybody = client.get(ADDRESS, **DIRECT).content.decode()
    assert everybody.count('name="person"') == 2 * 3 + 2 + 1 + 1
    found = client.get(ADDRESS, {"q": "fi"}, **DIRECT).content.decode()
    assert "FI" in found
    assert 'value="fi"' in found
    assert "Nobody answers to that" in client.get(ADDRESS, {"q": "atlantis"}, **DIRECT).content.decode()


def test_the_sign_in_page_offers_it_only_there(client, body):
    assert ADDRESS in client.get("/sign-in/", **DIRECT).content.decode()
    assert ADDRESS not in client.get("/sign-in/", **{**DIRECT, "REMOTE_ADDR": "192.0.2.7"}).content.decode()
