"""E-mail, to the address that the secretariat registered."""

from __future__ import annotations

import contextlib
import smtplib
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.models import Person
from proposals.notices.channels import Result
from proposals.notices.mail.rendering import message_of
from proposals.notices.models import Delivery
from proposals.words.members import Rosters

FOR_GOOD = range(500, 600)  # RFC 5321, 4.2.1: a permanent failure


class Mail:
    """The channel. One connection takes all that is due; one refused recipient does not hold up the others."""

    name = "mail"
    title = _("E-mail")
    chosen = True
    addressed = False
    waits = True
    digests = True

    def ready(self) -> bool:
        """A server is named."""
        return bool(settings.EMAIL_HOST)

    def reaches(self, person: Person) -> bool:
        """Whether the address can be one at all: a demo's cannot (RFC 2606)."""
        return not person.email.endswith(".invalid")

    def deliver(self, deliveries: Sequence[Delivery]) -> Iterator[Result]:
        """Send each as a message; those of one person's digest, in one coalition, as one."""
        now, rosters = clock.now(), Rosters()
        with contextlib.closing(get_connection()) as connection:
            connection.open()
            for together in _letters(deliveries):
                message = message_of(together, now, rosters)
                message.connection = connection
                ok, detail, final = _send(message)
                yield from (Result(each, ok, detail, final) for each in together)


def _letters(deliveries: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """What goes out as one message."""
    digests: dict[tuple[int, int], list[Delivery]] = {}
    for each in deliveries:
        if each.digest:
            digests.setdefault((each.person_id, each.notice.coalition_id), []).append(each)
        else:
            yield [each]
    yield from digests.values()


def _send(message: EmailMessage) -> tuple[bool, str, bool]:
    """Send it; tell whether it was taken, what the server said, and whether that is for good.

    Only a recipient is refused for good. What the server says against us, that we must sign in (530) or may not send as
    whom we do (550), somebody mends. A connection that is gone raises: the others of its run have failed as well, and
    are tried again.
    """
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        return False, _said(code, said), code in FOR_GOOD
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPResponseException as error:
        return False, _said(error.smtp_code, error.smtp_error), False
    return True, "250", False


def _said(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode('ascii', 'replace') if isinstance(said, bytes) else said}"


CHANNEL = Mail()
