"""Tickets: what lets a browser listen to one division. Signed, short-lived, checked without the database.

A ticket says who listens to what and lives as long as a session may (`SESSION_COOKIE_AGE`, 12 hours). It opens no data:
a stream says only that something changed, and the page then asks for its parts under its own session, which decides
afresh what that person may see. A ticket that outlives a revoked accreditation therefore tells that votes come in, and
nothing else. When it has expired the stream ends, the browser's reconnection gets 403 and stops; loading the page again
gives a new one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing

SIGNER_SALT = "frontend.streams.ticket"


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to listen to one division of one coalition."""

    person: str
    coalition: str
    division: str
    expires_at: float


class TicketError(Exception):
    """Forged, mangled or expired."""


def ticket_for(person_id: object, coalition_id: object, division_id: object) -> str:
    """Sign a ticket for a person who may see that division: the caller has checked that they may."""
    fields = [str(person_id), str(coalition_id), str(division_id), int(time.time()) + settings.SESSION_COOKIE_AGE]
    return signing.dumps(fields, salt=SIGNER_SALT)


def address_for(person_id: object, coalition_id: object, division_id: object, *, after: int | None = None) -> str:
    """Where the page listens; `after` is the ledger index that the page already shows."""
    query = {"ticket": ticket_for(person_id, coalition_id, division_id)}
    if after is not None:
        query["after"] = str(after)
    return f"/streams/division?{urlencode(query)}"


def read_ticket(text: str) -> Ticket:
    """Check signature and age."""
    try:
        person, coalition, division, expires_at = signing.loads(text, salt=SIGNER_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise TicketError from error
    if time.time() >= expires_at:
        raise TicketError
    return Ticket(person, coalition, division, expires_at)
