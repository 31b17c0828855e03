"""Keeping minutes: drawn up from what happened, edited, circulated, corrected, adopted, and then frozen.

The ledger holds the hash of every text that was circulated, and of the one that was adopted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Checking, Conflict, Invalid
from coalition.models import Person
from coalition.permissions import Act
from coalition.permissions import require as require_act
from coalition.writing import write_transaction
from proposals.drafting.checking import checked_line, checked_text
from proposals.ledger.appending import Head, append, lock_head
from proposals.meetings.models import Meeting
from proposals.meetings.states import State as Sits
from proposals.meetings.states import require as require_meeting
from proposals.meetings.states import state_of as meeting_state
from proposals.minutes import wording
from proposals.minutes.happenings import sitting_of
from proposals.minutes.models import Minutes, Section
from proposals.minutes.states import State, hash_of, require

MAX_HEADING = 240


def draw_up(*, meeting: Meeting, by: Person) -> Minutes:
    """Draw the minutes of a closed meeting up from what happened, in the language of who asks.

    Raises `NotAllowed`, or `Conflict` before the meeting is closed and when it has minutes.
    """
    now = clock.now()
    require_act(by, meeting.coalition_id, Act.KEEP_MINUTES, now)
    require_meeting(meeting, Sits.CLOSED)
    sections = _drawn(meeting)
    with write_transaction():
        head = lock_head(meeting.coalition_id)
        if Minutes.objects.filter(meeting=meeting).exists():
            raise Conflict("minutes_drawn", _("The minutes of this meeting are drawn up already."))
        minutes = Minutes.objects.create(meeting=meeting, drawn_by=by, drawn_at=now, changed_at=now)
        for section in sections:
            section.minutes = minutes
        Section.objects.bulk_create(sections)
        _record(minutes, "minutes_drawn", now, {"sections": len(sections)}, head)
    return minutes


def edit_section(*, section: Section, heading: str, text: str, seen: int, by: Person) -> Section:
    """Edit a section; once the minutes are circulated this is a correction, which is told.

    `seen` is the number of changes that the editor had before them. Raises `Conflict` when somebody else has edited it
    since, or the minutes are adopted; then nothing is lost of either.
    """
    now = clock.now()
    require_act(by, section.minutes.meeting.coalition_id, Act.KEEP_MINUTES, now)
    checking = Checking()
    heading = checking.of(lambda line: checked_line(line, "heading", _("Give it a heading."), limit=240), heading)
    text = checking.of(lambda given: checked_text(given, "text"), text)
    checking.done()
    with _under_lock(section.minutes, State.DRAFT, State.CIRCULATED) as (minutes, head):
        section = Section.objects.get(pk=section.pk)
        if (section.heading, section.text) == (heading, text):
            return section
        if section.changes != seen:
            raise Conflict("edited_since", _("Somebody else has edited it meanwhile. Compare, and edit anew."))
        section.heading, section.text, section.changes = heading, text, section.changes + 1
        section.save(update_fields=["heading", "text", "changes"])
        kind = _changed(minutes, now)
        _record(minutes, kind, now, {"section": section.position}, head)
    return section


def circulate(*, minutes: Minutes, by: Person) -> Minutes:
    """Send the minutes to all members, to be adopted by a later meeting or corrected before."""
    now = clock.now()
    require_act(by, minutes.meeting.coalition_id, Act.KEEP_MINUTES, now)
    with _under_lock(minutes, State.DRAFT) as (minutes, head):
        minutes.circulated_at = now
        _circulated(minutes, now)
        _record(minutes, "minutes_circulated", now, {}, head)
    return minutes


def adopt_minutes(*, minutes: Minutes, meeting: Meeting, by: Person) -> Minutes:
    """Record that a later meeting, in session, adopts the minutes: from then on not a letter of them changes."""
    now = clock.now()
    require_act(by, minutes.meeting.coalition_id, Act.KEEP_MINUTES, now)
    with _under_lock(minutes, State.CIRCULATED) as (minutes, head):
        meeting = Meeting.objects.get(pk=meeting.pk)
        _check_adopts(minutes, meeting)
        minutes.adopted_at, minutes.adopted_in = now, meeting
        minutes.save(update_fields=["adopted_at", "adopted_in"])
        _record(minutes, "minutes_adopted", now, {"adopted_in": meeting.number}, head)
    return minutes


def _drawn(meeting: Meeting) -> list[Section]:
    sitting, names = sitting_of(meeting), wording.names_of(meeting)
    sections = [Section(heading=gettext("Opening"), text=wording.opening(sitting, names))]
    for each in sitting.items:
        heading = f"{each.place.number}. {each.place.item.title}"[:MAX_HEADING]
        text = wording.item_words(each, meeting, names)
        sections.append(Section(heading=heading, text=text, item=each.place.item))
    sections.append(Section(heading=gettext("Closing"), text=wording.closing(sitting)))
    for position, section in enumerate(sections, start=1):
        section.position = position
    return sections


def _changed(minutes: Minutes, now: datetime) -> str:
    """Count a change; return the kind of its entry: what was circulated has another version from now on."""
    minutes.changed_at = now
    if minutes.circulated_at is None:
        minutes.save(update_fields=["changed_at"])
        return "minutes_edited"
    _circulated(minutes, now)
    return "minutes_corrected"


def _circulated(minutes: Minutes, now: datetime) -> None:
    minutes.version, minutes.changed_at, minutes.text_hash = minutes.version + 1, now, hash_of(minutes)
    minutes.save(update_fields=["version", "changed_at", "circulated_at", "text_hash"])


def _check_adopts(minutes: Minutes, meeting: Meeting) -> None:
    if meeting.coalition_id != minutes.meeting.coalition_id or meeting.pk == minutes.meeting_id:
        raise Invalid("not_later", _("Minutes are adopted by a later meeting."), field="meeting")
    if meeting_state(meeting) != Sits.LIVE:
        raise Conflict("meeting_not_live", _("Minutes are adopted by a meeting in session."))


@contextmanager
def _under_lock(minutes: Minutes, *states: State) -> Iterator[tuple[Minutes, Head]]:
    """Give the minutes as they stand, in one of the states, under the lock that orders the coalition's acts."""
    with write_transaction():
        head = lock_head(minutes.meeting.coalition_id)
        held = Minutes.objects.select_related("meeting").get(pk=minutes.pk)
        require(held, *states)
        yield held, head


def _record(minutes: Minutes, kind: str, at: datetime, body: Mapping[str, Any], head: Head) -> None:
    said = {"meeting": minutes.meeting.number, "version": minutes.version, "text_hash": minutes.text_hash, **body}
    append(
        coalition_id=minutes.meeting.coalition_id,
        kind=kind,
        subject=f"minutes:{minutes.pk}",
        at=at,
        body=said,
        head=head,
    )
