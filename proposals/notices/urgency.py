"""What kind of vote it is, as far as telling goes: where nobody votes, where nobody misses it, in an emergency."""

from __future__ import annotations

from coalition.models.procedure import BY_OBJECTION, Procedure
from proposals.voting.models import Division

UNMISSED = BY_OBJECTION | {Procedure.ENDORSEMENT}  # doing nothing is an answer there, and never a missed vote


def cannot_be_missed(division: Division) -> bool:
    """Tell whether nobody can miss this vote: who says nothing consents, or does not take part."""
    return division.procedure in UNMISSED


def is_urgent(division: Division) -> bool:
    """Tell whether the vote is held in an emergency, for which nobody is left to sleep."""
    return bool(division.emergency)
