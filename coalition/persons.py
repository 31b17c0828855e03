"""Writes: what a person sets for themselves."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid
from coalition.models import Person
from coalition.writing import write_transaction


def speak(*, person: Person, language: str) -> None:
    """Remember in which language Concert speaks to the person. Raises `Invalid` for one that it does not speak."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid("unknown_language", _("Concert speaks English and French."), field="language")
    person.language = language
    with write_transaction():
        person.save(update_fields=["language"])
