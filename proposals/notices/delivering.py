"""Delivering: what is due is claimed, tried, and settled or put off. At least once: a claim that nobody settles ends.

A worker that dies in the middle leaves its claims behind; they run out, and another takes them up.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from django.db.models import Case, DateTimeField, F, Q, QuerySet, Value, When

from coalition import clock
from coalition.writing import write_transaction
from proposals.notices.channels import Channel, Result, channels
from proposals.notices.models import Address, Attempt, Delivery, DeliveryState
from proposals.notices.needed import needed

log = structlog.get_logger()

BATCH = 200  # deliveries of one run
LEASE = timedelta(seconds=60)  # of a claim; longer than a run takes, as every channel bounds its waiting
PAUSES = (2, 10, 30, 120, 600, 3600, 4 * 3600, 12 * 3600)  # seconds after each failure; then it is given up
_at_work: dict[str, threading.Lock] = {}
_guard = threading.Lock()


def deliver_due(name: str) -> int:
    """Deliver what is due on the channel of this name; return how many went out.

    One run at a time in a process: a receiver that hangs holds one thread, and no other channel's.
    """
    with _alone(name) as alone:
        return _run(channels()[name]) if alone else 0


def _run(channel: Channel) -> int:
    claimed = _claim(channel.name)
    if not claimed:
        return 0
    wanted = needed(claimed, clock.now())
    dropped = [each for each in claimed if each.pk not in wanted]
    results = list(_tried(channel, [each for each in claimed if each.pk in wanted]))
    _settle(results, dropped)
    return sum(result.ok for result in results)


def _claim(name: str) -> list[Delivery]:
    """Take what is due in hand: whoever's update changes a row has it."""
    now = clock.now()
    due = _due(name, now)
    if not due.exists():
        return []
    claim = secrets.token_hex(16)
    with write_transaction():
        _due(name, now).filter(pk__in=_first_of(due)).update(claim=claim, claimed_until=now + LEASE)
    return list(_with_all(Delivery.objects.filter(claim=claim, state=DeliveryState.WAITING)))


def _first_of(due: QuerySet[Delivery]) -> list[int]:
    """The numbers of those that are due first: a run of them, and no person's digest in part, as it goes out as one."""
    rows = list(due.order_by("due_at", "person_id", "notice_id").values_list("pk", "person_id", "digest")[:BATCH])
    numbers = [number for number, _person, _digest in rows]
    if len(rows) < BATCH:
        return numbers
    _number, last, digest = rows[-1]
    return numbers + list(due.filter(digest=True, person=last).values_list("pk", flat=True)) if digest else numbers


def _due(name: str, now: datetime) -> QuerySet[Delivery]:
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    return Delivery.objects.filter(free, channel=name, state=DeliveryState.WAITING, due_at__lte=now)


def _with_all(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_related(
        "person",
        "address__token",
        "notice__coalition",
        "notice__proposal",
        "notice__division__decision",
        "notice__meeting__coalition",
        "notice__statement",
        "notice__commitment__decision",
    ).prefetch_related("notice__meeting__answers")


def _tried(channel: Channel, deliveries: Sequence[Delivery]) -> Iterator[Result]:
    """Give what came of each; what the channel said nothing of has failed, with why it stopped."""
    left, why = {each.pk: each for each in deliveries}, "no answer"
    try:
        for result in channel.deliver(deliveries) if deliveries else ():
            if left.pop(result.delivery.pk, None):
                yield result
    except Exception as error:  # one channel's fault is not the others', nor the worker's
        why = f"{type(error).__name__}: {error}"
        log.warning("channel failed", channel=channel.name, error=type(error).__name__)
    yield from (Result(each, ok=False, detail=why) for each in left.values())


def _settle(results: Sequence[Result], dropped: Sequence[Delivery]) -> None:
    """Write what came of them, in as many statements for one as for all."""
    now = clock.now()
    sent = [each.delivery.pk for each in results if each.ok]
    failed = [each for each in results if not each.ok]
    dead = [each.delivery.pk for each in failed if each.final or each.gone or each.delivery.tries >= len(PAUSES)]
    later = {each.delivery.pk: now + pause_after(each.delivery.tries) for each in failed}
    with write_transaction():
        _mark(sent, DeliveryState.SENT, now)
        _mark([each.pk for each in dropped], DeliveryState.DROPPED, now)
        _mark(dead, DeliveryState.DEAD, now)
        _put_off({pk: at for pk, at in later.items() if pk not in set(dead)})
        gone = [each.delivery.address_id for each in results if each.gone and each.delivery.address_id]
        Address.objects.filter(pk__in=gone, ended_at__isnull=True).update(ended_at=now, end_reason="gone")
        Attempt.objects.bulk_create(
            Attempt(delivery=each.delivery, at=now, ok=each.ok, detail=each.detail[:200]) for each in results
        )


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after so many failures before this one."""
    return timedelta(seconds=PAUSES[min(tries, len(PAUSES) - 1)])


def _mark(rows: Sequence[int], state: DeliveryState, now: datetime) -> None:
    if rows:
        waiting = Delivery.objects.filter(pk__in=rows, state=DeliveryState.WAITING)
        waiting.update(state=state, settled_at=now, claim="", claimed_until=None)


def _put_off(later: dict[int, datetime]) -> None:
    if later:
        when = [When(pk=pk, then=Value(at, output_field=DateTimeField())) for pk, at in later.items()]
        waiting = Delivery.objects.filter(pk__in=later, state=DeliveryState.WAITING)
        waiting.update(due_at=Case(*when), tries=F("tries") + 1, claim="", claimed_until=None)


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    with _guard:
        lock = _at_work.setdefault(name, threading.Lock())
    got = lock.acquire(blocking=False)
    try:
        yield got
    finally:
        if got:
            lock.release()
