"""Writes: the browsers that a person lets be told. What a push service gave them is sealed: it lets one send there."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid
from coalition.models import Person
from coalition.sealing import seal
from coalition.writing import write_transaction
from proposals.notices import outbound
from proposals.notices.models import Address
from proposals.notices.telling import live_at

PURPOSE = "concert.push"
CHANNEL = "push"
MOST = 20  # of one person
POINT, SECRET = 65, 16  # bytes of a browser's public key and of its secret (RFC 8291)


def subscribe(*, person: Person, subscription: Any, name: str) -> Address:
    """Tell a browser of the person's as well. The same browser again is the same row.

    Raises `Invalid` for what no browser gives, or an address that leads inside; `Conflict` when there are too many.
    """
    now = clock.now()
    endpoint = _checked(subscription)
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    kept = {"endpoint": endpoint, "keys": {name: subscription["keys"][name] for name in ("p256dh", "auth")}}
    data = {"digest": digest, "subscription": seal(json.dumps(kept), PURPOSE)}
    with write_transaction():
        Person.objects.select_for_update().get(pk=person.pk)
        known = browsers_of(person, now).filter(data__digest=digest).first()
        if known:
            known.data = data
            known.save(update_fields=["data"])
            return known
        if browsers_of(person, now).count() >= MOST:
            raise Conflict("too_many_browsers", _("Twenty browsers are told already. End one first."))
        return Address.objects.create(
            person=person, channel=CHANNEL, name=name.strip()[:80] or "?", data=data, created_at=now
        )


def unsubscribe(*, address: Address) -> None:
    """Tell this browser no more. Doing it again changes nothing."""
    now = clock.now()
    with write_transaction():
        Address.objects.filter(pk=address.pk, ended_at__isnull=True).update(ended_at=now, end_reason="by_person")


def browsers_of(person: Person, now: datetime) -> QuerySet[Address]:
    """Return the browsers that the person lets be told, the newest first."""
    return Address.objects.filter(live_at(now), person=person, channel=CHANNEL)


def _checked(subscription: Any) -> str:
    """The address of a subscription whose shape is right."""
    wrong = Invalid("bad_subscription", _("This is no push subscription of a browser."), field="subscription")
    try:
        endpoint, keys = subscription["endpoint"], subscription["keys"]
        sizes = [len(base64.urlsafe_b64decode(keys[name] + "==")) for name in ("p256dh", "auth")]
        outbound.resolve(endpoint)
    except outbound.Forbidden as error:
        raise wrong from error
    except outbound.Unreachable:
        pass
    except (TypeError, KeyError, ValueError) as error:
        raise wrong from error
    if sizes != [POINT, SECRET]:
        raise wrong
    return str(endpoint)
