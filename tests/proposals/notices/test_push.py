"""Web push: encrypted for one browser, signed by us, to a real receiver in the push service's place."""

from __future__ import annotations

import base64
import json
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from coalition import clock
from coalition.errors import Invalid
from proposals.models import Address, Delivery
from proposals.notices.push.keys import public_key, vapid
from proposals.notices.push.subscribing import subscribe, unsubscribe
from tests.factories import a_coalition, a_proposal, open_vote
from tests.proposals.notices.hearing import a_second
from tests.proposals.notices.receiving import a_receiver

pytestmark = pytest.mark.django_db
SECRET = b"0123456789abcdef"


@pytest.fixture
def receiver():
    with a_receiver() as receiver:
        receiver.status = 201
        yield receiver


@pytest.fixture
def key():
    return ec.generate_private_key(ec.SECP256R1())


def told(person, receiver, key):
    point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    keys = {"p256dh": encoded(point), "auth": encoded(SECRET)}
    return subscribe(person=person, subscription={"endpoint": receiver.url, "keys": keys}, name="Firefox")


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def decrypted(content: bytes, key) -> dict[str, str]:
    """What the browser reads: two that are sent at once come in any order."""
    return json.loads(http_ece.decrypt(content, private_key=key, auth_secret=SECRET, version="aes128gcm"))


def signed_claims(token: str) -> dict[str, Any]:
    """The claims of a JWT, once its ES256 signature holds with the key that browsers are given."""
    signed, _dot, signature = token.rpartition(".")
    raw = decoded(signature)
    r, s = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(public_key()))
    point.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(hashes.SHA256()))
    header, claims = (json.loads(decoded(part)) for part in signed.split("."))
    assert header == {"typ": "JWT", "alg": "ES256"}
    return dict(claims)


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_only_that_browser_reads_it(receiver, key):
    body = a_coalition("FI FR", exercise=True)
    told(body.heads["FI"], receiver, key)
    division = open_vote(body, proposal=a_proposal(body, title="Confidential"))
    a_second("push")
    read = [(headers, decrypted(content, key)) for headers, content in receiver.received]
    came = {said["title"]: (headers, said) for headers, said in read}
    headers, said = came[f"EXERCISE · Vote opened: {division.proposal.symbol}"]
    assert said["url"].endswith(f"/votes/{division.pk}/") and "Confidential" not in str(said)
    assert headers["Authorization"].startswith("vapid t=") and public_key() in headers["Authorization"]
    assert (headers["content-encoding"], headers["ttl"]) == ("aes128gcm", "86400")
    token, key_named = headers["Authorization"].removeprefix("vapid t=").split(",k=")
    assert key_named == public_key()
    claims = signed_claims(token)
    assert claims["aud"] == receiver.url.rpartition("/")[0]  # the origin alone: RFC 8292, 2
    assert 0 < claims["exp"] - clock.now().timestamp() <= 24 * 3600
    assert claims["sub"].startswith(("mailto:", "https:"))


def test_a_browser_that_is_gone_is_told_no_more(receiver, key):
    body = a_coalition("FI")
    told(body.heads["FI"], receiver, key)
    receiver.status = 410
    a_proposal(body)
    a_second("push")
    assert Delivery.objects.get(channel="push").state == "dead"
    a_proposal(body, title="Two")
    a_second("push")
    assert len(receiver.received) == 1


def test_the_same_browser_is_one_and_its_address_is_sealed(receiver, key):
    person = a_coalition("FI").heads["FI"]
    assert told(person, receiver, key).pk == told(person, receiver, key).pk
    kept = Address.objects.get()
    assert receiver.url not in str(kept.data)
    unsubscribe(address=kept)
    assert Address.objects.get().end_reason == "by_person"


@pytest.mark.parametrize("given", [None, [], {}, {"endpoint": "https://127.0.0.1/", "keys": {}}, {"endpoint": 3}])
def test_what_no_browser_gives_is_refused(given):
    with pytest.raises(Invalid):
        subscribe(person=a_coalition("FI").heads["FI"], subscription=given, name="x")


def test_the_key_is_made_once(settings):
    assert vapid() is vapid() and len(base64.urlsafe_b64decode(public_key() + "=")) == 65
