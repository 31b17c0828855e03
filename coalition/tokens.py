"""Writes: API tokens. Only a token's hash is kept; the token itself is shown once, to the person it acts for."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Invalid
from coalition.models import ApiToken, Person
from coalition.writing import write_transaction

PREFIX = "concert_"  # lets secret scanners know one when they see it
LIFETIME = timedelta(days=365)
MAX_NAME = 80


def issue_token(*, person: Person, name: str, expires_at: datetime | None = None) -> str:
    """Make a token that acts as `person` until `expires_at` (a year when not given), and return it.

    Raises `Invalid` for a name that is empty or too long, and for an end that is past or more than a year away.
    """
    now = clock.now()
    name = name.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise Invalid("bad_name", _("Give the token a name of at most 80 characters."), field="name")
    if expires_at and not now < expires_at <= now + LIFETIME:
        raise Invalid("bad_expiry", _("A token ends later than now and within a year."), field="expires_at")
    token = PREFIX + secrets.token_urlsafe(32)
    with write_transaction():
        ApiToken.objects.create(
            person=person, name=name, digest=digest(token), created_at=now, expires_at=expires_at or now + LIFETIME
        )
    return token


def revoke_token(*, token: ApiToken) -> None:
    """End a token at once."""
    now = clock.now()
    with write_transaction():
        ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now)


def person_of(token: str) -> Person | None:
    """Return the person a token acts for, or None when it is unknown, expired or revoked, or the person has left."""
    found = ApiToken.objects.select_related("person").filter(digest=digest(token), revoked_at__isnull=True).first()
    if found is None or found.expires_at <= clock.now() or not found.person.is_active:
        return None
    return found.person


def digest(token: str) -> str:
    """Return SHA-256 of a token; 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
