"""Enacting: what was adopted on the rules of procedure becomes their next version, once.

One change is voted on at a time: the next one is written against what the one before made of the rules.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.changing_rules import put_adopted_in_force
from coalition.errors import Conflict
from coalition.models import RulesOfProcedure
from coalition.models.procedure import Procedure
from coalition.procedure import AMENDING
from coalition.rolls import lock_roll
from coalition.rules.results import Result
from coalition.writing import write_transaction
from proposals.drafting.models import Proposal
from proposals.voting.models import Decision, Division


def enact(*, decision: Decision) -> RulesOfProcedure | None:
    """Put in force what the decision changes in the rules of procedure. Returns None where that is done already."""
    division = decision.division
    with write_transaction():
        lock_roll(decision.coalition_id)
        if version_of(decision) is not None:
            return None
        return put_adopted_in_force(
            coalition=decision.coalition, text=division.revision.text, decision=decision.symbol, at=clock.now()
        )


def version_of(decision: Decision) -> RulesOfProcedure | None:
    """Return the version of the rules of procedure that the decision made; None where it made none yet."""
    made = RulesOfProcedure.objects.filter(coalition=decision.coalition_id, adopted_by=decision.symbol)
    return made.first()


def unenacted() -> list[Decision]:
    """Return the decisions that changed rules of procedure and are not in force yet, the first first."""
    found = Decision.objects.filter(
        division__subject=AMENDING, division__question="", result=Result.ADOPTED.value
    ).exclude(division__procedure=Procedure.INDICATIVE)
    decisions = found.select_related("coalition", "division__revision").order_by("decided_at", "pk")
    return [decision for decision in decisions if version_of(decision) is None]


def check_no_other_change(proposal: Proposal) -> None:
    """Raise `Conflict` while another change of the rules of procedure is voted on, or adopted and not in force yet."""
    votes = Division.objects.filter(coalition=proposal.coalition_id, subject=AMENDING, question="")
    undecided = votes.filter(annulled_at__isnull=True, stopped_at__isnull=True, decision__isnull=True)
    waiting = any(decision.coalition_id == proposal.coalition_id for decision in unenacted())
    if waiting or undecided.exclude(proposal=proposal).exists():
        raise Conflict(
            "other_change_first", _("Another change of the rules of procedure is being decided: this one follows it.")
        )
