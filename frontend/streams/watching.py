"""What the hub reads from the database: the head of each ledger, and what was appended since."""

from __future__ import annotations

from typing import Protocol

from django.db import connection
from django.utils import timezone

from coalition.models import Session
from proposals.voting.ledger_sight import ON_THE_WAY

QUIETLY = " quietly"  # behind a subject: its entries without those on the way to its outcome
HEADS = "SELECT coalition_id, next_index FROM proposals_ledgerhead"
_ON_THE_WAY = ", ".join(f"'{kind}'" for kind in ON_THE_WAY)
LATEST = 'SELECT MAX("index") FROM proposals_entry WHERE coalition_id = %s AND subject = %s'
QUIET_LATEST = f"{LATEST} AND kind NOT IN ({_ON_THE_WAY})"
APPENDED = f"""
    SELECT subject, MAX("index"), MAX(CASE WHEN kind IN ({_ON_THE_WAY}) THEN -1 ELSE "index" END) FROM proposals_entry
    WHERE coalition_id = %s AND "index" >= %s AND "index" < %s AND subject LIKE 'division:%%'
    GROUP BY subject
"""  # noqa: S608 (the kinds are words of ours)


class Ledgers(Protocol):
    """The ledgers of all coalitions, as far as a stream needs them; ids are texts here."""

    def heads(self) -> dict[str, int]:
        """The next index of each coalition's ledger."""

    def appended(self, coalition: str, start: int, end: int) -> dict[str, int]:
        """The last index of each division's entries in `[start, end)`, by subject and by subject heard quietly."""

    def latest(self, coalition: str, subject: str) -> int:
        """The index of the last entry about a subject; -1 when there is none."""

    def ended(self, sessions: set[str]) -> set[str]:
        """Those of the sessions that are no more."""

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
            rows = cursor.fetchall()
        last = {subject: index for subject, index, _quiet in rows}
        return last | {subject + QUIETLY: quiet for subject, _index, quiet in rows if quiet >= 0}

    def latest(self, coalition: str, subject: str) -> int:
        with connection.cursor() as cursor:
            sql = QUIET_LATEST if subject.endswith(QUIETLY) else LATEST
            cursor.execute(sql, [coalition, subject.removesuffix(QUIETLY)])
            (index,) = cursor.fetchone()
        return -1 if index is None else index

    def ended(self, sessions: set[str]) -> set[str]:
        held = Session.objects.filter(digest__in=sessions, expires_at__gt=timezone.now())
        return sessions - set(held.values_list("digest", flat=True))

    def reset(self) -> None:
        connection.close()


LAST_TOLD = "SELECT MAX(notice_id) FROM proposals_told"
LAST_OF = "SELECT MAX(notice_id) FROM proposals_told WHERE person_id = %s"
TOLD_SINCE = """
    SELECT person_id, MAX(notice_id) FROM proposals_told WHERE notice_id >= %s AND notice_id < %s GROUP BY person_id
"""
LATE = 500  # numbers looked back on: a notice may be committed after one with a greater number


class DatabaseInboxes(DatabaseLedgers):
    """The same of inboxes: one ledger for all, each person a subject.

    The number of the notice is the index, as the rows of the inbox have numbers that do not rise.
    """

    def heads(self) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(LAST_TOLD)
            return {"inbox": (cursor.fetchone()[0] or 0) + 1}

    def appended(self, coalition: str, start: int, end: int) -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(TOLD_SINCE, [start - LATE, end])
            return {f"person:{person}": last for person, last in cursor.fetchall()}

    def latest(self, coalition: str, subject: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(LAST_OF, [int(subject.partition(":")[2])])
            return cursor.fetchone()[0] or 0
