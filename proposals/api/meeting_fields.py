"""Meetings as they are written: in a list, in full, an item of the agenda, a place on the list of speakers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coalition import clock
from coalition.models import Person
from proposals.api.divisions import ProposalNameSerializer
from proposals.api.fields import Exercise, Instant
from proposals.api.reaching import reach
from proposals.api.view import ApiView
from proposals.meetings.floor import speaking, waiting
from proposals.meetings.models import How, Item, Meeting, Purpose
from proposals.meetings.outlines import current_of, next_of
from proposals.meetings.reading import Line, agenda_for, clock_of, open_rulings
from proposals.meetings.sitting import Attendance, attendance_of
from proposals.meetings.states import State, state_of
from proposals.scope import meetings_for


class MeetingSerializer(serializers.Serializer[Any]):
    """A meeting, as in a list."""

    id = serializers.IntegerField()
    coalition = serializers.CharField(source="coalition.slug")
    exercise = Exercise("coalition.exercise")
    number = serializers.IntegerField(
        help_text="Of the coalition's meetings, in the order in which they were prepared."
    )
    title = serializers.CharField()
    state = serializers.SerializerMethodField()
    starts_at = Instant()
    ends_at = Instant()
    time_zone = serializers.CharField(help_text="Where it is held: an IANA name such as Europe/Paris.")
    place = serializers.CharField()
    online = serializers.CharField(help_text="An address that begins with https://, or empty.")
    open_to_observers = serializers.BooleanField()
    version = serializers.IntegerField(help_text="Rises with each change told to those concerned; 0 in preparation.")
    reason = serializers.CharField(help_text="Why it was cancelled, or last changed.")
    published_at = Instant(allow_null=True)
    changed_at = Instant()
    opened_at = Instant(allow_null=True)
    closed_at = Instant(allow_null=True)
    cancelled_at = Instant(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=State.choices))
    def get_state(self, meeting: Meeting) -> str:
        """Return where it stands."""
        return state_of(meeting).value


class ItemSerializer(serializers.Serializer[Any]):
    """An item of the agenda, where it stands in it."""

    id = serializers.IntegerField(source="item.pk")
    number = serializers.CharField(source="place.number", help_text="Its own once published; before, the one to come.")
    depth = serializers.IntegerField(source="place.depth", help_text="0 for an item of no other.")
    under = serializers.IntegerField(source="item.parent_id", allow_null=True, help_text="The item that it is under.")
    title = serializers.CharField(source="item.title")
    note = serializers.CharField(source="item.note", help_text="Markdown. Not HTML: escape it.")
    discussed = serializers.BooleanField(source="item.discussed", help_text="true: B, with discussion. false: A.")
    minutes = serializers.IntegerField(source="item.minutes", allow_null=True, help_text="Its time box.")
    now = serializers.BooleanField(help_text="Whether it is the one taken up.")
    begun_at = Instant(source="item.begun_at", allow_null=True)
    done_at = Instant(source="item.done_at", allow_null=True)
    withdrawn_at = Instant(source="item.withdrawn_at", allow_null=True)
    proposals = ProposalNameSerializer(many=True, help_text="Those that you may read.")


class TurnSerializer(serializers.Serializer[Any]):
    """A member's place on the list of speakers: asked for, had, or given up."""

    id = serializers.IntegerField()
    item = serializers.IntegerField(source="item_id", allow_null=True)
    member = serializers.CharField(source="member.code")
    group = serializers.SerializerMethodField(help_text="For whom it speaks as well.")
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    limit = serializers.IntegerField(allow_null=True, help_text="Seconds.")
    asked_at = Instant()
    begun_at = Instant(allow_null=True)
    ended_at = Instant(allow_null=True)
    withdrawn_at = Instant(allow_null=True)
    ruling = serializers.CharField(help_text="What the chair ruled on a point of order.")
    ruled_at = Instant(allow_null=True)
    appealed_by = serializers.SerializerMethodField()
    upheld = serializers.BooleanField(allow_null=True, help_text="After an appeal: whether the ruling stands.")

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_group(self, turn: Any) -> str | None:
        """Return its code."""
        return turn.group.code if turn.group else None

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_appealed_by(self, turn: Any) -> str | None:
        """Return the code of the member that appealed the ruling."""
        return turn.appealed_by.code if turn.appealed_by else None


