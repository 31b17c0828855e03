"""`manage.py feed EMAIL`: make a calendar feed for a person, and print its address once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coalition.errors import ActRefused
from coalition.models import Person
from proposals.calendars.addresses import written_address
from proposals.calendars.keys import make_key
from proposals.calendars.models import Shows


class Command(BaseCommand):
    """Make a feed on the machine that runs Concert: of the demo, or for somebody who cannot make one."""

    help = "Make a calendar feed of everything that a person may read, and print its address. It is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person and which program the feed is for."""
        parser.add_argument("email", help="The e-mail address of the person whose calendar it is.")
        parser.add_argument("--name", default="command line", help="Which program reads it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the address; exit with 2 and one line for somebody unknown, or with too many feeds."""
        person = Person.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"No person has the address {options['email']}.", returncode=2)
        try:
            _key, secret = make_key(person=person, name=options["name"], shows=Shows.MINE)
        except ActRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from None
        self.stdout.write(written_address(settings.PUBLIC_URL, secret))
