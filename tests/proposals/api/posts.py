"""What the endpoints of notices are about: a person's own webhooks and browsers, and a letter that did not arrive."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from coalition import clock
from coalition.models import Person
from coalition.permissions import coalitions_of
from proposals.models import Delivery, Notice
from proposals.notices.models import DeliveryState
from proposals.notices.push.subscribing import subscribe
from proposals.notices.webhook.keeping import make_webhook
from tests.factories import Body

PLACE = "https://93.184.216.34/hook"
KEYS = {name: base64.urlsafe_b64encode(bytes(size)).decode() for name, size in (("p256dh", 65), ("auth", 16))}


@dataclass(frozen=True)
class Post:
    """`rows` fill the places of addresses; `own_rows` are for an endpoint that uses its row up; `sent` is by name."""

    rows: dict[str, int]
    own_rows: dict[str, dict[str, int]]
    sent: dict[str, Any]


def a_dead_letter(body: Body) -> Delivery:
    """A mail to a head of delegation that was given up."""
    now = clock.now()
    notice = Notice.objects.create(coalition=body.coalition, key="dead", kind="meeting_called", made_at=now)
    head = next(iter(body.heads.values()))
    return Delivery.objects.create(
        notice=notice, person=head, channel="mail", state=DeliveryState.DEAD, due_at=now, settled_at=now
    )


def a_post(body: Body, person: Person | None) -> Post:
    """Make them for the person, as far as they are of the coalition."""
    of_ours = person is not None and coalitions_of(person, clock.now()).filter(pk=body.coalition.pk).exists()
    kept, used = (
        make_webhook(coalition=body.coalition, name="x", url=PLACE, by=person).webhook.pk if of_ours else 1
        for _ in range(2)
    )
    browser = subscribe(person=person or body.chair, subscription={"endpoint": PLACE, "keys": KEYS}, name="Safari")
    return Post(
        rows={
            "<row:webhook>": kept,
            "<row:notice>": 1,
            "<row:browser>": browser.pk,
            "<row:delivery>": a_dead_letter(body).pk,
        },
        own_rows={"webhook": {"<row:webhook>": used}},
        sent={
            "hearing": {},
            "browsers": {"endpoint": PLACE, "keys": KEYS, "name": "Firefox"},
            "webhooks": {"name": "x", "url": PLACE},
            "reminders": {"minutes": [60], "escalate": 15},
        },
    )
