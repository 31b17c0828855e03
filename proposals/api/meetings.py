"""Meetings: list, prepare, read; amend, call and cancel, open and close."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from proposals.api.fields import Flag, Instant, Text
from proposals.api.meeting_fields import MeetingInFullSerializer, MeetingSerializer, MeetingView
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, EmptyBody, ListQuery
from proposals.api.reaching import reach_coalition
from proposals.meetings.calling import MAX_REASON, Call, amend_meeting, call_meeting, cancel_meeting, publish_meeting
from proposals.meetings.models import Meeting
from proposals.meetings.sitting import close_meeting, open_meeting
from proposals.meetings.states import State, meetings_in
from proposals.scope import meetings_for

ORDERS = ["starts_at", "-starts_at"]


class MeetingFilter(ListQuery):
    """Which meetings to list."""

    coalition = serializers.SlugField(required=False)
    state = serializers.ChoiceField(choices=State.choices, required=False)
    until = Instant(required=False, help_text="That start before this instant.")
    ordering = serializers.ChoiceField(choices=ORDERS, required=False)

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; `from` is a word of Python's own, so that it is named here."""
        since = Instant(required=False, help_text="That start at this instant or later.")
        return {**super().get_fields(), "from": since}


class CallBody(Body):
    """When and where a meeting is held: in a place, online, or both."""

    title = Text(max_length=200)
    starts_at = Instant()
    ends_at = Instant()
    time_zone = Text(max_length=64, help_text="Where it is held: an IANA name such as Europe/Paris.")
    place = Text(max_length=200, required=False, allow_blank=True)
    online = Text(max_length=500, required=False, allow_blank=True, help_text="An address that begins with https://.")
    open_to_observers = Flag(required=False)


class MeetingBody(CallBody):
    """A meeting to prepare."""

    coalition = Text(max_length=50, help_text="Its slug.")


class AmendBody(CallBody):
    """When and where the meeting is held from now on, as a whole."""

    reason = Text(max_length=MAX_REASON, required=False, allow_blank=True, help_text="Told to those who were called.")


class CancelBody(Body):
    """Why a meeting is not held."""

    reason = Text(max_length=MAX_REASON, help_text="Told to those who were called.")


class Meetings(MeetingView):
    """All the meetings that the person may read."""

    pagination_class = Pages

    @operation("list_meetings", "List meetings", gives=MeetingSerializer(many=True), query=MeetingFilter)
    def get(self, request: Request) -> Response:
        """List the meetings you may read, the latest first unless asked otherwise."""
        found = _found(meetings_for(self.person, self.instant), self.query(MeetingFilter))
        return self.listed(found.select_related("coalition"), MeetingSerializer)

    @operation(
        "prepare_meeting",
        "Prepare a meeting",
        takes=MeetingBody,
        gives=MeetingInFullSerializer,
        status=201,
        refuses=[404],
    )
    def post(self, request: Request) -> Response:
        """Prepare a coalition's next meeting. Only those who run its meetings see it until it is published."""
        asked = self.body(MeetingBody)
        coalition = reach_coalition(self.person, asked.pop("coalition"), self.instant)
        meeting = call_meeting(coalition=coalition, call=Call(**asked), by=self.person)
        place = reverse("api:meeting", args=[meeting.pk], request=request)
        return Response(self.in_full(meeting), status=201, headers={"Location": place})


class OneMeeting(MeetingView):
    """One meeting."""

    @operation("read_meeting", "Read a meeting", gives=MeetingInFullSerializer, refuses=[404])
    def get(self, request: Request, meeting: int) -> Response:
        """Give the meeting with its agenda and, in session, the item, its clock, the floor and who is present."""
        return Response(self.in_full(self.meeting(meeting)))


class Amend(MeetingView):
    """When and where a meeting is held."""

    @operation("amend_meeting", "Amend a meeting", takes=AmendBody, gives=MeetingInFullSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int) -> Response:
        """Change when or where the meeting is held, as long as it has not been opened."""
        found, asked = self.meeting(meeting), self.body(AmendBody)
        reason = asked.pop("reason", "")
        return Response(self.in_full(amend_meeting(meeting=found, call=Call(**asked), by=self.person, reason=reason)))


class Publish(MeetingView):
    """The call of a meeting."""

    @operation(
        "publish_meeting", "Publish a meeting", takes=EmptyBody, gives=MeetingInFullSerializer, refuses=[404, 409]
    )
    def post(self, request: Request, meeting: int) -> Response:
        """Call the meeting: its items get their numbers and everybody concerned sees it."""
        found = self.meeting(meeting)
        self.body(EmptyBody)
        return Response(self.in_full(publish_meeting(meeting=found, by=self.person)))


class Cancel(MeetingView):
    """The end of a meeting that is not held."""

    @operation(
        "cancel_meeting", "Cancel a meeting", takes=CancelBody, gives=MeetingInFullSerializer, refuses=[404, 409]
    )
    def post(self, request: Request, meeting: int) -> Response:
        """Cancel the meeting, with the reason. It stays on record."""
        found = self.meeting(meeting)
        return Response(self.in_full(cancel_meeting(meeting=found, by=self.person, **self.body(CancelBody))))


class Open(MeetingView):
    """The beginning of a session."""

    @operation("open_meeting", "Open a meeting", takes=EmptyBody, gives=MeetingInFullSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int) -> Response:
        """Open the meeting, now."""
        found = self.meeting(meeting)
        self.body(EmptyBody)
        return Response(self.in_full(open_meeting(meeting=found, by=self.person)))


class Close(MeetingView):
    """The end of a session."""

    @operation("close_meeting", "Close a meeting", takes=EmptyBody, gives=MeetingInFullSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int) -> Response:
        """Close the meeting, now: the floor is taken back and everybody present leaves."""
        found = self.meeting(meeting)
        self.body(EmptyBody)
        return Response(self.in_full(close_meeting(meeting=found, by=self.person)))


def _found(rows: QuerySet[Meeting], asked: dict[str, Any]) -> QuerySet[Meeting]:
    named = {"coalition": "coalition__slug", "from": "starts_at__gte", "until": "starts_at__lt"}
    rows = rows.filter(Q(**{path: asked[name] for name, path in named.items() if name in asked}))
    if "state" in asked:
        rows = rows.filter(meetings_in(State(asked["state"])))
    return rows.order_by(asked.get("ordering", "-starts_at"), "-pk")
