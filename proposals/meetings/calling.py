"""Calling a meeting: its time and place, its agenda published, changes and cancellation told to those concerned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Checking, Invalid
from coalition.models import Coalition, Person
from coalition.writing import write_transaction
from proposals.drafting.checking import checked_line
from proposals.ledger.appending import lock_head
from proposals.ledger.beginning import begin_ledger
from proposals.ledger.canonical import fingerprint, timestamp
from proposals.meetings.acting import check_runs, record, under_lock
from proposals.meetings.models import Meeting
from proposals.meetings.outlines import number_items, outline_of
from proposals.meetings.states import State, require

MAX_REASON = 500


@dataclass(frozen=True)
class Call:
    """What is said of a meeting: an instant, in a place or online or both, with the time zone of where it is held."""

    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str = ""
    online: str = ""
    open_to_observers: bool = False


def call_meeting(*, coalition: Coalition, call: Call, by: Person) -> Meeting:
    """Prepare the coalition's next meeting. It is seen by those who run meetings until it is published.

    Raises `NotAllowed`, or `Invalid` with all that is wrong.
    """
    now = clock.now()
    check_runs(by, coalition, now)
    fields = _checked(call)
    begin_ledger(coalition.pk)
    with write_transaction():
        head = lock_head(coalition.pk)
        last = Meeting.objects.filter(coalition=coalition).aggregate(last=Max("number"))["last"] or 0
        meeting = Meeting.objects.create(
            coalition=coalition, number=last + 1, called_by=by, called_at=now, changed_at=now, **fields
        )
        record(meeting, "meeting_prepared", now, _said(meeting), head)
    return meeting


def publish_meeting(*, meeting: Meeting, by: Person) -> Meeting:
    """Call the meeting: its items get their numbers, and everybody concerned is told. Raises `Conflict`."""
    now = clock.now()
    check_runs(by, meeting.coalition_id, now)
    with under_lock(meeting) as (meeting, head):
        require(meeting, State.DRAFT)
        number_items(meeting)
        meeting.version, meeting.published_at, meeting.changed_at = 1, now, now
        meeting.save(update_fields=["version", "published_at", "changed_at"])
        record(meeting, "meeting_called", now, _said(meeting), head)
    return meeting


def amend_meeting(*, meeting: Meeting, call: Call, by: Person, reason: str = "") -> Meeting:
    """Change when or where the meeting is held; once it was called, those concerned are told, with the reason."""
    now = clock.now()
    check_runs(by, meeting.coalition_id, now)
    fields = {**_checked(call), "reason": _checked_reason(reason)}
    with under_lock(meeting) as (meeting, head):
        require(meeting, State.DRAFT, State.CALLED)
        for name, value in fields.items():
            setattr(meeting, name, value)
        told(meeting, now)
        meeting.save()
        record(meeting, "meeting_amended", now, _said(meeting), head)
    return meeting


def cancel_meeting(*, meeting: Meeting, by: Person, reason: str) -> Meeting:
    """Cancel the meeting, with the reason that those concerned are told. It stays on record."""
    now = clock.now()
    check_runs(by, meeting.coalition_id, now)
    reason = _checked_reason(reason)
    if not reason:
        raise Invalid("no_reason", _("Say why: those who were called are told."), field="reason")
    with under_lock(meeting) as (meeting, head):
        require(meeting, State.DRAFT, State.CALLED)
        meeting.cancelled_at, meeting.reason = now, reason
        told(meeting, now)
        meeting.save()
        record(meeting, "meeting_cancelled", now, {"version": meeting.version}, head)
    return meeting


def told(meeting: Meeting, now: datetime) -> None:
    """Count a change that those concerned are told of: calendars follow the version (SEQUENCE, RFC 5545)."""
    meeting.changed_at = now
    if meeting.published_at is not None:
        meeting.version += 1


def _said(meeting: Meeting) -> dict[str, object]:
    """What the ledger says: instants, and the hash of what is words."""
    outline = [[place.number, place.item.title, place.item.discussed] for place in outline_of(meeting)]
    words = [meeting.title, meeting.time_zone, meeting.place, meeting.online, outline]
    return {
        "starts_at": timestamp(meeting.starts_at),
        "ends_at": timestamp(meeting.ends_at),
        "version": meeting.version,
        "agenda_hash": fingerprint({"words": words}),
    }


def _checked(call: Call) -> dict[str, object]:
    checking = Checking()
    fields: dict[str, object] = {
        "title": checking.of(lambda title: checked_line(title, "title", _("Give the meeting a title.")), call.title),
        "starts_at": call.starts_at,
        "ends_at": checking.of(lambda end: _checked_end(call.starts_at, end), call.ends_at),
        "time_zone": checking.of(_checked_zone, call.time_zone),
        "place": checking.of(lambda place: checked_line(place, "place"), call.place),
        "online": checking.of(_checked_address, call.online),
        "open_to_observers": call.open_to_observers,
    }
    checking.of(_check_somewhere, call)
    checking.done()
    return fields


def _checked_end(start: datetime, end: datetime) -> datetime:
    if end <= start:
        raise Invalid("ends_before_start", _("A meeting ends after it starts."), field="ends_at")
    return end


def _checked_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise Invalid("unknown_time_zone", _("There is no time zone “%(zone)s”.") % {"zone": zone}, field="time_zone")
    return zone


def _checked_address(address: str) -> str:
    """An address that a browser opens safely: anything else would be a link that runs."""
    address = checked_line(address, "online", limit=500)
    if address and (urlsplit(address).scheme != "https" or not urlsplit(address).netloc):
        raise Invalid("bad_address", _("Give a web address that begins with https://."), field="online")
    return address


def _check_somewhere(call: Call) -> None:
    if not call.place.strip() and not call.online.strip():
        raise Invalid("nowhere", _("Give a place, an address online, or both."), field="place")


def _checked_reason(reason: str) -> str:
    return checked_line(reason, "reason", limit=MAX_REASON)
