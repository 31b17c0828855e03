"""`manage.py backup FILE`: the whole database in one file, while Concert runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from proposals.ledger.backups import BackupError, back_up


class Command(BaseCommand):
    """Back up."""

    help = "Write the whole database to one file, with the root of every ledger. The signing key is not in it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to."""
        parser.add_argument("file", type=Path, help="The backup to write; it must not be there yet.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and print the roots; exit with 2 and one line when it cannot be done."""
        try:
            found = back_up(options["file"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        for coalition, ledger in found.items():
            self.stdout.write(f"coalition {coalition}: {ledger['size']} entries, root {ledger['root']}")
        self.stdout.write(f"Backed up to {options['file']}.")
