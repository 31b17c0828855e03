"""`manage.py invite COALITION MEMBER EMAIL --name NAME --by EMAIL`: seat a person, and print the link to hand over."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coalition.errors import ActRefused
from coalition.models import Member
from coalition.models.delegations import Rank
from coalition.persons import invite
from frontend.management.commands._letting_in import address, known, takes_site


class Command(BaseCommand):
    """Invite somebody into a delegation, for an officer of the secretariat, whom the ledger names."""

    help = "Seat a person in a delegation, and print the link with which somebody new chooses a password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who is invited where, and who answers for it."""
        parser.add_argument("coalition", help="The coalition, as its addresses have it.")
        parser.add_argument("member", help="The member's code, such as FR.")
        parser.add_argument("email", help="The e-mail address of the person.")
        parser.add_argument("--name", required=True, help="The person's name.")
        parser.add_argument("--rank", default=Rank.ALTERNATE.value, choices=Rank.values)
        parser.add_argument("--language", default="en", choices=[code for code, _name in settings.LANGUAGES])
        parser.add_argument("--by", required=True, help="The address of the officer of the secretariat who invites.")
        takes_site(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link, or that none is needed; exit with 2 and one line for what is refused."""
        member = Member.objects.filter(coalition__slug=options["coalition"], code=options["member"].upper()).first()
        if member is None:
            raise CommandError(f"{options['coalition']} has no member {options['member']}.", returncode=2)
        given = {name: options[name] for name in ("email", "name", "language")}
        try:
            invited = invite(member=member, rank=Rank(options["rank"]), by=known(options["by"]), **given)
        except ActRefused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        seated = "Seated. This person signs in already, and needs no link."
        self.stdout.write(address(invited.token, options) if invited.token else seated)
