"""What changed since somebody last looked: the entries in their scope that they would want to hear of, by subject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from coalition.models import Coalition, Person
from proposals.ledger.models import Entry
from proposals.looking.models import Look
from proposals.scope import meetings_for
from proposals.voting.ledger_sight import entries_for, hidden

AWAY = timedelta(minutes=30)  # who comes back after so long is on another visit
NOTED_EVERY = timedelta(minutes=1)
MOST = 200  # entries looked through
KINDS = (
    *("proposal_created", "proposal_revised", "statement_made", "decision_marked", "decision_recorded"),
    *("division_opened", "division_extended", "division_annulled"),
    *("meeting_called", "meeting_amended", "meeting_cancelled", "agenda_changed"),
    *("minutes_circulated", "minutes_corrected", "minutes_adopted", "rules_put_in_force"),
)
OF_MEETINGS = ("meeting_called", "meeting_amended", "meeting_cancelled", "agenda_changed")


@dataclass(frozen=True)
class Change:
    """The last thing that happened about one subject, and how many there were."""

    entry: Entry
    count: int

    @property
    def about(self) -> tuple[str, int]:
        """The kind of row that it is about, and its number."""
        kind, _sep, number = self.entry.subject.partition(":")
        return kind, int(number) if number.isdecimal() else 0


def note_look(person: Person, coalition: Coalition, instant: datetime) -> Look:
    """Note that the person looks now; return since when they are told. It is on no record, and decides nothing."""
    end = _end(person, coalition, instant)
    look, new = Look.objects.get_or_create(
        person=person, coalition=coalition, defaults={"since": end, "seen": end, "seen_at": instant}
    )
    away = instant - look.seen_at
    if not new and away >= NOTED_EVERY:
        if away >= AWAY:
            look.since = look.seen
        look.seen, look.seen_at = end, instant
        look.save(update_fields=["since", "seen", "seen_at"])
    return look


def changes_since(since: int, person: Person, coalition: Coalition, instant: datetime) -> list[Change]:
    """Return what changed from entry `since` on, in the person's scope, by subject, the latest first."""
    rows = _seen_by(person, coalition, instant)
    found = list(rows.filter(index__gte=since, kind__in=KINDS).order_by("-index")[:MOST])
    return _by_subject(_readable(found, person, coalition, instant))


def _end(person: Person, coalition: Coalition, instant: datetime) -> int:
    """Return the number after the last entry that they may read: the record's own end would count hidden ballots."""
    last = _seen_by(person, coalition, instant).order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def _seen_by(person: Person, coalition: Coalition, instant: datetime) -> QuerySet[Entry]:
    return entries_for(person, coalition, instant).exclude(hidden(coalition, instant))


def _readable(found: list[Entry], person: Person, coalition: Coalition, instant: datetime) -> list[Entry]:
    """Leave out the meetings that the person was not called to: one in preparation is told of to nobody else."""
    if not any(entry.kind in OF_MEETINGS for entry in found):
        return found
    mine = meetings_for(person, instant).filter(coalition=coalition).values_list("pk", flat=True)
    subjects = {f"meeting:{pk}" for pk in mine}
    return [entry for entry in found if entry.kind not in OF_MEETINGS or entry.subject in subjects]


def _by_subject(found: Iterable[Entry]) -> list[Change]:
    counts: dict[str, int] = {}
    latest: dict[str, Entry] = {}
    for entry in found:
        counts[entry.subject] = counts.get(entry.subject, 0) + 1
        latest.setdefault(entry.subject, entry)
    return [Change(entry, counts[subject]) for subject, entry in latest.items()]
