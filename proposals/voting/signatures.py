"""What a delegate signs, and whether a signature is good. Pure: bytes in, an answer out.

The statement is everything that the delegate means, and a hash of the idempotency key, so that a server cannot record
an old signed ballot again. An Ed25519 key signs its canonical JSON; a passkey its SHA-256, as an assertion's challenge.
docs/ledger.md tells the format; the verifier checks it with code of its own.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from proposals.ledger.canonical import canonical

BALLOT = "concert-ballot/1"
KEY = "concert-voting-key/1"
USER_PRESENT, USER_VERIFIED = 0x01, 0x04  # flags of an assertion (WebAuthn, section 6.1)
MAX_PART = 4000  # hexadecimal digits of a part of a signature; those of assertions have some hundreds

Statement = Mapping[str, object]
PublicKey = Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True)
class Signature:
    """A signature as it came: by which key; of a passkey with what its device signed besides. All in hexadecimal."""

    key: str
    signature: str
    authenticator_data: str = ""
    client_data: str = ""

    def to_json(self) -> dict[str, str]:
        """Return it as an entry holds it."""
        said = {"key": self.key, "signature": self.signature}
        if self.client_data:
            said |= {"authenticator_data": self.authenticator_data, "client_data": self.client_data}
        return said


def hash_of_key(idempotency_key: str) -> str:
    """Return how a statement names the act's idempotency key."""
    return hashlib.sha256(idempotency_key.encode()).hexdigest()


def challenge_of(statement: Statement) -> str:
    """Return what a passkey is asked to sign for the statement: its SHA-256, in base64url without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(canonical(statement)).digest()).rstrip(b"=").decode()


def read_public_key(algorithm: str, public_key: str) -> PublicKey | None:
    """Return the public key (SubjectPublicKeyInfo in hexadecimal); None where it is none of its algorithm."""
    try:
        key = serialization.load_der_public_key(bytes.fromhex(public_key))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if isinstance(key, Ed25519PublicKey):
        return key if algorithm == "Ed25519" else None
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key if algorithm == "ES256" and isinstance(key.curve, ec.SECP256R1) else None
    return key if isinstance(key, rsa.RSAPublicKey) and algorithm == "RS256" else None


def is_good(statement: Statement, given: Signature, *, algorithm: str, public_key: str, party: str) -> bool:
    """Tell whether `given` is this key's signature over the statement; `party` is the site of a passkey, else empty."""
    key = read_public_key(algorithm, public_key)
    try:
        signature, message = bytes.fromhex(given.signature), _message(statement, given, party)
        if key is None or message is None:
            return False
        _verify(key, signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _verify(key: PublicKey, signature: bytes, message: bytes) -> None:
    if isinstance(key, Ed25519PublicKey):
        key.verify(signature, message)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
    else:
        key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())


def _message(statement: Statement, given: Signature, party: str) -> bytes | None:
    """Return the bytes that must have been signed; None where an assertion is about something else."""
    if not party:
        return None if given.client_data or given.authenticator_data else canonical(statement)
    device, client = bytes.fromhex(given.authenticator_data), bytes.fromhex(given.client_data)
    about = _read(client)
    is_about = about.get("type") == "webauthn.get" and about.get("challenge") == challenge_of(statement)
    flags = device[32] if len(device) >= 37 else 0
    is_held = bool(flags & USER_PRESENT and flags & USER_VERIFIED)
    is_here = device[:32] == hashlib.sha256(party.encode()).digest()
    return device + hashlib.sha256(client).digest() if is_about and is_held and is_here else None


def _read(client_data: bytes) -> dict[str, Any]:
    read = json.loads(client_data)  # a `ValueError` where it is none
    return read if isinstance(read, dict) else {}
