"""What is to be translated: every marked string of the Python sources and the templates.

Django's `makemessages` runs programs of GNU gettext, which a machine may lack; Babel reads the same marks. Templates
are first turned into Python by Django's own `templatize`, as `makemessages` does.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
SOURCES = ("coalition", "proposals", "frontend")


def messages(base: Path | None = None) -> Catalog:
    """Return all that is marked for translation, with where it stands."""
    base = base or settings.BASE_DIR
    found = Catalog(domain="django", charset="utf-8", fuzzy=False)
    for path in sorted(path for source in SOURCES for path in (base / source).rglob("*")):
        for message, comments, context in _marked(path):
            found.add(message, locations=[(str(path.relative_to(base)), 0)], auto_comments=comments, context=context)
    return found


def _marked(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    if path.suffix == ".py" and "migrations" not in path.parts:
        text = path.read_text()
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        # Indentation means nothing in a template and everything in Python.
        text = "\n".join(line.lstrip() for line in templatize(path.read_text(), origin=str(path)).splitlines())
    else:
        return
    source = io.BytesIO(text.encode())
    for _line, message, comments, context in extract("python", source, KEYWORDS, ["Translators:"]):
        yield message, comments, context


def catalogue(language: str) -> Path:
    """Where a language's translations are kept."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def translations(language: str) -> Catalog:
    """Read a language's catalogue; an empty one when there is none yet."""
    path = catalogue(language)
    if not path.exists():
        return Catalog(locale=language, domain="django", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def bring_up_to_date(language: str) -> tuple[int, int]:
    """Put what is new into a language's catalogue and take what is gone out; return (messages, untranslated)."""
    path, kept = catalogue(language), translations(language)
    kept.update(messages(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, kept, width=120, include_lineno=False, sort_output=True)
    return len(kept), sum(not is_translated(message) for message in kept if message.id)


def is_translated(message: object) -> bool:
    """Whether every form of a message has a translation that somebody has looked at."""
    string, fuzzy = message.string, message.fuzzy  # type: ignore[attr-defined]
    return not fuzzy and all(string if isinstance(string, list | tuple) else [string])
