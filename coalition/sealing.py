"""Secrets that must be read again, sealed with the deployment's key, so that a backup alone opens nothing."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str, purpose: str) -> str:
    """Return the text sealed; only the same `purpose` opens it."""
    return _seals(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Return the text; also one sealed with an earlier key that is still listed in SECRET_KEY_FALLBACKS."""
    return _seals(purpose).decrypt(sealed.encode()).decode()


def _seals(purpose: str) -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_key(purpose, each)) for each in keys])


def _key(purpose: str, key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(purpose.encode() + key.encode()).digest())
