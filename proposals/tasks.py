"""Celery: fetch by id, call a verb, log. The database says what is due; the one-second tick only asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from celery import shared_task

from proposals.outbox.draining import drain
from proposals.voting.closing import due_divisions, seal
from proposals.voting.deciding import decide_division, undecided_divisions
from proposals.voting.models import Division

log = structlog.get_logger()


@shared_task(name="proposals.tick")
def tick() -> None:
    """Seal what is due, decide what is sealed, tell what is to be told. Two ticks at once do each thing once."""
    for division in due_divisions():
        with _apart(division):
            if seal(division=division):
                log.info("sealed", division=division.pk)
    for division in undecided_divisions():
        with _apart(division):
            decision = decide_division(division=division)
            if decision:
                log.info("decided", division=division.pk, decision=decision.symbol, result=decision.result)
    drain()


@contextmanager
def _apart(division: Division) -> Iterator[None]:
    """Let no division hold up the others, nor what is to be told; the next tick tries it again."""
    try:
        yield
    except Exception:
        log.exception("division not closed", division=division.pk)
