"""Signing in a program: `Authorization: Bearer concert_...`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from coalition.models import Person
from coalition.tokens import person_of


class TokenAuthentication(BaseAuthentication):
    """Reads the bearer token; a request without one is left to the next way of signing in."""

    def authenticate(self, request: Request) -> tuple[Person, str] | None:
        """Return the person the token acts for. Raises `AuthenticationFailed` for a token that is not valid."""
        scheme, _space, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        person = person_of(token.strip())
        if person is None:
            raise AuthenticationFailed(_("The token is unknown, expired or revoked."))
        return person, "token"

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return "Bearer"
