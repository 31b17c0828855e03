"""Answering the call of a meeting: somebody comes, may come, or does not. It sets who is expected, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Invalid
from coalition.models import Delegate, Person
from coalition.permissions import Act, refuse
from coalition.permissions import require as require_right
from proposals.meetings.acting import record, under_lock
from proposals.meetings.models import Answer, Coming, Meeting
from proposals.meetings.states import State, require
from proposals.scope import meetings_for


def answer_call(*, meeting: Meeting, coming: Coming, by: Person, said_at: datetime | None = None) -> Answer:
    """Set what the person answers to the call of the meeting. The answer said last stands, in whatever order it comes.

    `said_at` is when it was said, for one that was under way; never later than now. Raises `NotAllowed` for somebody
    who was not called, `Conflict` for a meeting that is over or cancelled.
    """
    now = clock.now()
    require_right(by, meeting.coalition_id, Act.ANSWER_CALL, now)
    if not meetings_for(by, now).filter(pk=meeting.pk).exists():
        raise refuse(Act.ANSWER_CALL)
    if coming not in Coming.values:
        raise Invalid("unknown_answer", _("Choose one of the list."), field="coming")
    said = min(said_at or now, now)
    with under_lock(meeting) as (meeting, head):
        require(meeting, State.CALLED, State.LIVE)
        earlier = meeting.answers.filter(person=by).first()
        if earlier and (earlier.said_at >= said or earlier.coming == coming):
            return earlier
        answer, _made = meeting.answers.update_or_create(person=by, defaults={"coming": coming, "said_at": said})
        record(meeting, "call_answered", now, {"coming": Coming(coming).value, "by": [by.pk]}, head)
    return answer


@dataclass(frozen=True)
class Expected:
    """Who is expected: each member by the most hopeful answer of its delegates, and what one person answered."""

    members: dict[str, Coming]
    own: Coming | None

    def of(self, coming: Coming) -> list[str]:
        """Return the codes of the members that answered so."""
        return sorted(code for code, answer in self.members.items() if answer == coming)


def expected_at(meeting: Meeting, person: Person, instant: datetime) -> Expected:
    """Return who is expected at the meeting, by those who sit for a member at `instant`. Two queries."""
    answers = dict(meeting.answers.values_list("person_id", "coming"))
    seats = Delegate.objects.at(instant).filter(person_id__in=answers, member__coalition=meeting.coalition_id)
    told = [(code, Coming(answers[pk])) for code, pk in seats.values_list("member__code", "person_id")]
    own = answers.get(person.pk)
    return Expected(_most_hopeful(told), Coming(own) if own else None)


def _most_hopeful(told: Iterable[tuple[str, Coming]]) -> dict[str, Coming]:
    order = list(Coming)
    found: dict[str, Coming] = {}
    for code, coming in told:
        found[code] = min(found.get(code, coming), coming, key=order.index)
    return found
