"""`manage.py restore FILE`: fill a database from a backup, and compare the root of every ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from proposals.ledger.backups import BackupError, restore


class Command(BaseCommand):
    """Restore."""

    help = "Fill an empty database from a backup. Stop Concert first. Compare the roots with a delegation's checkpoint."
    requires_migrations_checks = False
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where from."""
        parser.add_argument("file", type=Path, help="The backup.")
        parser.add_argument("--replace", action="store_true", help="Put it in the place of what the database holds.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and print the roots; exit with 2 and one line when it cannot be done, or a root differs."""
        try:
            found = restore(options["file"], replace=options["replace"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        for coalition, ledger in found.items():
            self.stdout.write(f"coalition {coalition}: {ledger['size']} entries, root {ledger['root']}, as backed up")
        self.stdout.write("Restored. Compare with the last checkpoint that a delegation keeps.")
