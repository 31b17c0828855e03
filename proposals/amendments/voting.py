"""What is voted on next: an appeal first, then the amendments and parts in their order, then the whole as amended."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from coalition.errors import Conflict
from coalition.models import PendingAct
from proposals.amendments.models import Amendment, OrderRuling
from proposals.amendments.ordering import in_order, standing_ruling
from proposals.drafting.models import Proposal
from proposals.voting.models import Division
from proposals.voting.opening import Question, ask_to_open, open_division


def next_question(proposal: Proposal) -> Amendment | OrderRuling | None:
    """Return what is put to the vote next; None: the whole text."""
    ruling = standing_ruling(proposal)
    if ruling is not None and ruling.under_appeal:
        return ruling
    waiting = in_order(proposal)
    return waiting[0] if waiting else None


def open_next(*, proposal: Proposal, **terms: Any) -> Division:
    """Open the vote on what comes next before the whole; `terms` are those of `open_division`. Raises as it does."""
    return open_division(proposal=proposal, question=_question(proposal), **terms)


def ask_to_open_next(*, proposal: Proposal, **terms: Any) -> PendingAct:
    """Ask for that vote, where opening takes two people."""
    return ask_to_open(proposal=proposal, question=_question(proposal), **terms)


def _question(proposal: Proposal) -> Question:
    found = next_question(proposal)
    if found is None:
        raise Conflict("nothing_before_the_whole", _("No amendment awaits a vote: put the whole text to it."))
    if isinstance(found, OrderRuling):
        return Question(found.question, procedural=True)
    return Question(found.question, text_hash=found.text_hash)
