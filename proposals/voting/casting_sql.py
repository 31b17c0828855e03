"""The plain SQL of casting. The ORM with its eight statements did a third of the casts per second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from coalition.clock import as_utc
from proposals.voting.models import Ballot


@dataclass(frozen=True)
class Locked:
    """What casting must know about a division, read while it cannot be sealed."""

    opens_at: datetime
    closes_at: datetime
    sealed: bool
    annulled: bool
    stopped: bool
    broken_at: datetime | None


def lock_division(division_id: int, *, alone: bool = False) -> Locked:
    """Lock the division for share: others cast at once, sealing waits. `alone`: others wait too, as it will change."""
    row = _row(
        "SELECT opens_at, closes_at, sealed_at, annulled_at, stopped_at, broken_at FROM proposals_division"
        " WHERE id = %s" + (_alone() if alone else _share()),
        [division_id],
    )
    assert row is not None, "divisions are never deleted"
    opens_at, closes_at, sealed_at, annulled_at, stopped_at, broken_at = row
    return Locked(
        opens_at=as_utc(opens_at),
        closes_at=as_utc(closes_at),
        sealed=sealed_at is not None,
        annulled=annulled_at is not None,
        stopped=stopped_at is not None,
        broken_at=as_utc(broken_at) if broken_at else None,
    )


def end_at(division_id: int, at: datetime) -> None:
    """End a division that an objection received at `at` ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE proposals_division SET broken_at = %s WHERE id = %s",
            [connection.ops.adapt_datetimefield_value(at), division_id],
        )


def lock_accreditation(member_id: int, person_id: int, at: datetime) -> int | None:
    """Lock the person's accreditation for the member that held at `at`: a revocation waits, or came first."""
    instant = connection.ops.adapt_datetimefield_value(at)
    row = _row(
        "SELECT id FROM coalition_accreditation WHERE member_id = %s AND person_id = %s"
        " AND starts_at <= %s AND (ends_at IS NULL OR ends_at > %s) ORDER BY id LIMIT 1" + _share(),
        [member_id, person_id, instant, instant],
    )
    return row[0] if row else None


def lock_proxy(division_id: int, principal_id: int, holder_id: int, at: datetime) -> tuple[int, int] | None:
    """Lock the proxy by which the holder votes for the principal at `at`; return its id and its entry's index.

    Revoking it waits until this ballot is in, or came first: then it is gone, even for a ballot received before.
    """
    instant = connection.ops.adapt_datetimefield_value(at)
    row = _row(
        "SELECT id, entry_index FROM proposals_proxy WHERE division_id = %s AND principal_id = %s AND holder_id = %s"
        " AND given_at <= %s AND revoked_at IS NULL ORDER BY id LIMIT 1" + _share(),
        [division_id, principal_id, holder_id, instant],
    )
    return (row[0], row[1]) if row else None


def is_used(actor_id: int, key: str) -> bool:
    """Tell whether the actor has used the key. It seldom has, and every cast asks."""
    return _row("SELECT 1 FROM proposals_ballot WHERE actor_id = %s AND key = %s", [actor_id, key]) is not None


def insert_ballot(ballot: Ballot) -> None:
    """Append a new ballot, and give it its id. Raises `IntegrityError` when the actor has used the key before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO proposals_ballot (division_id, member_id, position, actor_id, accreditation_id, proxy_id,"
            " signed_with_id, received_at, entry_index, key, fingerprint)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
            [
                ballot.division_id,
                ballot.member_id,
                ballot.position,
                ballot.actor_id,
                ballot.accreditation_id,
                ballot.proxy_id,
                ballot.signed_with_id,
                connection.ops.adapt_datetimefield_value(ballot.received_at),
                ballot.entry_index,
                ballot.key,
                ballot.fingerprint,
            ],
        )
        ballot.pk = cursor.fetchone()[0]
    ballot._state.adding, ballot._state.db = False, connection.alias


def _share() -> str:
    return " FOR SHARE" if connection.vendor == "postgresql" else ""


def _alone() -> str:
    return " FOR NO KEY UPDATE" if connection.vendor == "postgresql" else ""


def _row(sql: str, parameters: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
