"""Writes: API tokens. Only a token's hash is kept; the token itself is shown once, to the person it acts for."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Invalid
from coalition.models import ApiToken, Person
from coalition.models.persons import Scope, every_scope
from coalition.prepared import Prepared
from coalition.writing import write_transaction

PREFIX = "concert_"  # lets secret scanners know one when they see it
LIFETIME = timedelta(days=365)
MAX_NAME = 80
PRECISION = timedelta(hours=1)  # of `last_used_at`: a request does not cost a write each time


def issue_token(
    *, person: Person, name: str, expires_at: datetime | None = None, scopes: Iterable[str] | None = None
) -> str:
    """Make a token that acts as `person` until `expires_at` (a year when not given), and return it.

    It can be used within `scopes` only: `read`, `vote`, `act` (all of them when not given). Raises `Invalid` for a name
    that is empty or too long, for an end that is past or more than a year away, and for a scope that there is not.
    """
    now = clock.now()
    name = name.strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise Invalid("bad_name", _("Give the token a name of at most 80 characters."), field="name")
    if expires_at and not now < expires_at <= now + LIFETIME:
        raise Invalid("bad_expiry", _("A token ends later than now and within a year."), field="expires_at")
    kept = _scopes(every_scope() if scopes is None else scopes)
    token = PREFIX + secrets.token_urlsafe(32)
    with write_transaction():
        ApiToken.objects.create(
            person=person,
            name=name,
            digest=digest(token),
            created_at=now,
            expires_at=expires_at or now + LIFETIME,
            scopes=kept,
        )
    return token


def _scopes(asked: Iterable[str]) -> list[str]:
    """The scopes asked for, in their usual order."""
    wanted = set(asked)
    if not wanted or not wanted <= set(Scope.values):
        raise Invalid("bad_scopes", _("Choose what the token may be used for."), field="scopes")
    return [scope for scope in Scope.values if scope in wanted]


def revoke_token(*, token: ApiToken) -> None:
    """End a token at once."""
    now = clock.now()
    with write_transaction():
        ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now)


def valid_token(token: str) -> ApiToken | None:
    """Return the token with its person, or None when it is unknown, expired or revoked, or the person has left."""
    now = clock.now()
    found = _UNREVOKED.one(digest=digest(token))
    if found is None or found.expires_at <= now or not found.person.is_active:
        return None
    if found.last_used_at is None or now - found.last_used_at >= PRECISION:
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found


def digest(token: str) -> str:
    """Return SHA-256 of a token; 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


_UNREVOKED = Prepared(
    lambda digest: ApiToken.objects.select_related("person").filter(digest=digest, revoked_at__isnull=True).order_by(),
    digest=str,
)
