"""Members' names within a sentence, with the article that each language wants."""

import unicodedata
from collections.abc import Iterable

from coalition.rules.catalogue.places import by_code
from coalition.rules.wording.clauses import Names

# English names that take "the".
_THE = frozenset({"GB", "NL", "US", "CD", "PH"})

# French articles: masculine, plural, none; every other name is feminine.
_MASCULINE = frozenset({"CA", "DK", "GB", "JP", "LR", "LU", "ME", "PA", "PK", "PT", "BR", "MX", "CL", "PE", "MA", "VN"})
_PLURAL = frozenset({"NL", "US", "PH", "AE"})
_BARE = frozenset({"BH", "CY", "MT", "SG", "CU", "IL"})
_VOWELS = "AEIOU"


def is_feminine(code: str) -> bool:
    """Whether the French name is feminine, for "toutes trois"; names without article count as masculine."""
    return code in by_code() and code not in _MASCULINE | _PLURAL | _BARE


def plain(code: str, language: str, names: Names | None) -> str:
    """The name alone: the caller's, else the catalogue's, else the code."""
    if names is not None and code in names:
        return names[code]
    return by_code()[code].name(language) if code in by_code() else code


def definite(code: str, language: str, names: Names | None) -> str:
    """The name with its article, as the subject of a sentence."""
    name = plain(code, language, names)
    if name == code:
        return name
    return _french(code, name) if language == "fr" else _english(code, name)


def ordered(codes: Iterable[str], language: str, names: Names | None) -> list[str]:
    """The codes in the alphabetical order of their names in the language."""
    return sorted(codes, key=lambda code: _unaccented(plain(code, language, names)))


def _english(code: str, name: str) -> str:
    return f"the {name}" if code in _THE and not name.lower().startswith("the ") else name


def _french(code: str, name: str) -> str:
    if code in _BARE or code not in by_code():
        return name
    if code in _PLURAL:
        return f"les {name}"
    if _unaccented(name)[:1].upper() in _VOWELS:
        return f"l’{name}"
    return f"le {name}" if code in _MASCULINE else f"la {name}"


def _unaccented(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
