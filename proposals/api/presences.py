"""Who is present at a meeting."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition import clock
from proposals.api.fields import Text
from proposals.api.meeting_fields import AttendanceSerializer, MeetingView, attendance_row
from proposals.api.openapi import operation
from proposals.api.parsing import Body
from proposals.api.reaching import member_named
from proposals.meetings.models import How
from proposals.meetings.sitting import attendance_of, note_presence

ABSENT = "absent"


class PresenceBody(Body):
    """How a member is present, or that it has left."""

    member = Text(max_length=8, help_text="The member's code, such as FI.")
    how = serializers.ChoiceField(choices=[*How.values, ABSENT])


class Presences(MeetingView):
    """Who is present at one meeting."""

    @operation("note_presence", "Note a presence", takes=PresenceBody, gives=AttendanceSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int) -> Response:
        """Note that a member is present, in the room or online, or has left; told twice, it is noted once."""
        found, asked = self.meeting(meeting), self.body(PresenceBody)
        member = member_named(found.coalition_id, asked["member"], "member")
        how = None if asked["how"] == ABSENT else How(asked["how"])
        note_presence(meeting=found, member=member, how=how, by=self.person)
        return Response(attendance_row(attendance_of(found, clock.now())))
