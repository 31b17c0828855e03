"""The ledger handed to the coalition's own acts, which may not import it: see `coalition.recording`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from proposals.ledger.appending import append
from proposals.ledger.beginning import begin_ledger


def keep(*, coalition_id: int, kind: str, subject: str, at: datetime, body: Mapping[str, Any]) -> None:
    """Append one entry, to a ledger that begins with the coalition's founding."""
    begin_ledger(coalition_id)
    append(coalition_id=coalition_id, kind=kind, subject=subject, at=at, body=body)
