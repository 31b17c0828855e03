"""`manage.py identity EMAIL PROVIDER SUBJECT`: let a provider's subject sign in as a person."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coalition.errors import ActRefused
from frontend.management.commands._letting_in import known
from frontend.signing_in.identities import providers, register_subject


class Command(BaseCommand):
    """Register whom a ministry's provider speaks for."""

    help = "Let a subject of a ministry's provider (OIDC_PROVIDERS) sign in as a person."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person and who they are there."""
        parser.add_argument("email", help="The e-mail address of the person.")
        parser.add_argument("provider", help="The provider, as OIDC_PROVIDERS has it.")
        parser.add_argument("subject", help="The person's subject (`sub`) at the provider.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Register it; exit with 2 and one line for what is refused."""
        person, provider = known(options["email"]), options["provider"]
        try:
            register_subject(person=person, provider=provider, subject=options["subject"], by=None)
        except ActRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stdout.write(f"{person.email} signs in with {providers()[provider]}.")
