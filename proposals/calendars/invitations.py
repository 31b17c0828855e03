"""Invitations to a meeting (RFC 5546), as the mail that calls it carries them: asked, changed, cancelled.

What Outlook needs: one METHOD, the same in the mail's header; the calendar last among the alternatives; an ORGANIZER
that is the mail's own sender; the UID of the feed; a SEQUENCE that rises; a cancellation that says so twice; UTC.
Each mail names its own recipient alone as ATTENDEE: who else is called is not for a mail server to read.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from icalendar import vCalAddress, vDDDTypes, vText

from coalition.models import Person
from proposals.calendars import ics
from proposals.calendars.events import Ended, Event, event_of
from proposals.meetings.models import Coming
from proposals.notices.kinds import NoticeKind
from proposals.notices.mail import parts
from proposals.notices.mail.parts import CalendarPart
from proposals.notices.models import Notice

MEETING_KINDS = (
    NoticeKind.MEETING_CALLED,
    NoticeKind.MEETING_CHANGED,
    NoticeKind.MEETING_CANCELLED,
    NoticeKind.MEETING_UNCALLED,
)


def register() -> None:
    """Let every mail that calls somebody, changes or cancels a meeting, or lets somebody go, carry its invitation."""
    for kind in MEETING_KINDS:
        parts.register(kind, of_notice)


def of_notice(notice: Notice, person: Person) -> CalendarPart | None:
    """Return the invitation as the meeting stands now, which may be later than when the notice was made."""
    meeting = notice.meeting
    if meeting is None:
        return None
    answer = next((each for each in meeting.answers.all() if each.person_id == person.pk), None)  # read for all at once
    coming = Coming(answer.coming) if answer else None
    event = event_of(meeting)
    if notice.kind == NoticeKind.MEETING_UNCALLED:  # the meeting is held, without them
        event = replace(event, ended=Ended.CANCELLED)
    return invitation(event, person.email, notice.made_at, coming)


def invitation(event: Event, to: str, made_at: datetime, coming: Coming | None = None) -> CalendarPart:
    """Return the calendar part that asks `to`, whose answer so far is `coming`, or cancels what was asked.

    Of two with the same SEQUENCE the later one counts (RFC 5546, 2.1.5): somebody may be let go and called again.
    """
    organizer, base = settings.MAIL_FROM, settings.PUBLIC_URL
    method = "CANCEL" if event.cancelled else "REQUEST"
    calendar, component = ics.calendar_of(method), ics.component(event, base)
    component["dtstamp"] = vDDDTypes(max(made_at, event.changed_at))
    component.add("organizer", vCalAddress(f"mailto:{organizer}"))
    attendee = vCalAddress(f"mailto:{to}")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText(coming.value.upper() if coming else "NEEDS-ACTION")
    if not event.cancelled:
        attendee.params["RSVP"] = vText("TRUE")
    component.add("attendee", attendee)
    calendar.add_component(component)
    return CalendarPart(calendar.to_ical().decode(), method)
