"""Searching in full text, on both engines behind one small interface: all words, each from its beginning.

Texts are kept as plain words (no capitals, accents or signs), so that both engines cut them alike: SQLite with an FTS5
table beside ours, kept in step by triggers, PostgreSQL with an index of tsvectors.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from proposals.register.models import SearchText

TABLE = "proposals_searchtext"
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 20

_FTS = {
    ("table", "proposals_searchtext_fts"): """
        CREATE VIRTUAL TABLE proposals_searchtext_fts
        USING fts5(text, content='proposals_searchtext', content_rowid='id')
    """,
    ("trigger", "concert_search_put"): """
        CREATE TRIGGER concert_search_put AFTER INSERT ON proposals_searchtext BEGIN
        INSERT INTO proposals_searchtext_fts(rowid, text) VALUES (NEW.id, NEW.text); END
    """,
    ("trigger", "concert_search_take"): """
        CREATE TRIGGER concert_search_take AFTER DELETE ON proposals_searchtext BEGIN
        INSERT INTO proposals_searchtext_fts(proposals_searchtext_fts, rowid, text)
        VALUES ('delete', OLD.id, OLD.text); END
    """,
}
_FILL = "INSERT INTO proposals_searchtext_fts(proposals_searchtext_fts) VALUES ('rebuild')"
_GIN = "CREATE INDEX IF NOT EXISTS concert_search ON proposals_searchtext USING gin (to_tsvector('simple', text))"
_MATCH = {
    "sqlite": "SELECT rowid FROM proposals_searchtext_fts WHERE proposals_searchtext_fts MATCH %s",
    "postgresql": "SELECT id FROM proposals_searchtext WHERE to_tsvector('simple', text) @@ to_tsquery('simple', %s)",
}


def folded(text: str) -> str:
    """Return the words of a text as they are compared: « Défense européenne » is "defense europeenne"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def matching(query: str) -> QuerySet[SearchText]:
    """Return the texts that hold every word of the query; none where it holds no word."""
    words = folded(query).split()[:_MOST_WORDS]
    if not words:
        return SearchText.objects.none()
    asked = " & ".join(f"'{word}':*" for word in words)
    if connection.vendor == "sqlite":
        asked = " ".join(f'"{word}"*' for word in words)
    return SearchText.objects.filter(pk__in=RawSQL(_MATCH[connection.vendor], [asked]))  # noqa: S611 (a parameter)


def install() -> None:
    """Make the index where it is missing, and fill it from the texts that are there."""
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        if connection.vendor == "postgresql":
            cursor.execute(_GIN)
            return
        cursor.execute("SELECT type, name FROM sqlite_master WHERE type IN ('table', 'trigger')")
        there = set(cursor.fetchall())
        missing = [sql for known, sql in _FTS.items() if known not in there]
        for sql in missing:
            cursor.execute(sql)
        if missing:
            cursor.execute(_FILL)


def install_after_migrating(using: str, **_: Any) -> None:
    """Receive `post_migrate`: a migration that alters the table on SQLite makes it anew and drops its triggers."""
    if using == connection.alias:
        install()
