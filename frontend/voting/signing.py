"""Signing a ballot on its page: what the person's passkeys are asked to sign, and the answer as a signature."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coalition.errors import Invalid
from coalition.models.procedure import Signing
from frontend.access import Here, Request
from frontend.signing_in.public_keys import site
from proposals.voting.models import Division, VotingKey
from proposals.voting.signatures import Signature, Statement, challenge_of

LARGEST = 20_000  # characters of an answer; assertions have some hundreds
WAIT = 120_000  # milliseconds for which the browser lets its user look for the device


@dataclass(frozen=True)
class ToSign:
    """How a ballot is signed: whether it must be, what passkeys are asked, and which keys programs sign with.

    `options` is None where the person has registered no passkey that was made for this site.
    """

    required: bool
    options: dict[str, Any] | None
    programs: list[VotingKey]


def to_sign(here: Here, division: Division, statement: Statement) -> ToSign | None:
    """Return how the ballot of `statement` is signed; None where ballots are not signed."""
    if division.signing == Signing.OFF:
        return None
    keys = list(VotingKey.objects.filter(coalition=here.coalition, person=here.person, withdrawn_at=None))
    held = [key.credential for key in keys if key.party == site()]
    return ToSign(
        required=division.signing == Signing.REQUIRED,
        options=options_for(statement, held) if held else None,
        programs=[key for key in keys if not key.party],
    )


def options_for(statement: Statement, credentials: list[str]) -> dict[str, Any]:
    """Return what a browser asks one of these passkeys: to sign the statement, once it has verified who holds it."""
    return {
        "publicKey": {
            "challenge": challenge_of(statement),
            "rpId": site(),
            "allowCredentials": [{"type": "public-key", "id": credential} for credential in credentials],
            "userVerification": "required",
            "timeout": WAIT,
        }
    }


def signature_of_ballot(request: Request, here: Here) -> Signature | None:
    """Return the signature that came with the form; None where it came without.

    Raises `Invalid` for what is no answer of a passkey that the person has registered here.
    """
    answer = request.POST.get("credential", "")
    if not answer:
        return None
    try:
        said = _read(answer)
        keys = VotingKey.objects.filter(coalition=here.coalition, person=here.person, credential=said["id"])
        key = keys.order_by("withdrawn_at").last() if said["id"] else None
        return signature_from(said, key.identity if key else "0" * 64)
    except (ValueError, TypeError, KeyError) as error:
        raise _no_answer() from error


def possession_shown(request: Request, identity: str) -> Signature:
    """Return the signature by which a passkey shows that it is held. Raises `Invalid` for what is none."""
    try:
        return signature_from(_read(request.POST.get("credential", "")), identity)
    except (ValueError, TypeError, KeyError) as error:
        raise _no_answer() from error


def signature_from(said: dict[str, Any], identity: str) -> Signature:
    """Return a browser's answer as a signature of the key of that identity."""
    parts = said["response"]
    signature, device, client = (_hex(parts[name]) for name in ("signature", "authenticatorData", "clientDataJSON"))
    return Signature(identity, signature, device, client)


def _read(answer: str) -> dict[str, Any]:
    read = json.loads(answer) if len(answer) <= LARGEST else None
    if not isinstance(read, dict) or not isinstance(read["id"], str):
        raise TypeError
    return read


def _hex(text: str) -> str:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4)).hex()


def _no_answer() -> Invalid:
    return Invalid("no_signature", _("The device’s answer is no signature. Try again."), field="signature")
