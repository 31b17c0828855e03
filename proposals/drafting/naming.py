"""What may be named outside the house: mail, push, webhooks and calendars pass through servers of others."""

from __future__ import annotations

from proposals.drafting.marking import named_outside
from proposals.drafting.models import Proposal


def may_name(proposal: Proposal) -> bool:
    """Tell whether the proposal's title may leave the house, by its marking. Its number and its times always may."""
    return named_outside(proposal.marking)
