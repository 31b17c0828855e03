"""Delegates' keys for tests: an Ed25519 key, and a passkey made without a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from coalition.models import Person
from coalition.rules.positions import Position
from proposals.ledger.canonical import canonical
from proposals.voting.models import Division, VotingKey
from proposals.voting.signatures import Signature, challenge_of
from proposals.voting.signing import PublicKey, ballot_statement, key_statement, register_key
from tests.factories import Body

SITE = "localhost"


class Signer:
    """Holds an Ed25519 key."""

    algorithm, party = "Ed25519", ""

    def __init__(self) -> None:
        self.private: Any = Ed25519PrivateKey.generate()

    @property
    def offered(self) -> PublicKey:
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        public = self.private.public_key().public_bytes(serialization.Encoding.DER, spki).hex()
        return PublicKey(self.algorithm, public, "Y3JlZA" if self.party else "", self.party)

    def sign(self, statement: Any) -> Signature:
        return Signature(self.offered.identity, self.private.sign(canonical(statement)).hex())

    def registered(self, body: Body, by: Person) -> VotingKey:
        possession = self.sign(key_statement(self.offered, by))
        return register_key(coalition=body.coalition, offered=self.offered, possession=possession, name="Laptop", by=by)

    def ballot(self, division: Division, body: Body, code: str, position: str, key: str, **more: Any) -> Signature:
        named = {"member": body.members[code], "position": Position(position), "key": key} | more
        return self.sign(ballot_statement(division=division, **named))


class Passkey(Signer):
    """Holds an ES256 key, and answers as a device answers a browser."""

    algorithm, party = "ES256", SITE

    def __init__(self, *, flags: int = 0x05, site: str = SITE, kind: str = "webauthn.get") -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.flags, self.site, self.kind = flags, site, kind
        self.identifier = secrets.token_bytes(16)

    def sign(self, statement: Any) -> Signature:
        return self.signed_challenge(challenge_of(statement))

    def signed_challenge(self, challenge: str) -> Signature:
        client = json.dumps({"type": self.kind, "challenge": challenge, "origin": "http://localhost"})
        device = hashlib.sha256(self.site.encode()).digest() + bytes([self.flags]) + bytes(4)
        message = device + hashlib.sha256(client.encode()).digest()
        signature = self.private.sign(message, ec.ECDSA(hashes.SHA256()))
        return Signature(self.offered.identity, signature.hex(), device.hex(), client.encode().hex())

    def kept(self, person: Person, name: str = "Phone") -> Authenticator:
        """The passkey as the account keeps it, after its device made it for this person."""
        numbers = self.private.public_key().public_numbers()
        public = ES256({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        credential = AttestedCredentialData.create(Aaguid(bytes(16)), self.identifier, public)
        site = hashlib.sha256(self.site.encode()).digest()
        made = AttestationObject.create("none", AuthenticatorData.create(site, 0x45, 0, credential), {})
        client = {"type": "webauthn.create", "challenge": "AA", "origin": f"https://{self.site}"}
        response = {"clientDataJSON": _text(json.dumps(client).encode()), "attestationObject": _text(bytes(made))}
        identifier = _text(self.identifier)
        shown = {"id": identifier, "rawId": identifier, "type": "public-key", "response": response}
        return WebAuthn.add(person, name, {**shown, "clientExtensionResults": {}}).instance

    def answer(self, options: Any) -> str:
        """What the browser sends of it, asked by `options` as a page holds them."""
        given = self.signed_challenge(options["publicKey"]["challenge"])
        response = {
            "clientDataJSON": _text(bytes.fromhex(given.client_data)),
            "authenticatorData": _text(bytes.fromhex(given.authenticator_data)),
            "signature": _text(bytes.fromhex(given.signature)),
            "userHandle": None,
        }
        identifier = _text(self.identifier)
        return json.dumps({"id": identifier, "rawId": identifier, "type": "public-key", "response": response})


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
