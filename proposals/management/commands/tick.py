"""`manage.py tick`: do once, by hand, what the worker does every second."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from proposals.tasks import tick


class Command(BaseCommand):
    """Seal, decide and tell what is due."""

    help = "Seal what is due, decide what is sealed, tell what is to be told: what the worker does every second."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it once."""
        tick()
