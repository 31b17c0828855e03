"""Tickets: what lets a browser listen to one division. Signed, short-lived, checked without the database.

A ticket says who listens to what, names the session it was given to, and ends with it: by age (`SESSION_COOKIE_AGE`),
or within seconds of the session's end (the hub looks, see there). It opens no data:
a stream says only that something changed, and the page then asks for its parts under its own session, which decides
afresh what that person may see. A ticket that outlives a revoked accreditation therefore tells that votes come in, and
nothing else. Of a vote whose replies are the chair's alone to see, everybody else gets a `quiet` ticket, that does not
tell even that: it tells that the vote was opened, moved, closed or decided. When it has expired the stream ends, the
browser's reconnection gets 403 and stops; loading the page again gives a new one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing

SIGNER_SALT = "frontend.streams.ticket"
INBOX = "inbox"  # in the place of the coalition


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to listen to one division of one coalition."""

    person: str
    coalition: str
    division: str
    expires_at: float
    session: str  # the digest of the session that it was given to
    quiet: bool = False  # hears nothing of what is on the way to the outcome

    @property
    def is_inbox(self) -> bool:
        """Whether it is leave to listen to the person's own inbox, and to no division."""
        return self.coalition == INBOX


class TicketError(Exception):
    """Forged, mangled or expired."""


def ticket_for(
    person_id: object, coalition_id: object, division_id: object, *, session: str, quiet: bool = False
) -> str:
    """Sign a ticket for a person who may see that division: the caller has checked that they may.

    It is `quiet` for whoever may not see that somebody has replied.
    """
    until = int(time.time()) + settings.SESSION_COOKIE_AGE
    fields = [str(person_id), str(coalition_id), str(division_id), until, session, quiet]
    return signing.dumps(fields, salt=SIGNER_SALT)


def address_for(
    person_id: object,
    coalition_id: object,
    division_id: object,
    *,
    session: str,
    after: int | None = None,
    quiet: bool = False,
) -> str:
    """Where the page listens; `after` is the ledger index that the page already shows."""
    query = {"ticket": ticket_for(person_id, coalition_id, division_id, session=session, quiet=quiet)}
    if after is not None:
        query["after"] = str(after)
    return f"/streams/division?{urlencode(query)}"


def inbox_address_for(person_id: object, *, session: str) -> str:
    """Where a page listens to its reader's own inbox; it is told at once where that stands."""
    return f"/streams/inbox?{urlencode({'ticket': ticket_for(person_id, INBOX, person_id, session=session)})}"


def read_ticket(text: str) -> Ticket:
    """Check signature and age."""
    try:
        person, coalition, division, expires_at, session, quiet = signing.loads(text, salt=SIGNER_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise TicketError from error
    if time.time() >= expires_at:
        raise TicketError
    return Ticket(person, coalition, division, expires_at, session, quiet)
