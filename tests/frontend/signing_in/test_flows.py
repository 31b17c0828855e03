"""Password and code, links, sessions, pauses: over the test client, through every step."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from coalition.errors import Invalid, NotAllowed
from coalition.models import Session
from coalition.models.delegations import Rank
from coalition.persons import invite, make_link, use_link
from frontend.signing_in.factors import add_totp, factors_of, passes, renew_codes
from tests.factories import a_coalition, a_person

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


def sign_in(client, email, password=PASSWORD, **request):
    return client.post("/sign-in/", {"username": email, "password": password}, **request)


def signed_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def guarded():
    person = a_person(password=PASSWORD)
    add_totp(person=person, secret=SECRET)
    return person


def test_a_password_alone_lets_nobody_in_who_has_a_second_factor(client, guarded):
    answer = sign_in(client, guarded.email)
    assert answer.url == "/sign-in/second-step/"
    assert not signed_in(client)
    assert client.get("/account/").status_code == 302
    wrong = client.post(answer.url, {"code": "000000"})
    assert "not right" in wrong.content.decode() and not signed_in(client)
    before = client.session.session_key
    assert client.post(answer.url, {"code": pyotp.TOTP(SECRET).now()}).url == "/"
    assert signed_in(client)
    assert client.session.session_key != before


def test_a_code_and_a_recovery_code_work_once(guarded):
    code = pyotp.TOTP(SECRET).now()
    assert passes(guarded, code)
    assert not passes(guarded, code)
    recovery = renew_codes(person=guarded)
    assert passes(guarded, recovery[0])
    assert not passes(guarded, recovery[0])
    assert factors_of(guarded).codes_left == len(recovery) - 1


def test_the_secrets_are_sealed(guarded):
    assert SECRET not in str(factors_of(guarded).totp.data)


def test_after_too_many_failures_one_waits_here_and_nowhere_else(client):
    person = a_person(password=PASSWORD)
    for _ in range(5):
        last = sign_in(client, person.email, "wrong")
    assert last.status_code == 429
    held = sign_in(client, person.email.upper())
    assert held.status_code == 429 and int(held["Retry-After"]) > 0
    assert "can be tried again" in held.content.decode()
    assert sign_in(Client(), person.email, REMOTE_ADDR="192.0.2.9").url == "/"


def test_an_unknown_account_is_paused_alike(client):
    known = a_person(password=PASSWORD)

    def told(email):
        answers = [sign_in(Client(), email, "wrong") for _ in range(6)]
        return [
            (answer.status_code, re.sub(r'value="[^"]*"|\d\d:\d\d', "", answer.content.decode())) for answer in answers
        ]

    assert told(known.email) == told("nobody@example.org")


@pytest.mark.parametrize("kind", ["known", "unknown", "left", "without a password"])
def test_each_refusal_costs_one_hash(client, kind, monkeypatch):
    email = {
        "known": lambda: a_person(password=PASSWORD).email,
        "unknown": lambda: "nobody@example.org",
        "left": lambda: a_person(password=PASSWORD, is_active=False).email,
        "without a password": lambda: a_person().email,
    }[kind]()
    runs = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *a, **k: runs.append(1) or encode(self, *a, **k))
    sign_in(client, email, "wrong")
    assert len(runs) == 1


def test_failed_codes_are_counted_too(client, guarded):
    sign_in(client, guarded.email)
    answers = [client.post("/sign-in/second-step/", {"code": f"00000{n}"}).status_code for n in range(6)]
    assert answers[-1] == 429
    assert client.post("/sign-in/second-step/", {"code": pyotp.TOTP(SECRET).now()}).status_code == 429


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_are_not_more_than_may_be():
    person = a_person(password=PASSWORD)

    def guess(n):
        try:
            return sign_in(Client(), person.email, f"wrong {n}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(guess, range(30)))
    assert answers.count(200) <= 5
    assert answers.count(429) >= 25


def test_the_logs_name_nobody(client, caplog):
    person = a_person(password=PASSWORD)
    for _ in range(6):
        sign_in(client, person.email, "wrong")
    assert "somebody" in caplog.text
    assert person.email not in caplog.text and "127.0.0.1" not in caplog.text


def test_a_session_is_ended_elsewhere_at_once(client):
    person = a_person(password=PASSWORD)
    other, third = Client(), Client()
    for each in (client, other, third):
        sign_in(each, person.email, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Firefox/130.0")
    page = client.get("/account/").content.decode()
    assert page.count("Firefox on Windows") >= 3 and page.count("This browser") == 1
    digest = Session.objects.get(digest=other.session.digest).digest
    client.post("/account/sessions/end/", {"session": digest})
    assert other.get("/account/").status_code == 302
    assert third.get("/account/").status_code == 200
    client.post("/account/sessions/end/", {"session": "others"})
    assert third.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_nobody_ends_anothers_session(client):
    mine, theirs = a_person(password=PASSWORD), a_person(password=PASSWORD)
    other = Client()
    sign_in(client, mine.email)
    sign_in(other, theirs.email)
    client.post("/account/sessions/end/", {"session": other.session.digest})
    assert other.get("/account/").status_code == 200


def test_a_session_key_is_not_in_the_database(client):
    sign_in(client, a_person(password=PASSWORD).email)
    assert client.session.session_key not in str(list(Session.objects.values()))


def test_a_key_planted_before_signing_in_is_worth_nothing_after(client):
    guarded = a_person(password=PASSWORD)
    add_totp(person=guarded, secret=SECRET)
    sign_in(client, guarded.email)  # an anonymous session now waits for the code
    planted = client.cookies["sessionid"].value
    client.post("/sign-in/second-step/", {"code": pyotp.TOTP(SECRET).now()})
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/account/").status_code == 302


def test_a_session_ends_by_idleness_and_by_age(client, settings):
    sign_in(client, a_person(password=PASSWORD).email)
    row = Session.objects.get(person__isnull=False)
    assert row.expires_at - row.started_at == timedelta(seconds=settings.SESSION_IDLE_AGE)
    now = timezone.now()
    old = now - timedelta(seconds=settings.SESSION_COOKIE_AGE - 60)
    Session.objects.filter(pk=row.pk).update(started_at=old, seen_at=now - timedelta(minutes=2))
    assert client.get("/account/").status_code == 200
    row.refresh_from_db()
    assert row.seen_at >= now
    assert row.expires_at == old + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Session.objects.filter(pk=row.pk).update(expires_at=now)
    assert client.get("/account/").status_code == 302


def test_a_link_lets_in_once(client):
    body = a_coalition()
    invited = invite(
        member=body.members["FR"],
        rank=Rank.HEAD,
        email="New@example.org",
        name="New delegate",
        language="fr",
        by=body.secretariat[0],
    )
    address = f"/sign-in/link/{invited.token}/"
    assert invited.person.email in client.get(address).content.decode()
    assert client.post(address, {"password": "short"}).status_code == 400
    assert client.post(address, {"password": PASSWORD}).url == "/account/"
    assert signed_in(client)
    assert client.get(address).status_code == 404
    assert Client().post(address, {"password": PASSWORD}).status_code == 404


def test_a_link_ends_sessions_and_earlier_links_and_leaves_second_factors(client, guarded):
    first, second = make_link(person=guarded, by=None), make_link(person=guarded, by=None)
    assert client.get(f"/sign-in/link/{first}/").status_code == 404
    held = Client()
    held.force_login(guarded)
    assert client.post(f"/sign-in/link/{second}/", {"password": "another long password"}).url == "/sign-in/second-step/"
    assert held.get("/account/").status_code == 302
    assert not signed_in(client)


def test_whom_the_secretariat_may_let_in():
    body, other = a_coalition(), a_coalition()
    first, second = body.secretariat
    assert make_link(person=body.heads["FR"], by=first)
    for person in (second, body.chair, other.heads["FR"], a_person()):
        with pytest.raises(NotAllowed):
            make_link(person=person, by=first)
    with pytest.raises(NotAllowed):
        make_link(person=body.heads["FR"], by=body.chair)
    with pytest.raises(Invalid):
        use_link(token=make_link(person=body.heads["FR"], by=first), password="password1234")


ALLAUTH = [
    "accounts/",
    "accounts/login/",
    "accounts/signup/",
    "accounts/password/reset/",
    "accounts/email/",
    "accounts/2fa/",
    "accounts/social/connections/",
    "accounts/confirm-email/",
    "accounts/oidc/fr/login/",
    "accounts/2fa/webauthn/signup/",
    "signup/",
    "sign-up/",
]


@pytest.mark.parametrize("path", ALLAUTH)
def test_there_is_no_way_of_signing_up(client, path):
    client.force_login(a_person())
    assert client.get(f"/{path}").status_code == 404


def test_of_allauth_only_what_is_used_has_an_address():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    of_allauth = {name for name in names if name.startswith(("account_", "mfa_", "socialaccount_", "openid_", "user"))}
    assert of_allauth == {"account_login", "mfa_authenticate", "openid_connect_login", "openid_connect_callback"}


def test_who_must_have_a_second_factor_is_led_to_it(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    person = a_person(password=PASSWORD)
    sign_in(client, person.email)
    assert client.get("/").url == "/account/second-factor/"
    assert client.get("/account/second-factor/").status_code == 200
    assert client.get("/account/authenticator-app/").status_code == 200
    assert client.get("/api/v1/me/").json()["code"] == "second_factor_needed"
    add_totp(person=person, secret=SECRET)
    assert client.get("/account/").status_code == 200


def test_what_changes_how_one_signs_in_asks_who_it_is(client):
    person = a_person(password=PASSWORD)
    client.force_login(person)
    for path in ("password/", "authenticator-app/", "passkeys/new/", "tokens/new/"):
        assert client.get(f"/account/{path}").url == f"/account/confirm/?next=%2Faccount%2F{path.replace('/', '%2F')}"
    assert client.post("/account/confirm/", {"password": "wrong"}).status_code == 200
    answer = client.post("/account/confirm/", {"password": PASSWORD, "next": "/account/password/"})
    assert answer.url == "/account/password/"
    assert client.get("/account/password/").status_code == 200


def test_basic_authentication_opens_nothing(client):
    from base64 import b64encode

    person = a_person(password=PASSWORD)
    basic = b64encode(f"{person.email}:{PASSWORD}".encode()).decode()
    assert client.get("/api/v1/me/", headers={"Authorization": f"Basic {basic}"}).status_code == 401
