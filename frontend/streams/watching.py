"""What the hub reads from the database: the head of each ledger, and what was appended since."""

from __future__ import annotations

from typing import Protocol

from django.db import connection

HEADS = "SELECT coalition_id, next_index FROM proposals_ledgerhead"
LATEST = 'SELECT MAX("index") FROM proposals_entry WHERE coalition_id = %s AND subject = %s'
APPENDED = """
    SELECT subject, MAX("index") FROM proposals_entry
    WHERE coalition_id = %s AND "index" >= %s AND "index" < %s AND subject LIKE 'division:%%'
    GROUP BY subject
"""


class Ledgers(Protocol):
    """The ledgers of all coalitions, as far as a stream needs them; ids are texts here."""

    def heads(self) -> dict[str, int]:
        """The next index of each coalition's ledger."""

    def appended(self, coalition: str, start: int, end: int) -> dict[str, int]:
        """The last index of each division's entries in `[start, end)`, by subject."""

    def latest(self, coalition: str, subject: str) -> int:
        """The index of the last entry about a subject; -1 when there is none."""

    def reset(self) -> None:
        """Drop the connection after an error."""


class DatabaseLedgers:
    """Reads on the connection of the calling thread, in autocommit: no transaction is ever left open."""

    def heads(self) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(HEADS)
            return {str(coalition): index for coalition, index in cursor.fetchall()}

    def appended(self, coalition: str, start: int, end: int) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(APPENDED, [coalition, start, end])
            return dict(cursor.fetchall())

    def latest(self, coalition: str, subject: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(LATEST, [coalition, subject])
            (index,) = cursor.fetchone()
        return -1 if index is None else index

    def reset(self) -> None:
        connection.close()
