"""Draining the outbox: each event is handed to its listener once, in the transaction that marks it as drained.

Who listens is above: `listen` is the port that the notices are bound to when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

import structlog

from coalition import clock
from coalition.writing import write_transaction
from proposals.outbox.models import OutboxEvent

log = structlog.get_logger()
BATCH = 500
Listener = Callable[[OutboxEvent, datetime], None]
Concerning = Callable[[Collection[OutboxEvent]], set[int]]
_listeners: dict[str, Listener] = {}
_concerning: dict[str, Concerning] = {}


def listen(kinds: Iterable[str], listener: Listener, concerning: Mapping[str, Concerning] | None = None) -> None:
    """Hand every event of these kinds to `listener`, within the transaction that drains it.

    Of a kind in `concerning`, those alone whose numbers it returns: the others are drained together, unheard.
    """
    _listeners.update(dict.fromkeys(kinds, listener))
    _concerning.update(concerning or {})


def drain() -> int:
    """Drain what waits, oldest first, and return how many events. A row is claimed by a conditional update.

    An event whose telling fails stays where it is, and is tried again; it holds up no other.
    """
    waiting = list(OutboxEvent.objects.filter(drained_at__isnull=True).order_by("id")[:BATCH])
    idle = _without_concern(waiting)
    heard = [event for event in waiting if event.kind in _listeners and event.pk not in idle]
    unheard = [event.pk for event in waiting if event.kind not in _listeners or event.pk in idle]
    return _mark(unheard) + sum(_drain_one(event) for event in heard)


def _without_concern(waiting: Collection[OutboxEvent]) -> set[int]:
    """The events that somebody listens for, and that concern nobody."""
    idle: set[int] = set()
    for kind, concerning in _concerning.items():
        asked = [event for event in waiting if event.kind == kind]
        if asked:
            idle |= {event.pk for event in asked} - concerning(asked)
    return idle


def _drain_one(event: OutboxEvent) -> int:
    now = clock.now()
    try:
        with write_transaction():
            claimed = _claim([event.pk], now)
            if claimed:
                _listeners[event.kind](event, now)
    except Exception:
        log.exception("not told at this tick", event_id=event.pk, kind=event.kind)
        return 0
    if claimed:
        log.info("told", kind=event.kind, subject=event.subject, index=event.index)
    return claimed


def _mark(rows: Collection[int]) -> int:
    """Drain what nobody listens to, all at once."""
    if not rows:
        return 0
    now = clock.now()
    with write_transaction():
        return _claim(rows, now)


def _claim(rows: Collection[int], now: datetime) -> int:
    return OutboxEvent.objects.filter(pk__in=rows, drained_at__isnull=True).update(drained_at=now)
