"""What stands in a calendar, as one person may read it at one instant: votes by their deadline, meetings, and the
commitments of one's own delegations by their date.

Feeds, CalDAV, the API and single files all show these events, so that one deadline is the same instant everywhere.
Nothing here knows who has voted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Max, Q

from coalition.models import Coalition, Member, Person
from coalition.models.procedure import Procedure
from proposals.commitments.models import Commitment, State
from proposals.commitments.reading import commitments_for, own_commitments
from proposals.drafting.naming import may_name
from proposals.ledger.models import Entry
from proposals.meetings.models import Meeting
from proposals.scope import divisions_for, meetings_for
from proposals.voting.models import Division

BACK = timedelta(days=180)  # how far a calendar reaches into the past; what is to come is in it however far off
MOST = 500  # events of one sort; the latest ones
CHANGES = ("division_opened", "division_extended", "division_annulled")  # kinds of entries that change a deadline


class Kind(StrEnum):
    """What an event is."""

    VOTE = "vote"
    MEETING = "meeting"
    COMMITMENT = "commitment"


class Ended(StrEnum):
    """Why an event is not held as it was called."""

    ANNULLED = "annulled"
    EARLY = "early"  # an objection or a member's call ended the vote before its deadline
    CANCELLED = "cancelled"
    FULFILLED = "fulfilled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Event:
    """One instant or stretch of time, as people put it in a calendar.

    `title` is what is read inside the house; `leaves` tells whether it may be in what goes out of it.
    """

    kind: Kind
    id: int
    coalition: Coalition
    number: str
    title: str
    leaves: bool
    starts_at: datetime
    ends_at: datetime
    first_at: datetime  # when the event came to be: with the number it makes an identity that no other event has
    changed_at: datetime
    sequence: int
    ended: str  # why it is not held as it was called: a value of `Ended`; empty where it is
    path: str
    silence: bool = False  # a deadline at which saying nothing becomes consent

    @property
    def cancelled(self) -> bool:
        """Whether nobody needs to be there any more."""
        return bool(self.ended)

    @property
    def name(self) -> str:
        """Its name in addresses: `vote-12`."""
        return f"{self.kind}-{self.id}"

    @property
    def uid(self) -> str:
        """Its identity in every calendar, which never changes."""
        return f"{self.name}-{self.first_at:%Y%m%dT%H%M%S%f}@{self.coalition.slug}.concert"


@dataclass(frozen=True)
class Wanted:
    """Which events: of one coalition, on a member's roll, one meeting or vote, in [start, end)."""

    coalition: Coalition | None = None
    member: Member | None = None
    meeting: int | None = None
    division: int | None = None
    start: datetime | None = None
    end: datetime | None = None


def events_for(person: Person, instant: datetime, wanted: Wanted | None = None) -> list[Event]:
    """Return the events that the person may read at `instant`, by time, in four queries however many they are."""
    wanted = wanted or Wanted()
    votes = [] if wanted.meeting else _votes(person, instant, wanted)
    meetings = [] if wanted.division else _meetings(person, instant, wanted)
    pledged = [] if wanted.meeting or wanted.division else _commitments(person, instant, wanted)
    return sorted([*votes, *meetings, *pledged], key=lambda event: (event.starts_at, event.name))


def event_of(meeting: Meeting) -> Event:
    """Return a meeting that was called, as an event."""
    return Event(
        kind=Kind.MEETING,
        id=meeting.pk,
        coalition=meeting.coalition,
        number=str(meeting.number),
        title=meeting.title,
        leaves=False,  # no marking says yet that a meeting's title may be read by anybody
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        first_at=meeting.called_at,
        changed_at=meeting.changed_at,
        sequence=meeting.version,
        ended=Ended.CANCELLED if meeting.cancelled_at else "",
        path=f"/{meeting.coalition.slug}/meetings/{meeting.number}/",
    )


def _votes(person: Person, instant: datetime, wanted: Wanted) -> list[Event]:
    rows = divisions_for(person, instant).select_related("coalition", "proposal")
    rows = rows.filter(_limits(wanted, wanted.division)).filter(_during("closes_at", "closes_at", wanted, instant))
    rows = rows.defer("rule", "facts", "accepted") if wanted.member else rows.defer("rule", "roll", "facts", "accepted")
    found = list(rows.order_by("-closes_at", "-pk")[:MOST])
    if wanted.member:
        found = [row for row in found if wanted.member.code in _codes(row)]
    changes = _changes_of(found)
    return [_vote(row, *changes.get(f"division:{row.pk}", (0, row.opens_at)), instant) for row in found]


