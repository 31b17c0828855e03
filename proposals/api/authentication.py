"""Signing in a program: `Authorization: Bearer concert_...`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from coalition.models import ApiToken, Person
from coalition.tokens import valid_token


class TokenAuthentication(BaseAuthentication):
    """Reads the bearer token; a request without one is left to the next way of signing in."""

    def authenticate(self, request: Request) -> tuple[Person, ApiToken] | None:
        """Return the person the token acts for, and the token. Raises `AuthenticationFailed` for one not valid."""
        scheme, _space, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        found = valid_token(token.strip())
        if found is None:
            raise AuthenticationFailed(_("The token is unknown, expired or revoked."))
        return found.person, found

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return "Bearer"
