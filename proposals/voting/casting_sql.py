"""The plain SQL of casting. The ORM with its eight statements did a third of the casts per second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from coalition.clock import as_utc


@dataclass(frozen=True)
class Locked:
    """What casting must know about a division, read while it cannot be sealed."""

    opens_at: datetime
    closes_at: datetime
    sealed: bool


def lock_division(division_id: int) -> Locked:
    """Lock the division for share: others cast at once, sealing waits."""
    row = _row("SELECT opens_at, closes_at, sealed_at FROM proposals_division WHERE id = %s" + _share(), [division_id])
    assert row is not None, "divisions are never deleted"
    return Locked(as_utc(row[0]), as_utc(row[1]), row[2] is not None)


def lock_accreditation(member_id: int, person_id: int, at: datetime) -> int | None:
    """Lock the person's accreditation for the member that held at `at`: a revocation waits, or came first."""
    instant = connection.ops.adapt_datetimefield_value(at)
    row = _row(
        "SELECT id FROM coalition_accreditation WHERE member_id = %s AND person_id = %s"
        " AND starts_at <= %s AND (ends_at IS NULL OR ends_at > %s) ORDER BY id LIMIT 1" + _share(),
        [member_id, person_id, instant, instant],
    )
    return row[0] if row else None


def insert_ballot(
    *,
    division_id: int,
    member_id: int,
    position: str,
    actor_id: int,
    accreditation_id: int,
    received_at: datetime,
    entry_index: int,
    key: str,
    fingerprint: str,
) -> None:
    """Append the ballot. Raises `IntegrityError` when the actor has used the key before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO proposals_ballot (division_id, member_id, position, actor_id, accreditation_id, received_at,"
            " entry_index, key, fingerprint) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                division_id,
                member_id,
                position,
                actor_id,
                accreditation_id,
                connection.ops.adapt_datetimefield_value(received_at),
                entry_index,
                key,
                fingerprint,
            ],
        )


def _share() -> str:
    return " FOR SHARE" if connection.vendor == "postgresql" else ""


def _row(sql: str, parameters: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
