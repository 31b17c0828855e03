"""Signing ballots over HTTP, as docs/api.md shows it: a key registered once, a signature with each ballot."""

from __future__ import annotations

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from coalition.models.procedure import Signing
from tests.factories import a_coalition, open_vote
from tests.proposals.api.callers import Caller, problem

pytestmark = pytest.mark.django_db


def signed(private, statement):
    return private.sign(json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()).hex()


def test_a_program_registers_its_key_and_signs():
    body = a_coalition(signing=Signing.REQUIRED)
    division, caller = open_vote(body), Caller(body.heads["FR"])
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key, me = hashlib.sha256(public).hexdigest(), caller.get("/me/").json()["id"]
    keys = f"/coalitions/{body.coalition.slug}/voting-keys/"
    possession = signed(private, {"key": key, "person": me, "type": "concert-voting-key/1"})
    sent = {"name": "Laptop", "public_key": public.hex(), "possession": possession}
    registered = caller.post(keys, sent)
    assert (registered.status_code, registered.json()["key"]) == (201, key)
    problem(caller.post(keys, sent), 409, "key_known")
    assert caller.post(keys, sent | {"possession": "00"}).json()["errors"][0]["field"] == "possession"
    found = caller.get(f"/divisions/{division.pk}/").json()
    assert found["signing"] == "required"
    statement = {
        "division": division.pk,
        "holder": None,
        "member": "FR",
        "position": "yes",
        "request": hashlib.sha256(b"k1").hexdigest(),
        "text_hash": found["text_hash"],
        "type": "concert-ballot/1",
    }
    path, ballot = f"/divisions/{division.pk}/ballots/", {"member": "FR", "position": "yes"}
    assert caller.post(path, ballot, Idempotency_Key="k1").json()["errors"][0]["field"] == "signature"
    ballot["signature"] = {"key": key, "signature": signed(private, statement)}
    assert caller.post(path, ballot, Idempotency_Key="k2").status_code == 400
    answer = caller.post(path, ballot, Idempotency_Key="k1")
    assert (answer.status_code, answer.json()["signed_with"]) == (201, key), answer.content
    assert caller.get("/me/ballots/").json()["results"][0]["signed_with"] == key
    assert caller.send("DELETE", f"{keys}{registered.json()['id']}/").status_code == 204
    assert caller.get(keys).json()["results"][0]["withdrawn_at"]
    assert Caller(body.heads["DE"]).get(keys).json()["count"] == 0
    assert Caller(body.heads["DE"]).send("DELETE", f"{keys}{registered.json()['id']}/").status_code == 404
