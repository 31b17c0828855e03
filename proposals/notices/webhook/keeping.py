"""Writes: a person's webhooks. The secret is shown when it is made, and never again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Checking, Conflict, Invalid
from coalition.models import ApiToken, Coalition, Person
from coalition.permissions import Act, require
from coalition.writing import write_transaction
from proposals.drafting.checking import checked_line
from proposals.notices import outbound
from proposals.notices.kinds import CHOSEN, NoticeKind
from proposals.notices.models import Address, Delivery, Notice
from proposals.notices.telling import live_at
from proposals.notices.webhook.secrets import kept, new_secret, rotated

MOST = 10  # of one person in one coalition
CHANNEL = "webhook"
BETWEEN_TESTS = timedelta(seconds=5)


@dataclass(frozen=True)
class Made:
    """A webhook with its secret, in the one moment that it can be read."""

    webhook: Address
    secret: str


def make_webhook(
    *, coalition: Coalition, name: str, url: str, kinds: Collection[str] = (), by: Person, token: ApiToken | None = None
) -> Made:
    """Send what the person is told in this coalition, or these kinds of it, to a program at `url` as well.

    One that a token made ends with that token. Raises `NotAllowed`, `Conflict` when there are too many, or `Invalid`
    with all that is wrong: an address that is no https one or that leads inside, a kind that there is not.
    """
    now = clock.now()
    require(by, coalition, Act.READ_RELEASED, now)
    checking = Checking()
    name = checking.of(lambda given: checked_line(given, "name", _("Say what it is for."), limit=80), name)
    checking.of(_check_url, url)
    checking.of(_check_kinds, kinds)
    checking.done()
    secret = new_secret()
    with write_transaction():
        Person.objects.select_for_update().get(pk=by.pk)
        if webhooks_of(by, coalition, now).count() >= MOST:
            raise Conflict("too_many_webhooks", _("You have 10 webhooks here. End one first."))
        webhook = Address.objects.create(
            person=by,
            channel=CHANNEL,
            coalition=coalition,
            name=name,
            kinds=sorted(set(kinds)),
            data={"url": url, "secrets": [kept(secret)]},
            token=token,
            created_at=now,
        )
    return Made(webhook, secret)


def rotate_secret(*, webhook: Address) -> Made:
    """Give it a new secret; the one before signs beside it for a day, so that the receiver can change over."""
    now = clock.now()
    secret = new_secret()
    with write_transaction():
        locked = _live(webhook, now)
        locked.data = {**locked.data, "secrets": rotated(locked, secret, now)}
        locked.save(update_fields=["data"])
    return Made(locked, secret)


def end_webhook(*, webhook: Address) -> None:
    """Send nothing there any more. Ending it again changes nothing; its log stays."""
    now = clock.now()
    with write_transaction():
        Address.objects.filter(pk=webhook.pk, ended_at__isnull=True).update(ended_at=now, end_reason="by_person")


def send_test(*, webhook: Address) -> Delivery:
    """Send a test there, as everything is sent. Raises `Conflict` for one that was ended, or right after a test."""
    now = clock.now()
    with write_transaction():
        locked = _live(webhook, now)
        tests = Notice.objects.filter(key__startswith=f"test:{locked.pk}:", made_at__gt=now - BETWEEN_TESTS)
        if tests.exists():
            raise Conflict("tested_just_now", _("A test was sent just now. Look at what came of it first."))
        assert locked.coalition_id is not None, "a webhook is of one coalition"
        notice = Notice.objects.create(
            coalition_id=locked.coalition_id,
            key=f"test:{locked.pk}:{now.isoformat()}",
            kind=NoticeKind.TEST,
            made_at=now,
        )
        return Delivery.objects.create(
            notice=notice, person_id=locked.person_id, channel=CHANNEL, address=locked, due_at=now
        )


def webhooks_of(person: Person, coalition: Coalition, now: datetime) -> QuerySet[Address]:
    """Return the person's webhooks that are in use in a coalition, the newest first."""
    return Address.objects.filter(live_at(now), person=person, coalition=coalition, channel=CHANNEL)


def _live(webhook: Address, now: datetime) -> Address:
    found = Address.objects.select_for_update(of=("self",)).filter(live_at(now), pk=webhook.pk).first()
    if found is None:
        raise Conflict("webhook_ended", _("This webhook was ended."))
    return found


def _check_url(url: str) -> None:
    """Refuse what can never be sent to; a name that is not found today may be tomorrow."""
    try:
        outbound.resolve(url)
    except outbound.Forbidden as error:
        message = _("Give a public address that begins with https://, and leads to no network inside.")
        raise Invalid("bad_address", message, field="url") from error
    except outbound.Unreachable:
        return


def _check_kinds(kinds: Collection[str]) -> None:
    for kind in kinds:
        if kind not in CHOSEN:
            raise Invalid("unknown_kind", _("There is no such kind: %(kind)s.") % {"kind": kind}, field="kinds")
