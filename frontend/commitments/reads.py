"""What members pledged towards a decision, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from frontend.access import Here
from frontend.words.members import Name, name_of
from proposals.commitments.models import Commitment, State
from proposals.voting.models import Decision


@dataclass(frozen=True)
class Promise:
    """One commitment as it is read."""

    made: Commitment
    name: Name
    overdue: bool
    own: bool

    @property
    def css(self) -> str:
        """The look of its badge."""
        if self.overdue:
            return "warn"
        return {State.FULFILLED: "yes", State.WITHDRAWN: "draft"}.get(State(self.made.state), "")

    @property
    def icon(self) -> str:
        """Its badge's sign: the look is never the only one to say it."""
        if self.overdue:
            return "i-warn"
        return {State.FULFILLED: "i-ok", State.WITHDRAWN: "i-x"}.get(State(self.made.state), "i-clock")

    @property
    def may_act(self) -> bool:
        """Whether the reader answers for it, and it still stands."""
        return self.own and self.made.stands


def promises_of(here: Here, decision: Decision) -> list[Promise]:
    """The commitments towards the decision, the one that is due first first; one question, however many."""
    own = {member.pk for member in here.votes_for}
    rows = decision.commitments.select_related("member")
    return [Promise(row, name_of(row.member), row.is_overdue_at(here.now), row.member_id in own) for row in rows]
