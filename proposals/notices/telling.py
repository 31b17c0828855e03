"""Telling: a notice into inboxes and on its way by every channel, in one transaction and so many queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Q

from coalition.models import Person
from coalition.writing import write_transaction
from proposals.commitments.models import Commitment
from proposals.drafting.models import Proposal
from proposals.meetings.models import Meeting
from proposals.notices.channels import channels
from proposals.notices.hearing import Hearing, hearings
from proposals.notices.kinds import NoticeKind
from proposals.notices.models import Address, Delivery, Notice, Told
from proposals.outbox.models import OutboxEvent
from proposals.statements.models import Statement
from proposals.voting.models import Division

BATCH = 500  # rows of one INSERT: SQLite takes a bounded number of values


@dataclass(frozen=True)
class News:
    """What is to be told. `key` is its name within the coalition: what has been told under it is not told again."""

    kind: NoticeKind
    key: str
    coalition_id: int
    event: OutboxEvent | None = None
    proposal: Proposal | None = None
    division: Division | None = None
    meeting: Meeting | None = None
    statement: Statement | None = None
    commitment: Commitment | None = None
    due_at: datetime | None = None
    details: dict[str, Any] = field(default_factory=dict)
    urgent: bool = False


def tell(news: News, people: Sequence[Person], now: datetime) -> Notice | None:
    """Put it into the inboxes of `people`, who may read it, and on its way; None where an event concerns nobody.

    What time brought is noted even where it concerns nobody, else it would be asked again at each tick. Called within
    a transaction. Raises `IntegrityError` when it was told before: the transaction is to be given up.
    """
    if news.event and not people:
        return None
    notice = Notice.objects.create(
        kind=news.kind,
        key=news.key,
        coalition_id=news.coalition_id,
        event=news.event,
        proposal=news.proposal,
        division=news.division,
        meeting=news.meeting,
        statement=news.statement,
        commitment=news.commitment,
        due_at=news.due_at,
        details=news.details,
        urgent=news.urgent,
        made_at=now,
    )
    told = [Told(notice=notice, person=person, event=news.event, told_at=now) for person in people]
    Told.objects.bulk_create(told, batch_size=BATCH)
    Delivery.objects.bulk_create(_deliveries(notice, people, now), batch_size=BATCH)
    return notice


def tell_once(news: News, people: Sequence[Person], now: datetime) -> int:
    """Tell it in a transaction of its own, unless another worker just did; return how many notices that made."""
    with suppress(IntegrityError), write_transaction():
        return int(tell(news, people, now) is not None)
    return 0


def _deliveries(notice: Notice, people: Sequence[Person], now: datetime) -> Iterator[Delivery]:
    heard, addresses = hearings(people), _addresses(notice, people, now)
    for person in people:
        for name, channel in channels().items():
            wanted = channel.ready() and heard[person.pk].wants(channel, notice.kind) and channel.reaches(person)
            for address in addresses.get((person.pk, name), []) if channel.addressed else [None]:
                if wanted:
                    yield _delivery(notice, person, heard[person.pk], name, address, now)


def _delivery(
    notice: Notice, person: Person, heard: Hearing, channel: str, address: Address | None, now: datetime
) -> Delivery:
    when = heard.when(channels()[channel], notice, now)
    return Delivery(
        notice=notice, person=person, channel=channel, address=address, due_at=when.due_at, digest=when.digest
    )


def _addresses(notice: Notice, people: Sequence[Person], now: datetime) -> dict[tuple[int, str], list[Address]]:
    """The live addresses of these people that take this kind, by person and channel."""
    rows = Address.objects.filter(live_at(now), person__in=[person.pk for person in people])
    rows = rows.filter(Q(coalition__isnull=True) | Q(coalition=notice.coalition_id))
    found: dict[tuple[int, str], list[Address]] = {}
    for row in rows:
        if not row.kinds or notice.kind in row.kinds:
            found.setdefault((row.person_id, row.channel), []).append(row)
    return found


def live_at(now: datetime) -> Q:
    """Return the condition that an address is in use: it was not ended, nor was the token that made it."""
    by_token = Q(token__revoked_at__isnull=True, token__expires_at__gt=now)
    return Q(ended_at__isnull=True) & (Q(token__isnull=True) | by_token)
