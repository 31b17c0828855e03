"""Commitments of FR towards a decision, and what their endpoints are tried with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from coalition import clock
from proposals.commitments.models import Commitment
from proposals.commitments.pledging import Pledge, pledge
from proposals.voting.models import Decision
from tests.factories import Body

DAY = timedelta(days=1)
LATER = "2031-03-03T09:00:00Z"


@dataclass(frozen=True)
class Pledging:
    """`own_rows`: one for each endpoint, since each uses its row up; `sent` is by name."""

    own_rows: dict[str, dict[str, int]]
    sent: dict[str, Any]


def a_commitment(body: Body, decision: Decision, code: str = "FR", days: float = 30, **words: Any) -> Commitment:
    """Pledge something towards the decision, due in so many days."""
    said = {"text": "Two batteries of air defence.", "due_at": clock.now() + days * DAY, **words}
    return pledge(decision=decision, member=body.members[code], words=Pledge(**said), by=body.heads[code]).commitment


def a_pledging(body: Body, decision: Decision) -> Pledging:
    """Make one commitment for each endpoint that is about one."""
    names = ("commitment-move", "commitment-fulfil", "commitment-withdraw")
    return Pledging(
        own_rows={name: {"<row:commitment>": a_commitment(body, decision).pk} for name in names},
        sent={
            "commitments": {"member": "FR", "text": "One frigate.", "due_at": LATER},
            "commitment-move": {"due_at": LATER},
            "commitment-withdraw": {"note": "The parliament did not agree."},
        },
    )
