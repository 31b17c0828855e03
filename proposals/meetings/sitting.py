"""A meeting in session: opened, item by item, closed; who is there, and whether that is a quorum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid
from coalition.models import Member, Person
from coalition.rolls import members_at
from proposals.meetings.acting import check_runs, record, under_lock
from proposals.meetings.agenda import MAX_MINUTES
from proposals.meetings.calling import told
from proposals.meetings.models import How, Item, Meeting, Presence, Turn
from proposals.meetings.states import State, require

MAX_MORE = 120  # minutes at a time


def open_meeting(*, meeting: Meeting, by: Person) -> Meeting:
    """Open the meeting, now. Raises `Conflict` unless it was called."""
    now = clock.now()
    check_runs(by, meeting.coalition_id, now)
    with under_lock(meeting) as (meeting, head):
        require(meeting, State.CALLED)
        meeting.opened_at = now
        meeting.save(update_fields=["opened_at"])
        record(meeting, "meeting_opened", now, {}, head)
    return meeting


def take_item(*, item: Item, by: Person) -> Item:
    """Take up an item: the one before it is done. An item may be taken up again."""
    now = clock.now()
    check_runs(by, item.meeting.coalition_id, now)
    with under_lock(item.meeting) as (meeting, head):
        require(meeting, State.LIVE)
        item = Item.objects.get(pk=item.pk)
        if item.withdrawn_at is not None:
            raise Conflict("item_withdrawn", _("This item is off the agenda."))
        _end_turns(meeting, now)
        meeting.items.filter(begun_at__isnull=False, done_at__isnull=True).exclude(pk=item.pk).update(done_at=now)
        item.begun_at, item.done_at = item.begun_at or now, None
        item.list_closed_at = None
        item.save(update_fields=["begun_at", "done_at", "list_closed_at"])
        record(meeting, "item_begun", now, {"item": item.pk, "number": item.number}, head)
    return item


def lengthen_item(*, item: Item, minutes: int, by: Person) -> Item:
    """Give an item more time, up to a day."""
    now = clock.now()
    check_runs(by, item.meeting.coalition_id, now)
    if not 1 <= minutes <= MAX_MORE:
        raise Invalid("bad_minutes", _("Add 1 to 120 minutes."), field="minutes")
    with under_lock(item.meeting) as (meeting, head):
        require(meeting, State.CALLED, State.LIVE)
        item = Item.objects.get(pk=item.pk)
        item.minutes = min((item.minutes or 0) + minutes, MAX_MINUTES)
        item.save(update_fields=["minutes"])
        record(meeting, "item_lengthened", now, {"number": item.number, "minutes": item.minutes}, head)
    return item


def close_meeting(*, meeting: Meeting, by: Person) -> Meeting:
    """Close the meeting: the floor is taken back and everybody present leaves, at this instant."""
    now = clock.now()
    check_runs(by, meeting.coalition_id, now)
    with under_lock(meeting) as (meeting, head):
        require(meeting, State.LIVE)
        _end_turns(meeting, now)
        meeting.items.filter(begun_at__isnull=False, done_at__isnull=True).update(done_at=now)
        meeting.presences.at(now).update(ends_at=now)
        meeting.closed_at = now
        told(meeting, now)
        meeting.save(update_fields=["closed_at", "version", "changed_at"])
        record(meeting, "meeting_closed", now, {}, head)
    return meeting


def note_presence(*, meeting: Meeting, member: Member, how: How | None, by: Person) -> None:
    """Note that a member is present, in the room or online, or (None) that it has left."""
    now = clock.now()
    check_runs(by, meeting.coalition_id, now)
    with under_lock(meeting) as (meeting, head):
        require(meeting, State.CALLED, State.LIVE)
        if member not in members_at(meeting.coalition, now):
            raise Invalid("not_member", _("%(member)s is not a member.") % {"member": member.name}, field="member")
        standing = meeting.presences.at(now).filter(member=member).first()
        if (standing.how if standing else None) == how:
            return
        meeting.presences.at(now).filter(member=member).update(ends_at=now)
        if how is not None:
            Presence.objects.create(meeting=meeting, member=member, how=how, starts_at=now)
        body = {"member": member.code, "how": how.value if how else "absent"}
        record(meeting, "presence_noted", now, body, head)


@dataclass(frozen=True)
class Attendance:
    """Which of the members are present, and how; `needed` of them make a quorum."""

    present: dict[str, How]
    members: tuple[str, ...]

    @property
    def needed(self) -> int:
        """More than half."""
        return len(self.members) // 2 + 1

    @property
    def is_quorum(self) -> bool:
        """Whether enough are present."""
        return len(self.present) >= self.needed


def attendance_of(meeting: Meeting, instant: datetime) -> Attendance:
    """Return who was present at `instant`. Two queries."""
    rows = meeting.presences.at(instant).select_related("member")
    present = {row.member.code: How(row.how) for row in rows}
    return Attendance(present, tuple(member.code for member in members_at(meeting.coalition, instant)))


def current_item(meeting: Meeting) -> Item | None:
    """Return the item that is taken up."""
    return meeting.items.filter(begun_at__isnull=False, done_at__isnull=True).first()


def _end_turns(meeting: Meeting, now: datetime) -> None:
    Turn.objects.filter(meeting=meeting, begun_at__isnull=False, ended_at__isnull=True).update(ended_at=now)
