"""The secrets that sign a webhook: sealed at rest, two of them while one replaces the other."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta
from typing import Any

from coalition.recording import written
from coalition.sealing import seal, unseal
from proposals.notices.models import Address

PURPOSE = "concert.webhook"
OVERLAP = timedelta(hours=24)  # how long the earlier secret still signs beside the new one


def new_secret() -> str:
    """Return 32 random bytes as Standard Webhooks writes a secret."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def kept(secret: str) -> dict[str, Any]:
    """Return a secret as it is kept."""
    return {"sealed": seal(secret, PURPOSE), "until": None}


def secrets_of(address: Address, now: datetime) -> list[str]:
    """Return the secrets that sign now, the newest first."""
    return [unseal(each["sealed"], PURPOSE) for each in address.data["secrets"] if _signs(each, now)]


def rotated(address: Address, secret: str, now: datetime) -> list[dict[str, Any]]:
    """Return what is kept once `secret` is the newest: of the others the last one alone, for a day more."""
    last = {**address.data["secrets"][0], "until": written(now + OVERLAP)}
    return [kept(secret), last]


def _signs(each: dict[str, Any], now: datetime) -> bool:
    return each["until"] is None or now < datetime.fromisoformat(each["until"])
