"""Signing votes on their page: a passkey is registered, signs the ballot and nothing else, and is withdrawn."""

from __future__ import annotations

import html
import json
import re

import pytest
from allauth.mfa.models import Authenticator

from coalition.models.procedure import Procedure, Signing
from coalition.rules import catalogue
from proposals.voting.models import Ballot, VotingKey
from tests.factories import a_coalition, open_vote
from tests.frontend.voting.test_confirming import address, key_of
from tests.proposals.voting.signers import Passkey, Signer

pytestmark = pytest.mark.django_db
SITE = "testserver"
CONSENSUS = catalogue.rule("consensus").to_json()


@pytest.fixture
def body():
    return a_coalition("DE FR", signing=Signing.REQUIRED)


@pytest.fixture
def fr(client, body):
    client.force_login(body.heads["FR"])
    return client


def options_in(page, place="passkey-options"):
    """What a page asks the device, as the script reads it."""
    found = re.search(rf'<script id="{place}" type="application/json">(.*?)</script>', page)
    return json.loads(html.unescape(found[1])) if found else None


def keys(body):
    return f"/{body.coalition.slug}/voting-keys/"


def a_registered(client, body, person):
    """Register a passkey as its holder does."""
    passkey = Passkey(site=SITE)
    row = passkey.kept(person)
    page = client.get(keys(body)).content.decode()
    answer = passkey.answer(options_in(page, f"passkey-options-{row.pk}"))
    assert client.post(f"{keys(body)}passkeys/{row.pk}/", {"credential": answer}).status_code == 302
    return passkey


def ask(client, division, position="yes", member="FR"):
    return client.get(address(division), {"member": member, "position": position}).content.decode()


def record(client, division, page, **said):
    told = {"member": "FR", "position": "yes", "key": key_of(page)} | said
    return client.post(address(division), told)


def test_a_passkey_is_registered_and_signs_what_stands_on_the_page(fr, body):
    passkey = a_registered(fr, body, body.heads["FR"])
    key = VotingKey.objects.get()
    assert (key.person, key.party, key.name) == (body.heads["FR"], SITE, "Phone")
    division = open_vote(body)
    page = ask(fr, division)
    options = options_in(page)
    assert options["publicKey"]["userVerification"] == "required"
    assert [each["id"] for each in options["publicKey"]["allowCredentials"]] == [key.credential]
    assert "data-unsigned" not in page
    answer = record(fr, division, page, credential=passkey.answer(options))
    assert answer.status_code == 302
    assert Ballot.objects.get().signed_with == key
    assert key.identity[:16] in fr.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("changed", [{"position": "no"}, {"key": "another"}])
def test_what_was_signed_is_what_is_recorded_or_nothing_is(fr, body, changed):
    passkey = a_registered(fr, body, body.heads["FR"])
    division = open_vote(body)
    page = ask(fr, division)
    answer = record(fr, division, page, credential=passkey.answer(options_in(page)), **changed)
    assert answer.status_code == 400
    assert "not the signature of this ballot" in answer.content.decode()
    assert not Ballot.objects.exists()


def test_whoever_has_registered_none_is_led_to_it_and_back(fr, body):
    division = open_vote(body)
    page = ask(fr, division)
    assert options_in(page) is None
    assert "data-passkey-needed" not in page and "data-unsigned" not in page
    led = html.unescape(re.search(r'href="([^"]+voting-keys/\?next=[^"]+)"', page)[1])
    there = fr.get(led).content.decode()
    assert "You have no passkey yet." in there
    assert f'href="{address(division)}?member=FR&amp;position=yes"' in there
    row = Passkey(site=SITE).kept(body.heads["FR"])
    there = fr.get(led).content.decode()
    assert f"passkey-options-{row.pk}" in there and 'name="next"' in there
    refused = record(fr, division, page)
    assert refused.status_code == 400 and not Ballot.objects.exists()


def test_where_it_is_optional_both_are_offered(client):
    body = a_coalition("DE FR", signing=Signing.OPTIONAL)
    client.force_login(body.heads["FR"])
    passkey = a_registered(client, body, body.heads["FR"])
    division = open_vote(body)
    page = ask(client, division)
    assert "data-unsigned" in page and "data-passkey-needed" in page
    assert record(client, division, page).status_code == 302
    assert Ballot.objects.get().signed_with is None
    page = ask(client, division, "no")
    answer = record(client, division, page, position="no", credential=passkey.answer(options_in(page)))
    assert answer.status_code == 302
    assert Ballot.objects.last().signed_with is not None


