"""Web push: to a browser that its person let be told, encrypted so that only that browser reads it (RFC 8291)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from pywebpush import WebPusher

from coalition import clock
from coalition.models import Person
from coalition.sealing import unseal
from proposals.notices.channels import Result
from proposals.notices.hearing import zone_of
from proposals.notices.kinds import PROMPT
from proposals.notices.models import Delivery
from proposals.notices.places import outside, path_of
from proposals.notices.posting import post_all
from proposals.notices.push.keys import vapid
from proposals.notices.push.subscribing import PURPOSE
from proposals.notices.words import reading
from proposals.words.members import Rosters

A_DAY = 86_400  # seconds that a push service keeps it for a browser that is off
GONE = frozenset({404, 410})  # RFC 8030, 7.3


class Push:
    """The channel."""

    name = "push"
    title = _("On your devices")
    chosen = True
    addressed = True
    waits = True
    digests = False

    def ready(self) -> bool:
        """It needs nothing but the network: the key is made where none is given."""
        return True

    def reaches(self, person: Person) -> bool:
        """Whoever let a browser be told."""
        return True

    def deliver(self, deliveries: Sequence[Delivery]) -> Iterator[Result]:
        """Send them side by side."""
        yield from post_all(deliveries, request_of, GONE)


def request_of(delivery: Delivery, rosters: Rosters) -> tuple[str, bytes, dict[str, str]]:
    """Return where it goes, encrypted, under our signature."""
    assert delivery.address is not None, "a push has an address"
    subscription = json.loads(unseal(delivery.address.data["subscription"], PURPOSE))
    url = urlsplit(subscription["endpoint"])
    claims = {"aud": f"{url.scheme}://{url.netloc}", "sub": settings.VAPID_CONTACT}
    body = WebPusher(subscription).encode(json.dumps(payload_of(delivery, rosters), ensure_ascii=False).encode())[
        "body"
    ]
    prompt = delivery.notice.urgent or delivery.notice.kind in PROMPT
    headers = {
        **vapid().sign(claims),
        "content-type": "application/octet-stream",
        "content-encoding": "aes128gcm",
        "ttl": str(A_DAY),
        "urgency": "high" if prompt else "normal",
    }
    return subscription["endpoint"], body, headers


def payload_of(delivery: Delivery, rosters: Rosters) -> dict[str, str]:
    """Return what the browser shows: number and time; one line about one text replaces the line before."""
    notice, person = delivery.notice, delivery.person
    with translation.override(person.language), timezone.override(zone_of(person)):
        said = reading(notice, person, clock.now(), rosters, inside=False).say()
    about = f"meeting-{notice.meeting_id}" if notice.meeting_id else f"proposal-{notice.proposal_id}"
    return {"title": said.subject, "body": said.lines[0], "url": outside(path_of(notice)), "tag": about}


CHANNEL = Push()
