"""`manage.py permissions`: write the permission table into the docs, or print it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from coalition.permission_page import page


class Command(BaseCommand):
    """Write docs/permissions.md from the code."""

    help = "Write docs/permissions.md from the permission table in the code."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to print only."""
        parser.add_argument("--print", action="store_true", help="Print the page; write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, or print it."""
        if options["print"]:
            self.stdout.write(page(), ending="")
            return
        path = Path(settings.BASE_DIR) / "docs" / "permissions.md"
        path.write_text(page())
        self.stdout.write(f"Written: {path.relative_to(settings.BASE_DIR)}")
