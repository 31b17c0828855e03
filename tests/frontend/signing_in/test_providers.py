"""Signing in with a ministry's provider: a real one, in a process of its own, asked over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from coalition.config.providers import providers_of
from frontend.signing_in.claims import is_answer, nonce_of
from tests.factories import a_person
from tests.stack.ministry import a_provider

pytestmark = pytest.mark.django_db
DOMAIN = "diplomatie.example"
KNOWN, STRANGER, ELSEWHERE, UNVERIFIED, OTHER = "known", "stranger", "elsewhere", "unverified", "same-address"
SUBJECTS = [
    {"sub": KNOWN, "email": f"known@{DOMAIN}", "email_verified": True},
    {"sub": OTHER, "email": f"known@{DOMAIN}", "email_verified": True},
    {"sub": STRANGER, "email": f"stranger@{DOMAIN}", "email_verified": True},
    {"sub": ELSEWHERE, "email": "minister@defence.example", "email_verified": True},
    {"sub": UNVERIFIED, "email": f"known@{DOMAIN}", "email_verified": False},
]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with a_provider(SUBJECTS) as address:
        yield address


@pytest.fixture(autouse=True)
def ministry(issuer, settings):
    """Configured as an operator configures it."""
    cache.clear()
    environment = {
        "OIDC_PROVIDERS": "fr",
        "OIDC_FR_NAME": "Quai d’Orsay",
        "OIDC_FR_ISSUER": issuer,
        "OIDC_FR_CLIENT_ID": "concert",
        "OIDC_FR_CLIENT_SECRET": "of this test",
        "OIDC_FR_EMAIL_DOMAINS": DOMAIN,
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers_of(environment)}}
    return environment


def leave(client: Client) -> str:
    """Press the button; return where the page leads."""
    page = client.post("/sign-in/with/fr/")
    assert page.status_code == 200, page.content
    return unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())[1])


def agree(address: str, subject: str) -> str:
    """Sign in over there; return the address that the provider sends the browser back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    assert answer.status_code in (302, 303), answer.text
    return answer.headers["Location"]


def back(client: Client, address: str):
    """Come back as the browser does."""
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def dance(client: Client, subject: str):
    return back(client, agree(leave(client), subject))


def changed(address: str, **values: str | None) -> str:
    """The address with other values in its query; None takes one away."""
    parts = urlsplit(address)
    query = {name: found[0] for name, found in parse_qs(parts.query).items()} | values
    kept = {name: value for name, value in query.items() if value is not None}
    return urlunsplit(parts._replace(query=urlencode(kept)))


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def assert_refused(client: Client, answer, told: str = "Nobody here is registered") -> None:
    assert answer.status_code == 403
    assert told in answer.content.decode()
    assert signed_in(client) is None


@pytest.fixture
def person():
    return a_person(email=f"known@{DOMAIN}")


def test_the_sign_in_page_offers_it(client):
    assert "Sign in with Quai d’Orsay" in client.get("/sign-in/").content.decode()


def test_the_provider_is_asked_with_state_nonce_and_proof_key(client):
    asked = parse_qs(urlsplit(leave(client)).query)
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    again = parse_qs(urlsplit(leave(Client())).query)
    assert asked["nonce"] != again["nonce"] and asked["state"] != again["state"]


def test_a_registered_subject_signs_in_whatever_address_it_has(client):
    registered = a_person()
    SocialAccount.objects.create(user=registered, provider="fr", uid=ELSEWHERE)
    assert dance(client, ELSEWHERE).url == "/"
    assert signed_in(client) == str(registered.pk)
    assert client.get("/account/").status_code == 200


def test_a_verified_address_of_a_listed_domain_is_linked(client, person):
    assert dance(client, KNOWN).url == "/"
    assert signed_in(client) == str(person.pk)
    assert SocialAccount.objects.get(user=person).uid == KNOWN
    again = Client()
    dance(again, KNOWN)
    assert signed_in(again) == str(person.pk)
    assert SocialAccount.objects.filter(user=person).count() == 1


def test_the_claims_are_not_kept(client, person):
    dance(client, KNOWN)
    dance(Client(), KNOWN)
    assert SocialAccount.objects.get(user=person).extra_data == {}


