"""The entries of amendments in the ledger: hashes and numbers, no words."""

from __future__ import annotations

from datetime import datetime

from proposals.amendments.models import Amendment
from proposals.ledger.appending import Head, append


def record_amendment(amendment: Amendment, kind: str, at: datetime, head: Head | None = None, **more: object) -> None:
    """Append an entry about an amendment, inside the transaction under way."""
    proposal = amendment.proposal
    append(
        coalition_id=proposal.coalition_id,
        kind=kind,
        subject=f"proposal:{proposal.pk}",
        at=at,
        body={
            "proposal": proposal.symbol,
            "amendment": amendment.number,
            "member": amendment.member.code,
            "text_hash": amendment.text_hash,
            **more,
        },
        head=head,
    )
