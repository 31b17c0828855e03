"""Reads: what awaits a second person, each act said in a sentence, in as many queries for one as for a hundred."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from coalition.four_eyes import kind_named
from coalition.known import Known, in_utc, known_in
from coalition.models import Coalition, PendingAct, Person
from coalition.permissions import Standing, table_allows


@dataclass(frozen=True)
class Awaited:
    """One act as its readers see it. `settles`: whether the reader may confirm or decline it; `own`: asked for it."""

    pending: PendingAct
    title: str
    sentence: str
    note: str
    asked_by: str
    settles: bool
    own: bool


def unsettled(coalition: Coalition, instant: datetime) -> list[PendingAct]:
    """Return the acts that can still be confirmed, the one that lapses first, first."""
    rows = coalition.pending_acts.filter(settlement="", expires_at__gt=instant)
    return list(rows.select_related("coalition").order_by("expires_at", "pk"))


def told(
    rows: Iterable[PendingAct],
    coalition: Coalition,
    person: Person,
    held: frozenset[Standing],
    say: Callable[[datetime], str] = in_utc,
) -> list[Awaited]:
    """Return the acts as `person`, who has the standings `held`, reads them: those that are of their table."""
    seen = [row for row in rows if table_allows(held, kind_named(row.kind).act)]
    known = known_in(coalition, {each for row in seen for each in _people(row)}, say)
    return [_told(row, person, known) for row in seen]


def _people(pending: PendingAct) -> set[int]:
    named = pending.arguments.get("person")
    return {pending.asked_by_id, *([named] if named else [])}


def _told(pending: PendingAct, person: Person, known: Known) -> Awaited:
    kind, own = kind_named(pending.kind), pending.asked_by_id == person.pk
    return Awaited(
        pending=pending,
        title=str(kind.title),
        sentence=kind.sentence(pending.arguments, known),
        note=pending.arguments.get("note", ""),
        asked_by=known.person(pending.asked_by_id),
        settles=not own and not pending.settlement,
        own=own,
    )
