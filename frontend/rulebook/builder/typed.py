"""What people type: "2/3", "55 %", "two thirds", "France, Germany and the UK"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction

from django.utils.translation import gettext as _

from coalition.rules.catalogue import states
from coalition.rules.numbers import read_integer, read_share
from frontend.words.members import Roster

SPOKEN = {
    "half": "50%",
    "a half": "50%",
    "one half": "50%",
    "one third": "1/3",
    "a third": "1/3",
    "two thirds": "2/3",
    "a quarter": "1/4",
    "one quarter": "1/4",
    "three quarters": "3/4",
    "three fifths": "3/5",
    "four fifths": "4/5",
    "la moitie": "50%",
    "moitie": "50%",
    "un tiers": "1/3",
    "deux tiers": "2/3",
    "un quart": "1/4",
    "trois quarts": "3/4",
    "trois cinquiemes": "3/5",
    "quatre cinquiemes": "4/5",
}
ALSO = {"EL": "GR", "UK": "GB", "BRITAIN": "GB", "USA": "US", "UNITED STATES OF AMERICA": "US"}
_BETWEEN = re.compile(r"[,;\n]|\s+(?:and|et)\s+", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the |la |le |les |l[’'])", re.IGNORECASE)
_UNIT = re.compile(r"\s*(?:members?|membres?|states?|états?)$", re.IGNORECASE)
_PER_CENT = re.compile(r"\s*(?:per ?cents?|pour ?cents?|%)$", re.IGNORECASE)


class Unclear(ValueError):
    """What was typed cannot be taken; the message says what to type instead."""


def number(text: str) -> int | str:
    """A whole number, or a share as a rule writes it. Raises `Unclear`."""
    given = _UNIT.sub("", text.strip().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " "))
    if not given:
        raise Unclear(_("Give a number such as 9, or a share such as 2/3 or 55%."))
    spoken = SPOKEN.get(unaccented(given).lower().replace("-", " "))
    if spoken:
        return spoken
    given = _PER_CENT.sub("%", given).replace(" ", "")
    given = given.replace(",", ".") if given.endswith("%") else given
    whole = read_integer(given)
    if whole is not None:
        return whole
    share = read_share(given)
    if share is None:
        raise Unclear(
            _("“%(given)s” is neither a number nor a share. Write 9, 2/3, 55%% or “two thirds”.") % {"given": text}
        )
    if share.value > Fraction(1):
        raise Unclear(_("“%(given)s” is more than the whole.") % {"given": text})
    return given


def members(text: str, names: Roster, also: Iterable[str] = ()) -> list[str]:
    """The codes of the members named; `also` are codes that a rule has and no member. Raises `Unclear`, naming it."""
    known = {_key(code): code for code in also} | _called(names)
    codes = []
    for part in filter(None, (each.strip() for each in _BETWEEN.split(text))):
        code = known.get(_key(part))
        if code is None:
            raise Unclear(_("No member is called “%(name)s”. Give names or codes such as FR.") % {"name": part[:60]})
        if code not in codes:
            codes.append(code)
    if not codes:
        raise Unclear(_("Name the members, separated by commas: France, Germany, GB."))
    return codes


def unaccented(text: str) -> str:
    """The text without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def slug(text: str) -> str:
    """An id made of a title."""
    return re.sub(r"[^a-z0-9]+", "-", unaccented(text).lower()).strip("-")[:80].strip("-")


def _called(names: Roster) -> dict[str, str]:
    called: dict[str, str] = {}
    for state in states():
        called |= dict.fromkeys((_key(state.iso2), _key(state.name_en), _key(state.name_fr)), state.iso2)
    for code, name in names.items():
        called |= dict.fromkeys((_key(code), _key(name.english), _key(name.french)), code)
    return called | {_key(also): code for also, code in ALSO.items()}


def _key(text: str) -> str:
    return _ARTICLE.sub("", unaccented(text).strip().rstrip(".")).upper()