class PresentSerializer(serializers.Serializer[Any]):
    """A member that is present."""

    member = serializers.CharField()
    how = serializers.ChoiceField(choices=How.choices)


class AttendanceSerializer(serializers.Serializer[Any]):
    """Who is present, and whether that is a quorum."""

    present = PresentSerializer(many=True)
    members = serializers.IntegerField(help_text="How many members there are.")
    needed = serializers.IntegerField(help_text="How many present make a quorum.")
    quorum = serializers.BooleanField()


class ClockSerializer(serializers.Serializer[Any]):
    """The time box of the item taken up, in seconds."""

    used = serializers.IntegerField()
    box = serializers.IntegerField(allow_null=True)
    left = serializers.IntegerField(allow_null=True)
    over = serializers.BooleanField()


class SessionSerializer(serializers.Serializer[Any]):
    """Where a meeting in session stands at the instant of this answer."""

    item = serializers.IntegerField(allow_null=True, help_text="The item taken up.")
    following = serializers.IntegerField(allow_null=True, help_text="The item to take up next.")
    clock = ClockSerializer(allow_null=True)
    speaker = TurnSerializer(allow_null=True)
    list_closed = serializers.BooleanField(help_text="Whether nobody more makes a statement on the item taken up.")
    waiting = TurnSerializer(many=True, help_text="In order: points of order first, replies last.")
    rulings = TurnSerializer(many=True, help_text="Points of order to be ruled on, and rulings under appeal.")
    attendance = AttendanceSerializer()


class MeetingInFullSerializer(MeetingSerializer):
    """A meeting with its agenda and, while it is in session, where it stands."""

    agenda = ItemSerializer(many=True)
    session = SessionSerializer(allow_null=True, help_text="null unless the meeting is in session.")


class MeetingView(ApiView):
    """What endpoints of one meeting have in common: how they reach it and what they answer with."""

    def meeting(self, pk: int) -> Meeting:
        """Return the meeting, when the person may read it. Raises `Http404`."""
        return reach(meetings_for(self.person, self.instant).select_related("coalition"), pk=pk)

    def item(self, meeting: int, pk: int) -> Item:
        """Return an item of the meeting's agenda. Raises `Http404`."""
        return reach(self.meeting(meeting).items.select_related("meeting__coalition", "parent"), pk=pk)

    def in_full(self, meeting: Meeting) -> Any:
        """Return the meeting as its reader sees it now, after whatever this request did."""
        return in_full(meeting, self.person, clock.now())

    def line(self, item: Item) -> Any:
        """Return the item where it stands on the agenda now."""
        lines = agenda_for(self.person, item.meeting, clock.now())
        return ItemSerializer(next(line for line in lines if line.item.pk == item.pk)).data


def in_full(meeting: Meeting, person: Person, instant: datetime) -> Any:
    """Return the meeting as the person sees it at `instant`, in a fixed number of queries."""
    lines = agenda_for(person, meeting, instant)
    session = _session(meeting, lines, instant) if state_of(meeting) == State.LIVE else None
    row = MeetingSerializer(meeting).data
    return {
        **row,
        "agenda": ItemSerializer(lines, many=True).data,
        "session": SessionSerializer(session).data if session else None,
    }


def attendance_row(attendance: Attendance) -> dict[str, Any]:
    """Return who is present, by code."""
    return {
        "present": [{"member": code, "how": attendance.present[code]} for code in sorted(attendance.present)],
        "members": len(attendance.members),
        "needed": attendance.needed,
        "quorum": attendance.is_quorum,
    }


def _session(meeting: Meeting, lines: list[Line], instant: datetime) -> dict[str, Any]:
    places = [line.place for line in lines]
    item, following = current_of(places), next_of(places)
    return {
        "item": item.pk if item else None,
        "following": following.pk if following else None,
        "clock": _clock(item, instant) if item else None,
        "speaker": speaking(meeting).select_related("member", "group", "appealed_by").first(),
        "list_closed": bool(item and item.list_closed_at),
        "waiting": list(waiting(meeting).select_related("appealed_by")),
        "rulings": open_rulings(meeting),
        "attendance": attendance_row(attendance_of(meeting, instant)),
    }


def _clock(item: Item, instant: datetime) -> dict[str, Any]:
    stands = clock_of(item, instant)
    box, left = (_seconds(stands.box), _seconds(stands.left)) if stands.box else (None, None)
    return {"used": _seconds(stands.used), "box": box, "left": left, "over": stands.over}


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())
