"""The deployment's list of markings, in their order, and two ceilings: what is kept here, what is named outside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid


@dataclass(frozen=True)
class Marking:
    """One marking, named in both languages; `level` is its place in the list, the lowest first."""

    code: str
    name_en: str
    name_fr: str
    level: int

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return self.name_fr if (get_language() or "en").startswith("fr") else self.name_en


def markings() -> list[Marking]:
    """Return the list: `code:English:French`, separated by semicolons in the setting."""
    rows = [entry.split(":") for entry in settings.DOCUMENT_MARKINGS.split(";") if entry.strip()]
    trimmed = ([word.strip() for word in row] for row in rows)
    return [Marking(code, (names or [code])[0], (names or [code])[-1], n) for n, (code, *names) in enumerate(trimmed)]


def marking_named(code: str) -> Marking:
    """Return the marking of this code. Raises `Invalid`."""
    found = next((each for each in markings() if each.code == code), None)
    if found is None:
        raise Invalid("no_marking", _("Choose a marking."), field="marking")
    return found


def name_of(code: str) -> str:
    """Return the name of a marking in the reader's language; its code where the list has it no more."""
    return next((each.name for each in markings() if each.code == code), code)


def highest(codes: Iterable[str]) -> str:
    """Return the name of the highest of these markings: what a paper that holds them all is marked; "" for none."""
    order = [each.code for each in markings()]
    given = {code for code in codes if code}
    code = max(given, key=lambda each: order.index(each) if each in order else len(order), default="")
    return name_of(code) if code else ""


def kept_here(marking: Marking) -> bool:
    """Tell whether what is marked so may be kept in this deployment; of a document above it, only a reference is."""
    ceiling = next((each.level for each in markings() if each.code == settings.DOCUMENT_CEILING), 0)
    return marking.level <= ceiling


def named_outside(code: str) -> bool:
    """Tell whether the title of what is marked so may leave the house; what is not marked, or unknown, never may."""
    levels = {each.code: each.level for each in markings()}
    return code in levels and levels[code] <= levels.get(settings.TITLE_CEILING, -1)
