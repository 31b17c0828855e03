"""`manage.py demo`: load the demo coalition into an empty database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from proposals.demo import commitments
from proposals.demo.loading import DatabaseInUse, load_demo


class Command(BaseCommand):
    """Load the demo, or open its votes again."""

    help = "Load the demo coalition (an exercise) into an empty database. Again: open its votes again if none is open."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it; exit with 2 and one line when the database holds anything else."""
        try:
            coalition = load_demo()
        except DatabaseInUse:
            raise CommandError(
                "This database holds a coalition that is no demo; nothing was changed.", returncode=2
            ) from None
        commitments.make(coalition)
        self.stdout.write(f"The demo is loaded: {coalition.name_en}, {coalition.members.count()} members.")
