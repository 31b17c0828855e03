"""`manage.py token EMAIL`: issue an API token for a person, and print it once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coalition.models import Person
from coalition.models.persons import Scope
from coalition.tokens import issue_token


class Command(BaseCommand):
    """Issue a token on the machine that runs Concert."""

    help = "Issue an API token that acts as a person, for a year, and print it. It is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person and what the token is for."""
        parser.add_argument("email", help="The e-mail address of the person the token acts as.")
        parser.add_argument("--name", default="command line", help="What the token is for.")
        parser.add_argument(
            "--scope", action="append", choices=Scope.values, help="What it may do; all when not given."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the token; exit with 2 and one line for somebody unknown."""
        person = Person.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"No person has the address {options['email']}.", returncode=2)
        self.stdout.write(issue_token(person=person, name=options["name"], scopes=options["scope"]))
