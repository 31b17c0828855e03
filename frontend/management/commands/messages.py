"""Bring the catalogues of translations up to date with the sources (in place of makemessages: needs no GNU gettext)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from frontend.translating.extracting import bring_up_to_date


class Command(BaseCommand):
    """Prints, for each language but the sources' own, what is left to translate."""

    help = __doc__
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        """English is the language of the sources."""
        for language, _name in settings.LANGUAGES:
            if language != settings.LANGUAGE_CODE:
                known, missing = bring_up_to_date(language)
                self.stdout.write(f"{language}: {known} messages, {missing} to translate")
