"""Celery: fetch by id, call a verb, log. The database says what is due; the one-second tick only asks."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from celery import shared_task
from django.conf import settings

from coalition.four_eyes import expire, expired_acts
from proposals.amendments.settling import settle_voted, unsettled
from proposals.calendars.mailbox import read_replies
from proposals.ledger.checkpointing import checkpoint, due_ledgers
from proposals.ledger.clock_watch import clock_went_back
from proposals.notices.delivering import deliver_due
from proposals.notices.reminding import remind
from proposals.outbox.draining import drain
from proposals.register.indexing import catch_up
from proposals.statements.making import due_reservations, lapse
from proposals.voting.closing import due_divisions, seal
from proposals.voting.deciding import decide_division, undecided_divisions
from proposals.voting.enacting import enact, unenacted

log = structlog.get_logger()


@shared_task(name="proposals.tick")
def tick() -> None:
    """Seal, decide, sign and tell what is due, let lapse what nobody confirmed. Two at once do each thing once."""
    clock_went_back()
    for division in due_divisions():
        with _apart(division=division.pk):
            if seal(division=division):
                log.info("sealed", division=division.pk)
    for division in undecided_divisions():
        with _apart(division=division.pk):
            decision = decide_division(division=division)
            if decision:
                log.info("decided", division=division.pk, decision=decision.symbol, result=decision.result)
    for decided in unsettled():
        with _apart(decision=decided.pk):
            settle_voted(decision=decided)
    for adopted in unenacted():
        with _apart(decision=adopted.pk):
            enact(decision=adopted)
    for statement in due_reservations():
        with _apart(statement=statement.pk):
            lapse(statement=statement)
    for coalition in due_ledgers():
        with _apart(coalition=coalition):
            checkpoint(coalition_id=coalition)
    catch_up()
    drain()
    with _apart():
        remind()
    for pending in expired_acts():
        if expire(pending=pending):
            log.info("expired", act=pending.pk, what=pending.kind)


@shared_task(name="proposals.deliver")
def deliver(channel: str) -> None:
    """Send what is due on one channel. Apart from the tick: no server of others holds up a closing."""
    sent = deliver_due(channel)
    if sent:
        log.info("sent", channel=channel, number=sent)


@shared_task(name="proposals.read_replies")
def read_answers() -> None:
    """Read what people answered to invitations; a mailbox that does not answer is tried again half a minute later."""
    if not settings.MAILBOX_URL:
        return
    try:
        read_replies(settings.MAILBOX_URL)
    except (OSError, imaplib.IMAP4.error) as error:
        log.warning("the mailbox does not answer", error=type(error).__name__)


@contextmanager
def _apart(**about: int) -> Iterator[None]:
    """Let nothing hold up the others, nor what is to be told; the next tick tries it again."""
    try:
        yield
    except Exception:
        log.exception("not done at this tick", **about)