def test_an_address_that_is_linked_is_not_linked_to_a_second_subject(client, person):
    """An address may be given to a successor: whoever has it now is not who had it then."""
    dance(client, KNOWN)
    other = Client()
    assert_refused(other, dance(other, OTHER))
    assert SocialAccount.objects.filter(user=person).count() == 1


def test_an_address_of_another_domain_is_not_believed(client):
    a_person(email="minister@defence.example")
    assert_refused(client, dance(client, ELSEWHERE))


def test_an_unverified_address_is_not_believed(client, person):
    assert_refused(client, dance(client, UNVERIFIED))


def test_nobody_is_made_out_of_what_a_provider_says(client, person):
    assert_refused(client, dance(client, STRANGER))
    assert not SocialAccount.objects.exists()
    assert type(person).objects.count() == 1


def test_somebody_who_has_left_is_refused(client, person):
    dance(client, KNOWN)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    other = Client()
    assert_refused(other, dance(other, KNOWN))


def test_a_second_factor_of_ours_is_asked_of_nobody_whose_ministry_answers(client, person, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    dance(client, KNOWN)
    assert client.get("/account/").status_code == 200


NOT_COMPLETED = "The sign-in was not completed"


def test_an_answer_to_another_nonce_is_refused(client, person):
    answer = back(client, agree(changed(leave(client), nonce="of-somebody-else"), KNOWN))
    assert_refused(client, answer, NOT_COMPLETED)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("state", ["of-somebody-else", None])
def test_an_answer_to_another_state_is_refused(client, person, state):
    address = agree(leave(client), KNOWN)
    assert_refused(client, back(client, changed(address, state=state)), NOT_COMPLETED)


def test_an_answer_is_worth_nothing_in_another_browser_or_twice(client, person):
    address = agree(leave(client), KNOWN)
    other = Client()
    assert_refused(other, back(other, address), NOT_COMPLETED)
    assert back(client, address).url == "/"
    client.post("/sign-out/")
    assert_refused(client, back(client, address), NOT_COMPLETED)


def test_a_code_that_was_made_up_is_refused(client, person):
    address = agree(leave(client), KNOWN)
    assert_refused(client, back(client, changed(address, code="made-up")), NOT_COMPLETED)


def test_going_back_before_signing_in_is_said(client):
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    answer = client.get("/sign-in/with/fr/back/", {"error": "access_denied", "state": state})
    assert_refused(client, answer, "You went back before signing in.")


def test_a_provider_that_does_not_answer_is_said(client, settings, ministry):
    gone = ministry | {"OIDC_FR_ISSUER": "http://127.0.0.1:1"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers_of(gone)}}
    answer = client.post("/sign-in/with/fr/")
    assert answer.status_code == 503
    assert "does not answer" in answer.content.decode()


CLAIMS = {"iss": "https://login.example", "sub": "7", "nonce": nonce_of("the-state")}


@pytest.mark.parametrize(
    ("id_token", "userinfo", "right"),
    [
        (CLAIMS, {"sub": "7"}, True),
        (CLAIMS | {"iss": "https://login.example/"}, {"sub": "7"}, True),
        (CLAIMS | {"iss": "https://elsewhere.example"}, {"sub": "7"}, False),
        (CLAIMS | {"nonce": nonce_of("another-state")}, {"sub": "7"}, False),
        (CLAIMS | {"nonce": None}, {"sub": "7"}, False),
        (CLAIMS, {"sub": "8"}, False),
        (CLAIMS, {}, False),
        ({}, {"sub": "7"}, False),
        (None, {"sub": "7"}, False),
        ("nonsense", "nonsense", False),
    ],
)
def test_what_an_answer_must_hold(id_token, userinfo, right):
    told = {"id_token": id_token, "userinfo": userinfo}
    assert is_answer(told, issuer="https://login.example", state="the-state") is right


def test_a_provider_that_is_not_listed_has_no_page(client):
    assert client.post("/sign-in/with/xx/").status_code == 404
    assert client.get("/sign-in/with/xx/back/").status_code == 404


def test_the_button_needs_its_form(client):
    assert client.get("/sign-in/with/fr/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/sign-in/with/fr/").status_code == 403
