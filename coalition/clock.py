"""The database clock: the only clock that decides anything.

Web servers and workers may disagree about the time; they share one database, so its clock rules. PostgreSQL has
`clock_timestamp()`; on SQLite a function of that name is registered on each connection.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created


def now() -> datetime:
    """Return the database's instant, in UTC with microseconds.

    Read it *before* a transaction begins: on SQLite `BEGIN IMMEDIATE` waits for its turn before the first statement, so
    that an instant read inside would be the end of the wait, not the arrival.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (value,) = cursor.fetchone()
    return as_utc(value)


def as_utc(value: str | datetime) -> datetime:
    """Return an instant as plain SQL reads it (SQLite: text in UTC) as an aware datetime in UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC)


def _sqlite_clock_timestamp() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def register_on_sqlite(connection: Any, **_: object) -> None:
    """Give a new SQLite connection the clock that PostgreSQL has."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("clock_timestamp", 0, _sqlite_clock_timestamp)


connection_created.connect(register_on_sqlite, dispatch_uid="concert.clock")
