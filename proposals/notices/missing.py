"""Whose vote is missing, now or after the deadline, and who missed the one before as well."""

from __future__ import annotations

from collections.abc import Collection

from proposals.notices.urgency import UNMISSED
from proposals.voting.models import Ballot, Decision, Division


def missing(division: Division) -> set[str]:
    """Return the members that vote in the division and of which no ballot was received."""
    in_time = Ballot.objects.filter(division=division, received_at__lt=division.closes_at)
    return electors(division) - set(in_time.values_list("member__code", flat=True))


def electors(division: Division) -> set[str]:
    """Return the members that vote in it: those of its roll that are not suspended."""
    return set(division.roll["members"]) - set(division.roll["suspended"])


def missed_again(decision: Decision) -> list[str]:
    """Return the members that missed this vote, and the one decided before in which they could vote."""
    division = decision.division
    now_missing = electors(division) - set(decision.ballots)
    earlier = Decision.objects.filter(coalition=decision.coalition_id, pk__lt=decision.pk)
    earlier = earlier.exclude(division__procedure__in=UNMISSED).select_related("division").order_by("-pk")
    return sorted(_missing_in_their_last(now_missing, list(earlier[:RECENT])))


RECENT = 20  # decisions looked back on; whoever was on no roll for so long begins anew


def _missing_in_their_last(codes: Collection[str], earlier: Collection[Decision]) -> set[str]:
    found, left = set(), set(codes)
    for decision in earlier:
        could = left & electors(decision.division)
        found |= could - set(decision.ballots)
        left -= could
    return found
