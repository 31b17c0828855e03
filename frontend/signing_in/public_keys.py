"""The public key of a passkey, as those who check signatures read it: out of what its device said when it was made."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from proposals.voting.signing import PublicKey

ALGORITHM, ES256, EDDSA, RS256 = 3, -7, -8, -257  # of a COSE key (RFC 9053): the label of its algorithm, and three
X, Y = -2, -3  # labels of the parameters of a point of a curve
N, E = -1, -2  # of RSA (RFC 8230)

Key = ec.EllipticCurvePublicKey | Ed25519PublicKey | rsa.RSAPublicKey


def site() -> str:
    """Return the site for which passkeys are made here: their relying party."""
    return str(get_adapter().get_public_key_credential_rp_entity()["id"])


def public_key_of(passkey: Authenticator) -> PublicKey | None:
    """Return a passkey's public key; None where it was made for another site, or its algorithm is not taken here."""
    made = passkey.wrap().authenticator_data
    party = site()
    if made.credential_data is None or made.rp_id_hash != hashlib.sha256(party.encode()).digest():
        return None
    read = _read(made.credential_data.public_key)
    if read is None:
        return None
    algorithm, key = read
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    written = key.public_bytes(serialization.Encoding.DER, spki).hex()
    return PublicKey(algorithm, written, text_of(made.credential_data.credential_id), party)


def text_of(raw: bytes) -> str:
    """Return bytes as browsers write them: in base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _read(cose: Mapping[int, Any]) -> tuple[str, Key] | None:
    if cose.get(ALGORITHM) == ES256:
        x, y = (int.from_bytes(cose[label], "big") for label in (X, Y))
        return "ES256", ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    if cose.get(ALGORITHM) == EDDSA:
        return "Ed25519", Ed25519PublicKey.from_public_bytes(cose[X])
    if cose.get(ALGORITHM) == RS256:
        n, e = (int.from_bytes(cose[label], "big") for label in (N, E))
        return "RS256", rsa.RSAPublicNumbers(e, n).public_key()
    return None
