"""Refusals that go on record: a late or revoked cast, a note that came too late, is an entry, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from coalition.errors import Conflict, NotAllowed
from coalition.models import Member
from coalition.writing import write_transaction
from proposals.ledger.appending import append
from proposals.ledger.canonical import timestamp
from proposals.voting.models import Division

LOCK_TIMEOUT = 2.0  # seconds, as casting waits


CAST, NOTE = "ballot_refused", "note_refused"  # the kinds of entries


class Refusal(Exception):
    """Rolls the act back; `record` then writes that it was refused, and `error` is what its caller is told.

    `said` is what the entry says besides: under which accreditation it was cast, or who recorded a note.
    """

    def __init__(self, reason: str, said: Mapping[str, object], error: Conflict | NotAllowed, kind: str = CAST) -> None:
        super().__init__(reason)
        self.reason = reason
        self.said = said
        self.error = error
        self.kind = kind

    def record(self, division: Division, member: Member, received_at: datetime, *, at: datetime | None = None) -> None:
        """Append the refusal entry, in a transaction of its own: as of `at`, or its receipt. It is told to nobody."""
        said = {**self.said, "member": member.code, "reason": self.reason, "received_at": timestamp(received_at)}
        with write_transaction(lock_timeout=LOCK_TIMEOUT):
            append(
                coalition_id=division.coalition_id,
                kind=self.kind,
                subject=f"division:{division.pk}",
                at=at or received_at,
                body=said,
                announce=False,
            )
