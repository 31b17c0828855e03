"""A worker's seconds, made by hand: drain, remind, and deliver to a real SMTP server on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings

from proposals.notices.delivering import deliver_due
from proposals.notices.models import Told
from proposals.notices.reminding import remind
from proposals.outbox.draining import drain
from tests.stack.processes import free_port


@dataclass
class Postbox:
    """What a real server took, in order; `refuse` gives its answer to an address instead, `senders` to us, in turn."""

    received: list[EmailMessage] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    senders: list[str] = field(default_factory=list)
    port: int = 0
    pause: float = 0.0  # seconds before each recipient is answered

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: Any) -> str:
        """Take a sender, or not."""
        if self.senders:
            return self.senders.pop(0)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        """Take a recipient, or not."""
        if self.pause:
            await asyncio.sleep(self.pause)
        if answer := self.refuse.get(address, self.refuse.get("*")):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take a message."""
        message: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.received.append(message)
        return "250 OK"

    def subjects_to(self, address: str) -> set[str]:
        """What one address was told, whatever came twice."""
        return {str(message["Subject"]).strip() for message in self.to(address)}

    def to(self, address: str) -> list[EmailMessage]:
        """What one address got."""
        return [message for message in self.received if message["To"] == address]


@contextmanager
def a_postbox() -> Iterator[Postbox]:
    """Run a server, and let mail go to it."""
    postbox = Postbox()
    postbox.port = port = free_port()
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    backend = "django.core.mail.backends.smtp.EmailBackend"
    try:
        with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
            yield postbox
    finally:
        controller.stop()


def a_second(*names: str) -> None:
    """What a worker does in one second; of the channels, those named."""
    drain()
    remind()
    for name in names:
        deliver_due(name)


def heard(person: Any) -> list[str]:
    """The kinds in a person's inbox, the first first."""
    return list(Told.objects.filter(person=person).order_by("notice_id").values_list("notice__kind", flat=True))
