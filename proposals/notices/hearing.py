"""How a person wants to hear: which channels, when, and whether one by one or once a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from coalition.models import Person
from proposals.notices.channels import Channel
from proposals.notices.kinds import ON_REQUEST, PROMPT, NoticeKind
from proposals.notices.models import Notice, Preference
from proposals.notices.quiet import next_at, quiet_until
from proposals.words import times


@dataclass(frozen=True)
class When:
    """When a delivery may go out, and whether with the others of its day."""

    due_at: datetime
    digest: bool = False


@dataclass(frozen=True)
class Hearing:
    """A person's preferences, or what holds where there are none."""

    zone: ZoneInfo
    silenced: dict[str, list[str]]
    quiet: tuple[time, time] | None = None
    last_call: bool = True
    digest_at: time | None = None
    receipts: bool = False

    def wants(self, channel: Channel, kind: str) -> bool:
        """Tell whether the person hears of this kind on this channel."""
        if kind in ON_REQUEST:
            return self.receipts and channel.name == ON_REQUEST[NoticeKind(kind)]
        return not channel.chosen or channel.name not in self.silenced.get(kind, ())

    def when(self, channel: Channel, notice: Notice, instant: datetime) -> When:
        """Return when it goes out. An emergency waits for nothing, and a test was asked for."""
        if notice.urgent or not channel.waits or notice.kind == NoticeKind.TEST:
            return When(instant)
        if self.digest_at and channel.digests and notice.kind not in PROMPT and not self._would_miss(notice, instant):
            return When(next_at(instant, self.digest_at, self.zone), digest=True)
        return When(self._after_quiet(notice, instant))

    def _after_quiet(self, notice: Notice, instant: datetime) -> datetime:
        ends = quiet_until(instant, *self.quiet, self.zone) if self.quiet else None
        if ends is None or (self.last_call and notice.due_at and instant < notice.due_at <= ends):
            return instant
        return ends

    def _would_miss(self, notice: Notice, instant: datetime) -> bool:
        """Whether the digest would come only after the deadline that it should tell of."""
        assert self.digest_at is not None
        return bool(notice.due_at and instant < notice.due_at <= next_at(instant, self.digest_at, self.zone))


def hearing_of(person: Person, kept: Preference | None) -> Hearing:
    """Return how the person wants to hear."""
    if kept is None:
        return Hearing(zone_of(person), {})
    quiet = (kept.quiet_from, kept.quiet_until) if kept.quiet_from and kept.quiet_until else None
    return Hearing(zone_of(person), kept.silenced, quiet, kept.last_call, kept.digest_at, kept.receipts)


def hearings(people: Collection[Person]) -> dict[int, Hearing]:
    """Return how each of them wants to hear, in one query."""
    kept = {row.person_id: row for row in Preference.objects.filter(person__in=[person.pk for person in people])}
    return {person.pk: hearing_of(person, kept.get(person.pk)) for person in people}


def zone_of(person: Person) -> ZoneInfo:
    """Return the person's own zone; UTC where there is no such zone."""
    return times.zone_of(person.time_zone)
