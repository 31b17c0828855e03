"""What every act on a meeting has in common: who may, under which lock, and its entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from coalition.models import Coalition, Person
from coalition.permissions import Act, require
from coalition.writing import write_transaction
from proposals.ledger.appending import Head, append, lock_head
from proposals.meetings.models import Meeting


def check_runs(by: Person, coalition: Coalition | int, now: datetime) -> None:
    """Raise `NotAllowed` unless the person runs the coalition's meetings."""
    require(by, coalition, Act.RUN_MEETINGS, now)


@contextmanager
def under_lock(meeting: Meeting) -> Iterator[tuple[Meeting, Head]]:
    """Give the meeting as it stands under the lock that orders all acts of its coalition, and the ledger's end."""
    with write_transaction():
        head = lock_head(meeting.coalition_id)
        yield Meeting.objects.select_related("coalition").get(pk=meeting.pk), head


def record(meeting: Meeting, kind: str, at: datetime, body: Mapping[str, Any], head: Head) -> None:
    """Append the act's entry: the last thing in its transaction."""
    append(
        coalition_id=meeting.coalition_id,
        kind=kind,
        subject=f"meeting:{meeting.pk}",
        at=at,
        body={"meeting": meeting.number, **body},
        head=head,
    )
