"""The receipt that a mail carries: the promise that a leaf stands at its place, and its proof, as a file."""

from __future__ import annotations

import json

from coalition.models.procedure import Visibility
from proposals.drafting.naming import may_name
from proposals.ledger.models import Entry
from proposals.ledger.receipts import receipt_of
from proposals.notices.kinds import NoticeKind
from proposals.notices.models import Notice


def receipt_in(notice: Notice) -> tuple[str, str] | None:
    """Return the name and the text of the file that goes with the notice; None where none does.

    The entry in it says how the member voted. It leaves the house only where positions are open to every member and the
    title may leave too; else the receipt bears the leaf without it, which is proven just as well.
    """
    if notice.kind != NoticeKind.RECEIPT or notice.division is None or notice.proposal is None:
        return None
    entry = Entry.objects.get(coalition=notice.coalition_id, index=notice.details["entry"])
    document = receipt_of(entry)
    if notice.division.visibility != Visibility.OPEN or not may_name(notice.proposal):
        document["entry"] = None
    return f"{notice.coalition.slug}-receipt-{entry.index}.json", json.dumps(document, ensure_ascii=False, indent=2)
