"""What a provider's answer must hold to be an answer to our question (OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2).

allauth checks state, proof key, audience and expiry, and that the issuer is the one that the provider's own
configuration names. It sends no nonce, and does not compare the subject of the two answers: that is done here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "concert.provider.nonce"


def nonce_of(state: str) -> str:
    """The nonce that goes with a state: nobody without the deployment's key can make it, and nothing need be kept."""
    return salted_hmac(SALT, state, algorithm="sha256").hexdigest()


def with_nonce(address: str) -> str:
    """The provider's address, with the nonce of its state."""
    parts = urlsplit(address)
    state = parse_qs(parts.query)["state"][0]
    return urlunsplit(parts._replace(query=f"{parts.query}&{urlencode({'nonce': nonce_of(state)})}"))


def is_answer(told: Mapping[str, Any], *, issuer: str, state: str) -> bool:
    """Whether the identity token is of this issuer and for this state, and both answers are of one subject."""
    token, person = told.get("id_token"), told.get("userinfo")
    if not isinstance(token, dict) or not isinstance(person, dict) or not token.get("sub"):
        return False
    return (
        str(token.get("iss", "")).rstrip("/") == issuer.rstrip("/")
        and constant_time_compare(str(token.get("nonce")), nonce_of(state))
        and token["sub"] == person.get("sub")
    )
