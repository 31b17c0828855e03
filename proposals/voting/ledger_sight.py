"""What a person may read of a ledger. Entries about a vote with hidden ballots are read by nobody before it ends."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from coalition.models import Coalition, Person
from coalition.models.procedure import Visibility
from coalition.permissions import reads_everything
from proposals.ledger.kinds import KINDS
from proposals.ledger.models import Entry
from proposals.scope import divisions_for, proposals_for
from proposals.voting.models import Division
from proposals.voting.states import State, divisions_in

_CAST = ("ballot_cast", "ballot_refused", "proxy_given", "proxy_revoked")
_NOTED = ("note_recorded", "note_refused", "note_countersigned", "note_contested")
ON_THE_WAY = (*_CAST, *_NOTED)  # what observers do not read
TOLD = [kind for kind, words in KINDS.items() if words.told]


def entries_for(person: Person, coalition: Coalition, instant: datetime) -> QuerySet[Entry]:
    """Return the entries in the person's scope, hidden ones included: a hidden entry's number is all that is shown.

    Of a vote that only the chair sees not even the number is listed before it is decided: it would be a ballot's.
    An observer reads those about what is released, and of hidden votes not even numbers; of votes the counted roll
    call alone, which the decision holds, and not what was changed, refused or lent on the way to it.
    """
    rows = Entry.objects.filter(coalition=coalition).exclude(_about(coalition, instant, [Visibility.CHAIR]))
    if reads_everything(person, coalition, instant):
        return rows
    return rows.filter(subject__in=_released(person, coalition, instant)).exclude(
        hidden(coalition, instant) | Q(kind__in=ON_THE_WAY)
    )


def hidden(coalition: Coalition, instant: datetime) -> Q:
    """Return the condition that an entry is not read yet: it is about a vote with hidden ballots, not decided yet.

    What opens or moves such a vote is told; all else about it could tell who has voted, or that somebody changed.
    """
    return _about(coalition, instant, [Visibility.ON_CLOSING, Visibility.CHAIR])


def _about(coalition: Coalition, instant: datetime, visibilities: list[Visibility]) -> Q:
    running = Division.objects.filter(~divisions_in(State.DECIDED, instant), visibility__in=visibilities)
    subjects = [f"division:{pk}" for pk in running.filter(coalition=coalition).values_list("pk", flat=True)]
    return Q(subject__in=subjects) & ~Q(kind__in=TOLD)


def _released(person: Person, coalition: Coalition, instant: datetime) -> list[str]:
    """Return the subjects that an observer reads about."""
    proposals = proposals_for(person, instant).filter(coalition=coalition).values_list("pk", flat=True)
    divisions = divisions_for(person, instant).filter(coalition=coalition).values_list("pk", flat=True)
    return [f"proposal:{pk}" for pk in proposals] + [f"division:{pk}" for pk in divisions]