def test_where_it_is_off_nothing_is_said_of_it(client):
    body = a_coalition("DE FR")
    client.force_login(body.heads["FR"])
    page = ask(client, open_vote(body))
    assert "passkey" not in page and "voting-keys" not in page


@pytest.mark.parametrize("rubbish", ["{", "[]", "7", '{"id": 7}', '{"id": "x", "response": {}}', "x" * 20_001])
def test_rubbish_is_no_signature(fr, body, rubbish):
    a_registered(fr, body, body.heads["FR"])
    division = open_vote(body)
    answer = record(fr, division, ask(fr, division), credential=rubbish)
    assert answer.status_code == 400
    assert "Nothing was recorded." in answer.content.decode()
    assert not Ballot.objects.exists()


def test_an_objection_is_signed_likewise(client):
    body = a_coalition("DE FR", procedure=Procedure.SILENCE, signing=Signing.REQUIRED, rule=CONSENSUS)
    client.force_login(body.heads["FR"])
    passkey = a_registered(client, body, body.heads["FR"])
    division = open_vote(body)
    page = ask(client, division, "no")
    answer = record(client, division, page, position="no", credential=passkey.answer(options_in(page)))
    assert answer.status_code == 302
    assert Ballot.objects.get().signed_with is not None


def test_a_passkey_of_another_site_or_one_that_is_not_shown_is_not_registered(fr, body):
    elsewhere, unseen, own = Passkey(site="elsewhere.example"), Passkey(site=SITE), Passkey(site=SITE)
    rows = [passkey.kept(body.heads["FR"]) for passkey in (elsewhere, unseen, own)]
    page = fr.get(keys(body)).content.decode()
    assert options_in(page, f"passkey-options-{rows[0].pk}") is None
    options = options_in(page, f"passkey-options-{rows[1].pk}")
    for row, answer in ((rows[0], elsewhere.answer(options)), (rows[1], own.answer(options)), (rows[1], "")):
        assert fr.post(f"{keys(body)}passkeys/{row.pk}/", {"credential": answer}).status_code == 400
    others = Passkey(site=SITE).kept(body.heads["DE"])
    assert fr.post(f"{keys(body)}passkeys/{others.pk}/", {"credential": "{}"}).status_code == 404
    assert not VotingKey.objects.exists()


def test_an_adviser_is_told_that_it_is_not_theirs(client, body):
    client.force_login(body.advisers["FR"])
    passkey = Passkey(site=SITE)
    row = passkey.kept(body.advisers["FR"])
    page = client.get(keys(body)).content.decode()
    assert "Only who is accredited to vote" in page and "passkey-options" not in page
    answer = passkey.answer({"publicKey": {"challenge": "AA"}})
    assert client.post(f"{keys(body)}passkeys/{row.pk}/", {"credential": answer}).status_code == 403


def test_a_key_is_withdrawn_after_a_question_and_then_asked_no_more(fr, body):
    a_registered(fr, body, body.heads["FR"])
    key = VotingKey.objects.get()
    place = f"{keys(body)}{key.pk}/withdraw/"
    assert "Withdraw this key?" in fr.get(place).content.decode()
    assert fr.post(place).status_code == 302
    assert VotingKey.objects.get().withdrawn_at is not None
    assert fr.get(place).status_code == 404
    assert options_in(ask(fr, open_vote(body))) is None


def test_nobody_withdraws_another_s(client, body):
    key = Signer().registered(body, body.heads["DE"])
    client.force_login(body.heads["FR"])
    assert client.post(f"{keys(body)}{key.pk}/withdraw/").status_code == 404
    assert VotingKey.objects.get().withdrawn_at is None


def test_whoever_removes_a_passkey_is_told_where_it_signs(fr, body):
    a_registered(fr, body, body.heads["FR"])
    body.heads["FR"].set_password("a long enough password")
    body.heads["FR"].save()
    fr.force_login(body.heads["FR"])
    fr.post("/account/confirm/", {"password": "a long enough password"})
    place = f"/account/passkeys/{Authenticator.objects.get().pk}/"
    assert f'href="{keys(body)}{VotingKey.objects.get().pk}/withdraw/"' in fr.get(place).content.decode()
    fr.post(f"{keys(body)}{VotingKey.objects.get().pk}/withdraw/")
    assert "withdraw/" not in fr.get(place).content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_bounded(fr, body, django_assert_num_queries, many):
    for _each in range(many):
        Signer().registered(body, body.heads["FR"])
        Passkey(site=SITE).kept(body.heads["FR"])
    with django_assert_num_queries(12):
        assert fr.get(keys(body)).status_code == 200
