"""Replies to invitations (RFC 5546), read out of mail: they set who is expected at a meeting.

A reply never casts a vote: nothing here, and nothing that this package imports, can (a contract holds it). Its sender
is as sure as mail is, which is not sure at all; so it must come from the address that it speaks for, and moves nothing
but that person's own answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, cast

from icalendar import Calendar

from coalition.errors import ActRefused, Busy
from coalition.models import Person
from proposals.calendars.events import event_of
from proposals.meetings.answering import answer_call
from proposals.meetings.models import Coming, Meeting

LARGEST_PART = 64 * 1024  # bytes of a calendar; an answer takes one
MOST_PARTS, MOST_COMPONENTS = 50, 10
_MEETING = re.compile(r"meeting-([0-9]{1,18})-")


@dataclass(frozen=True)
class Reply:
    """What somebody answers, as their mail says."""

    uid: str
    sender: str
    coming: Coming
    said_at: datetime


def reply_of(raw: bytes) -> Reply | None:
    """Return the reply that a mail holds; None for any other mail, however it is made."""
    try:
        message = message_from_bytes(raw, policy=policy.default)
        written = _calendar_in(message)
        sender = parseaddr(str(message["From"] or ""))[1].casefold()
        return _read(written, sender) if written and sender else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # what hostile mail makes parsers do
        return None


def heed(reply: Reply) -> bool:
    """Set the answer; tell whether there was anything to set. Raises `Busy` when it should be tried again."""
    named = _MEETING.match(reply.uid)
    meeting = Meeting.objects.select_related("coalition").filter(pk=int(named[1])).first() if named else None
    person = Person.objects.filter(email__iexact=reply.sender, is_active=True).first()
    if meeting is None or person is None or event_of(meeting).uid != reply.uid:
        return False
    try:
        answer_call(meeting=meeting, coming=reply.coming, by=person, said_at=reply.said_at)
    except Busy:
        raise
    except ActRefused:
        return False
    return True


def _calendar_in(message: EmailMessage) -> bytes:
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            break
        if part.get_content_type() == "text/calendar":
            return cast(bytes, part.get_payload(decode=True) or b"")
    return b""


def _read(written: bytes, sender: str) -> Reply | None:
    if len(written) > LARGEST_PART or written.upper().count(b"BEGIN:") > MOST_COMPONENTS:
        return None
    calendar: Any = Calendar.from_ical(written)
    events = calendar.walk("VEVENT")
    if str(calendar.get("METHOD", "")).upper() != "REPLY" or len(events) != 1:
        return None
    (event,) = events
    if any(name in event for name in ("RRULE", "RDATE", "RECURRENCE-ID")):
        return None  # our meetings do not repeat
    return _answer(event, sender)


def _answer(event: Any, sender: str) -> Reply | None:
    attendee = event.get("ATTENDEE")
    if attendee is None or isinstance(attendee, list):
        return None
    address = str(attendee).casefold().removeprefix("mailto:")
    answer = str(attendee.params.get("PARTSTAT", "")).lower()
    if address != sender or answer not in Coming.values:
        return None
    said = event["DTSTAMP"].dt
    return Reply(str(event["UID"]), sender, Coming(answer), said if said.tzinfo else said.replace(tzinfo=UTC))
