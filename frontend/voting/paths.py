"""The votes that led to this one, as one path: circles, a vote held again, a silence on an earlier text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.decisions.reads import verdict_of
from proposals.voting.models import Division, StopReason
from proposals.voting.states import State, state_of

MOST = 12  # steps told; a text that was voted on more often has its own page
ENDED = {
    State.ANNULLED: gettext_lazy("annulled"),
    State.OPEN: gettext_lazy("open"),
    State.COUNTING: gettext_lazy("closed, counting"),
}


@dataclass(frozen=True)
class Step:
    """One earlier vote on the same proposal: who was on its roll, and how it ended."""

    division: Division
    body: str
    ended: str


def earlier_votes(division: Division, now: datetime) -> list[Step]:
    """The chain of votes that this one follows, the first first, in one query."""
    if division.after_id is None:
        return []
    rows = Division.objects.filter(proposal_id=division.proposal_id, pk__lt=division.pk)
    by_pk = {row.pk: row for row in rows.select_related("revision", "decision").order_by("pk")}
    chain: list[Step] = []
    row = by_pk.get(division.after_id)
    while row is not None and len(chain) < MOST:
        chain.append(Step(row, row.body, how_it_ended(row, now)))
        row = by_pk.get(row.after_id) if row.after_id else None
    return chain[::-1]


def how_it_ended(division: Division, now: datetime) -> str:
    """How a vote ended, in a few words."""
    state = state_of(division, now)
    if state is State.DECIDED:
        return verdict_of(division.decision).words
    if state is State.STOPPED:
        return _("stopped: %(reason)s") % {"reason": StopReason(division.stopped_because).label}
    return str(ENDED[state])
