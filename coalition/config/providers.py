"""The ministries' own sign-in (OpenID Connect), as the environment names them.

    OIDC_PROVIDERS=fr,de
    OIDC_FR_NAME="Ministère de l'Europe et des affaires étrangères"
    OIDC_FR_ISSUER=https://sso.example
    OIDC_FR_CLIENT_ID=concert
    OIDC_FR_CLIENT_SECRET=...
    OIDC_FR_EMAIL_DOMAINS=diplomatie.example

`EMAIL_DOMAINS` are those for which this provider is believed: whose verified address it says somebody has. Without any,
only persons whom the secretariat has registered with it, by their subject, sign in there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_ID = re.compile(r"[a-z][a-z0-9]{0,19}\Z", re.ASCII)
_NEEDED = ("NAME", "ISSUER", "CLIENT_ID", "CLIENT_SECRET")


def providers_of(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return each provider as allauth takes it. Raises `ImproperlyConfigured`, naming the variable that is wrong."""
    listed = [each.strip() for each in environment.get("OIDC_PROVIDERS", "").split(",")]
    return [_provider(identity, environment) for identity in listed if identity]


def _provider(identity: str, environment: Mapping[str, str]) -> dict[str, Any]:
    if not _ID.match(identity):
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {identity!r} is not lower-case letters and digits.")
    prefix = f"OIDC_{identity.upper()}_"
    for name in _NEEDED:
        if not environment.get(prefix + name):
            raise ImproperlyConfigured(f"{prefix}{name} is not set.")
    issuer = environment[prefix + "ISSUER"].rstrip("/")
    if not _is_safe(issuer):
        raise ImproperlyConfigured(f"{prefix}ISSUER must begin with https://, or be on this machine.")
    domains = environment.get(prefix + "EMAIL_DOMAINS", "").lower().split(",")
    return {
        "provider_id": identity,
        "name": environment[prefix + "NAME"],
        "client_id": environment[prefix + "CLIENT_ID"],
        "secret": environment[prefix + "CLIENT_SECRET"],
        "settings": {
            "server_url": issuer,
            "oauth_pkce_enabled": True,
            "email_domains": [domain.strip() for domain in domains if domain.strip()],
        },
    }


def _is_safe(issuer: str) -> bool:
    """Over TLS, or to this very machine."""
    parts = urlsplit(issuer)
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or ""))


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