def _meetings(person: Person, instant: datetime, wanted: Wanted) -> list[Event]:
    rows = meetings_for(person, instant).filter(published_at__isnull=False).select_related("coalition")
    rows = rows.filter(_limits(wanted, wanted.meeting)).filter(_during("starts_at", "ends_at", wanted, instant))
    return [event_of(row) for row in rows.order_by("-starts_at", "-pk")[:MOST]]


def _commitments(person: Person, instant: datetime, wanted: Wanted) -> list[Event]:
    """Those of the person's own delegations: what others pledged is theirs to remember."""
    if wanted.member:
        rows = commitments_for(person, instant).filter(member=wanted.member)
    else:
        rows = own_commitments(person, instant)
    if wanted.coalition:
        rows = rows.filter(decision__coalition=wanted.coalition)
    rows = rows.filter(_during("due_at", "due_at", wanted, instant))
    related = rows.select_related("decision__coalition", "decision__division__proposal")
    heavy = [f"decision__{name}" for name in ("outcome", "ballots", "rule", "roll", "division__rule", "division__roll")]
    return [_commitment(row) for row in related.defer(*heavy).order_by("-due_at", "-pk")[:MOST]]


def _commitment(made: Commitment) -> Event:
    decision, proposal = made.decision, made.decision.division.proposal
    ended = {State.FULFILLED: Ended.FULFILLED, State.WITHDRAWN: Ended.WITHDRAWN}
    return Event(
        kind=Kind.COMMITMENT,
        id=made.pk,
        coalition=decision.coalition,
        number=decision.symbol,
        title=proposal.title,
        leaves=may_name(proposal),
        starts_at=made.due_at,
        ends_at=made.due_at,
        first_at=made.made_at,
        changed_at=made.changed_at,
        sequence=made.moves + (not made.stands),
        ended=ended.get(State(made.state), ""),
        path=f"/{decision.coalition.slug}/decisions/{decision.symbol}/#commitments",
    )


def _vote(division: Division, changes: int, changed_at: datetime, instant: datetime) -> Event:
    proposal = division.proposal
    early = [at for at in (division.broken_at, division.stopped_at) if at and at <= instant]
    return Event(
        kind=Kind.VOTE,
        id=division.pk,
        coalition=division.coalition,
        number=proposal.symbol,
        title=proposal.title,
        leaves=may_name(proposal),
        starts_at=division.closes_at,
        ends_at=division.closes_at,
        first_at=division.opens_at,
        changed_at=max([changed_at, *early]),
        sequence=max(changes - 1, 0) + len(early),
        ended=Ended.ANNULLED if division.annulled_at else Ended.EARLY if early else "",
        path=f"/{division.coalition.slug}/votes/{division.pk}/",
        silence=division.procedure == Procedure.SILENCE,
    )


def _changes_of(divisions: Iterable[Division]) -> dict[str, tuple[int, datetime]]:
    """How often each vote's deadline was set, and when last, from the record, which knows every change of it."""
    subjects = {f"division:{division.pk}" for division in divisions}
    if not subjects:
        return {}
    coalitions = {division.coalition_id for division in divisions}
    entries = Entry.objects.filter(coalition__in=coalitions, subject__in=subjects, kind__in=CHANGES).order_by()
    counted = entries.values("subject").annotate(changes=Count("index"), last=Max("at"))
    return {row["subject"]: (row["changes"], row["last"]) for row in counted}


def _codes(division: Division) -> set[str]:
    return set(division.roll["members"])


def _limits(wanted: Wanted, pk: int | None) -> Q:
    coalition = wanted.member.coalition if wanted.member else wanted.coalition
    limits = Q(coalition=coalition) if coalition else Q()
    return limits & Q(pk=pk) if pk else limits


def _during(starts: str, ends: str, wanted: Wanted, instant: datetime) -> Q:
    """What overlaps [start, end); a deadline, which takes no time, is in it from `start` on."""
    if wanted.meeting or wanted.division:
        return Q()
    start = wanted.start or instant - BACK
    after = Q(**{f"{ends}__gte": start}) if starts == ends else Q(**{f"{ends}__gt": start})
    return after & Q(**{f"{starts}__lt": wanted.end}) if wanted.end else after
