"""Webhooks: what a person is told, sent to a program of theirs, signed as Standard Webhooks has it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from standardwebhooks import Webhook

from coalition import clock
from coalition.models import Person
from proposals.drafting.naming import may_name
from proposals.ledger.canonical import timestamp
from proposals.notices.channels import Result
from proposals.notices.hearing import zone_of
from proposals.notices.models import Delivery
from proposals.notices.places import outside, path_of
from proposals.notices.posting import post_all
from proposals.notices.webhook.secrets import secrets_of
from proposals.notices.words import due_of, reading
from proposals.words.members import Rosters

GONE = frozenset({410})


class Webhooks:
    """The channel. A person who made a webhook chose it by that; it waits for no hours."""

    name = "webhook"
    title = _("Webhook")
    chosen = False
    addressed = True
    waits = False
    digests = False

    def ready(self) -> bool:
        """It needs nothing but the network."""
        return True

    def reaches(self, person: Person) -> bool:
        """Whoever made one."""
        return True

    def deliver(self, deliveries: Sequence[Delivery]) -> Iterator[Result]:
        """Send them side by side."""
        yield from post_all(deliveries, request_of, GONE)


def request_of(delivery: Delivery, rosters: Rosters) -> tuple[str, bytes, dict[str, str]]:
    """Return where it goes, what it says, and the headers that sign it.

    The id stays when it is tried again, and tells nothing: one that counted would say how often others were told.
    """
    assert delivery.address is not None, "a webhook has an address"
    now, number = clock.now(), f"msg_{delivery.pk}"
    body = json.dumps(payload_of(delivery, rosters), ensure_ascii=False)
    signatures = [Webhook(secret).sign(number, now, body) for secret in secrets_of(delivery.address, now)]
    headers = {
        "content-type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
    return delivery.address.data["url"], body.encode(), headers


def payload_of(delivery: Delivery, rosters: Rosters) -> dict[str, Any]:
    """Return what is sent: Standard Webhooks' type, timestamp and data; number and time, no title by default."""
    notice, person = delivery.notice, delivery.person
    with translation.override(person.language), timezone.override(zone_of(person)):
        said = reading(notice, person, clock.now(), rosters, inside=False).say()
    due, proposal = due_of(notice), notice.proposal
    data = {
        "coalition": notice.coalition.slug,
        "exercise": notice.coalition.exercise,
        "subject": said.subject,
        "proposal": proposal.symbol if proposal else None,
        "title": proposal.title if proposal and may_name(proposal) else None,
        "division": notice.division_id,
        "meeting": notice.meeting.number if notice.meeting else None,
        "decision": notice.details.get("decision") or None,
        "due_at": timestamp(due) if due else None,
        "urgent": notice.urgent,
        "url": outside(path_of(notice)),
    }
    return {"type": notice.kind, "timestamp": timestamp(notice.made_at), "data": data}


CHANNEL = Webhooks()
