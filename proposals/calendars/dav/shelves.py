"""What a person's programs find: a calendar for each of their coalitions, and in it an object for each event."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from coalition.models import Coalition, Person
from coalition.permissions import coalitions_of
from proposals.calendars import ics
from proposals.calendars.dav.asking import Span
from proposals.calendars.events import Event, events_for
from proposals.calendars.wording import coalition_name, exercise

ROOT, PRINCIPAL, HOME = "/dav/", "/dav/me/", "/dav/calendars/"
FORMAT = 1  # raise it when the same event is written otherwise: programs then fetch it anew


@dataclass(frozen=True)
class Entry:
    """One event as an object of a calendar."""

    event: Event
    path: str
    tag: str
    base: str

    @property
    def content(self) -> str:
        """The object itself."""
        return ics.resource(self.event, self.base).decode()

    def within(self, span: Span) -> bool:
        """Tell whether it overlaps a stretch, as RFC 4791 section 9.9 has it."""
        event = self.event
        point = event.starts_at == event.ends_at
        after = span.start is None or (event.ends_at >= span.start if point else event.ends_at > span.start)
        return after and (span.end is None or event.starts_at < span.end)


@dataclass
class Shelf:
    """All that one person may read at one instant, in five queries however much it is."""

    person: Person
    now: datetime
    base: str

    @cached_property
    def coalitions(self) -> dict[str, Coalition]:
        """The person's coalitions, by slug."""
        return {each.slug: each for each in coalitions_of(self.person, self.now).order_by("slug")}

    @cached_property
    def entries(self) -> dict[str, list[Entry]]:
        """The objects of each calendar."""
        found: dict[str, list[Entry]] = {slug: [] for slug in self.coalitions}
        for event in events_for(self.person, self.now):
            slug = event.coalition.slug
            if slug in found:
                path = f"{HOME}{slug}/{event.name}.ics"
                found[slug].append(Entry(event, path, self._tag(event), self.base))
        return found

    def _tag(self, event: Event) -> str:
        said = (FORMAT, self.base, self.person.language, event.coalition.exercise, coalition_name(event.coalition))
        stands = (event.uid, event.sequence, event.changed_at, event.starts_at, event.ends_at, event.cancelled)
        named = event.title if event.leaves else ""
        return f'"{hashlib.sha256(repr((said, stands, named)).encode()).hexdigest()[:32]}"'


def display_name(coalition: Coalition) -> str:
    """Return what a calendar is called in a program: in an exercise that word comes first."""
    return " · ".join(part for part in (exercise(coalition), coalition_name(coalition)) if part)
