"""What the commands that let somebody in have in common."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.urls import reverse

from coalition.models import Person

SITE = "http://localhost:8000"


def takes_site(parser: CommandParser) -> None:
    """Take where Concert is reached, for the link's address."""
    first = next(iter(settings.CSRF_TRUSTED_ORIGINS), SITE)
    parser.add_argument("--site", default=first, help="Where Concert is reached, such as https://concert.example.")


def known(email: str) -> Person:
    """The person of this address. Raises `CommandError`, exit 2."""
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandError(f"No person has the address {email}.", returncode=2)
    return person


def address(token: str, options: dict[str, Any]) -> str:
    """The link to hand over."""
    return f"{options['site'].rstrip('/')}{reverse('sign-in-link', args=[token])}"
