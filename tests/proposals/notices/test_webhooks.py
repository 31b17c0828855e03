"""Webhooks, as a real receiver with the reference library gets them; and where they never go."""

from __future__ import annotations

import json
import socket
import threading
import time
from datetime import timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import ApiToken
from coalition.tokens import digest, issue_token, revoke_token
from proposals.models import Address, Delivery
from proposals.notices import outbound
from proposals.notices.webhook.keeping import end_webhook, make_webhook, rotate_secret, send_test
from tests.clocks import clock_at
from tests.factories import a_coalition, a_person, a_proposal, open_vote
from tests.proposals.notices.hearing import a_second
from tests.proposals.notices.receiving import a_receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver():
    with a_receiver() as receiver:
        yield receiver


@pytest.fixture
def body():
    return a_coalition("FI FR", exercise=True)


def made(body, receiver, person=None, **kw):
    by = person or body.heads["FI"]
    return make_webhook(coalition=body.coalition, name="Register", url=receiver.url, by=by, **kw)


def test_the_reference_library_verifies_what_comes(body, receiver):
    webhook = made(body, receiver)
    division = open_vote(body, proposal=a_proposal(body, title="Confidential title"))
    a_second("webhook")
    assert len(receiver.received) == 2
    for headers, content in receiver.received:
        Webhook(webhook.secret).verify(content, headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(webhook.secret).verify(content.replace(b"vote", b"note").replace(b"text", b"test"), headers)
        assert b"Confidential" not in content
    said = receiver.of_kind("vote_opened")
    assert said["data"]["exercise"] is True and said["data"]["title"] is None
    assert said["data"]["division"] == division.pk and said["data"]["subject"].startswith("EXERCISE")


def test_a_replayed_message_is_droppable(body, receiver):
    webhook = made(body, receiver)
    receiver.status = 503
    a_proposal(body)
    a_second("webhook")
    receiver.status = 204
    with clock_at(Delivery.objects.get(channel="webhook").due_at):
        a_second("webhook")
    ids = [headers["webhook-id"] for headers, _content in receiver.received]
    assert len(ids) == 2 and len(set(ids)) == 1  # the same message: a receiver that has it drops it
    headers, content = receiver.received[0]
    old = {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 600)}
    with pytest.raises(WebhookVerificationError):
        Webhook(webhook.secret).verify(content, old)


def test_both_secrets_sign_for_a_day(body, receiver):
    first = made(body, receiver)
    second = rotate_secret(webhook=first.webhook)
    a_proposal(body)
    a_second("webhook")
    headers, content = receiver.received[0]
    for secret in (first.secret, second.secret):
        Webhook(secret).verify(content, headers)
    with clock_at(clock.now() + timedelta(hours=25)):
        a_proposal(body, title="Two")
        a_second("webhook")
    assert receiver.received[1][0]["webhook-signature"].count("v1,") == 1
    assert first.secret not in str(Address.objects.get().data)  # sealed at rest


def test_what_its_person_may_not_read_is_not_sent(body, receiver):
    made(body, receiver, body.observer)
    a_proposal(body)
    a_proposal(body, title="Released", released_to_observers=True)
    a_second("webhook")
    assert [json.loads(content)["data"]["proposal"] for _h, content in receiver.received] == ["P-2026/2"]


@pytest.mark.parametrize("location", ["http://169.254.169.254/latest/", "https://example.org/"])
def test_no_redirect_is_followed(body, receiver, location):
    made(body, receiver)
    receiver.status, receiver.location = 302, location
    a_proposal(body)
    a_second("webhook")
    assert Delivery.objects.get(channel="webhook").attempts.get().detail == "302"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://user:pw@example.org/",
        "https://127.0.0.1/",
        "https://10.0.0.8/",
        "https://192.168.1.1/",
        "https://172.16.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://exa mple.org/",
        "https://example.org:0/",
        "not an address",
    ],
)
def test_no_private_address_is_taken(body, url, monkeypatch):
    if "example.org" in url:
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [(0, 0, 0, "", ("93.184.216.34", 443))])
    with pytest.raises(Invalid) as refused:
        make_webhook(coalition=body.coalition, name="x", url=url, by=body.heads["FI"])
    assert refused.value.field == "url"


