"""`manage.py link EMAIL`: make a link with which a person chooses a new password, and print it once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from coalition.persons import make_link
from frontend.management.commands._letting_in import address, known, takes_site


class Command(BaseCommand):
    """Make a link on the machine that runs Concert: for anybody, the secretariat and the chair too."""

    help = "Make a link with which a person chooses a new password, once. Earlier links and all sessions end."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person."""
        parser.add_argument("email", help="The e-mail address of the person.")
        takes_site(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link; exit with 2 and one line for somebody unknown."""
        self.stdout.write(address(make_link(person=known(options["email"]), by=None), options))