def test_a_name_that_turns_inward_is_refused_when_it_is_sent(body, monkeypatch):
    """Rebinding: public when the webhook was made, inward when it is used; looked up once, and pinned."""
    answers, asked = [["93.184.216.34"], ["93.184.216.34", "10.0.0.8"]], []

    def look_up(*_a, **_k):
        asked.append(1)
        return [(0, 0, 0, "", (number, 443)) for number in answers[len(asked) > 1]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", lambda *_a: pytest.fail("connected"))
    make_webhook(coalition=body.coalition, name="x", url="https://hooks.example.org/", by=body.heads["FI"])
    a_proposal(body)
    a_second("webhook")
    delivery = Delivery.objects.get(channel="webhook")
    assert (delivery.state, delivery.attempts.get().detail) == ("dead", "leads inside")
    assert len(asked) == 2


def test_the_connection_goes_to_the_number_that_was_checked(monkeypatch):
    connected = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: [(0, 0, 0, "", ("93.184.216.34", 443))])

    def connect(place, _timeout):
        connected.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(outbound.Unreachable):
        outbound.post("https://hooks.example.org/", b"{}", {})
    assert connected == [("93.184.216.34", 443)]


def test_one_that_hangs_holds_up_no_other(body, receiver, monkeypatch):
    monkeypatch.setattr(outbound, "TIMEOUT", 0.5)
    made(body, receiver)
    with a_receiver() as hanging:
        hanging.hang = threading.Event()
        made(body, hanging, body.heads["FR"])
        a_proposal(body)
        a_second("webhook")
        assert len(receiver.received) == 1
        slow = Delivery.objects.get(channel="webhook", person=body.heads["FR"])
        assert (slow.state, slow.attempts.get().detail) == ("waiting", "timed out")


@pytest.mark.parametrize("begins", [b"HTTP/1.1 204 ", b"HTTP/1.1 204 No Content\r\nSlow: "])
def test_one_that_drips_is_cut_off_in_time(body, receiver, monkeypatch, begins):
    monkeypatch.setattr(outbound, "TIMEOUT", 1)
    receiver.drip = begins
    made(body, receiver)
    a_proposal(body)
    began = time.monotonic()
    a_second("webhook")
    assert time.monotonic() - began < 10  # it would drip for twenty
    dripping = Delivery.objects.get(channel="webhook")
    assert (dripping.state, dripping.attempts.get().detail) == ("waiting", "timed out")


def test_a_receiver_that_is_gone_ends_the_webhook(body, receiver):
    made(body, receiver)
    receiver.status = 410
    a_proposal(body)
    a_second("webhook")
    assert Delivery.objects.get(channel="webhook").state == "dead"
    assert Address.objects.get().end_reason == "gone"


def test_a_test_is_sent_as_everything_is(body, receiver):
    webhook = made(body, receiver, kinds=["outcome"])
    send_test(webhook=webhook.webhook)
    with pytest.raises(Conflict):
        send_test(webhook=webhook.webhook)
    a_proposal(body)  # not of the kinds that go there
    a_second("webhook")
    headers, content = receiver.received[0]
    assert len(receiver.received) == 1 and json.loads(content)["type"] == "test"
    Webhook(webhook.secret).verify(content, headers)
    assert [each.ok for each in webhook.webhook.deliveries.get().attempts.all()] == [True]


def test_it_ends_with_its_token_and_at_once_when_it_is_ended(body, receiver):
    token = ApiToken.objects.get(digest=digest(issue_token(person=body.heads["FI"], name="register")))
    by_token, other = made(body, receiver, token=token), made(body, receiver)
    a_proposal(body)
    a_second()
    revoke_token(token=token)
    end_webhook(webhook=other.webhook)
    a_second("webhook")
    assert receiver.received == []
    with pytest.raises(Conflict):
        rotate_secret(webhook=by_token.webhook)


def test_nobody_outside_makes_one(body, receiver):
    with pytest.raises(NotAllowed):
        made(body, receiver, a_person())
