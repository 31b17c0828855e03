"""Minutes of a meeting: drawn up, read, edited by section, circulated, adopted."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from proposals.api.fields import Exercise, Instant, RowId, Text
from proposals.api.meeting_fields import MeetingView
from proposals.api.openapi import operation
from proposals.api.parsing import Body, EmptyBody
from proposals.api.reaching import reach
from proposals.drafting.checking import MAX_TEXT
from proposals.meetings.models import Meeting
from proposals.minutes.keeping import MAX_HEADING, adopt_minutes, circulate, draw_up, edit_section
from proposals.minutes.models import Minutes
from proposals.minutes.states import State, is_intact, minutes_for, state_of
from proposals.scope import meetings_for


class SectionSerializer(serializers.Serializer[Any]):
    """One section of minutes."""

    id = serializers.IntegerField()
    position = serializers.IntegerField()
    item = serializers.IntegerField(source="item_id", allow_null=True, help_text="The item of the agenda.")
    heading = serializers.CharField()
    text = serializers.CharField(help_text="Markdown. Not HTML: escape it.")
    changes = serializers.IntegerField(help_text="How often it was edited: send it back as `seen`.")


class MinutesSerializer(serializers.Serializer[Any]):
    """The minutes of a meeting."""

    id = serializers.IntegerField()
    meeting = serializers.IntegerField(source="meeting_id")
    number = serializers.IntegerField(source="meeting.number", help_text="The meeting's.")
    exercise = Exercise("meeting.coalition.exercise")
    state = serializers.SerializerMethodField()
    version = serializers.IntegerField(help_text="Rises with each text that was circulated; 0 before.")
    drawn_at = Instant()
    changed_at = Instant()
    circulated_at = Instant(allow_null=True)
    adopted_at = Instant(allow_null=True)
    adopted_in = serializers.IntegerField(source="adopted_in_id", allow_null=True, help_text="The meeting that did.")
    text_hash = serializers.CharField(
        help_text="SHA-256 of the canonical JSON of the meeting's number and the sections' headings and texts."
    )
    intact = serializers.SerializerMethodField(help_text="Whether the text still has the hash that is on record.")
    sections = SectionSerializer(many=True, source="sections.all")

    @extend_schema_field(serializers.ChoiceField(choices=State.choices))
    def get_state(self, minutes: Minutes) -> str:
        """Return where they stand."""
        return state_of(minutes).value

    def get_intact(self, minutes: Minutes) -> bool:
        """Return whether text and hash agree."""
        return is_intact(minutes)


class SectionBody(Body):
    """What a section says from now on."""

    heading = Text(max_length=MAX_HEADING)
    text = Text(max_length=MAX_TEXT, allow_blank=True, help_text="Markdown.")
    seen = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="Its `changes`, as it was read.")


class AdoptMinutesBody(Body):
    """Which meeting adopts them."""

    meeting = RowId(help_text="A later meeting of the coalition, in session.")


class MinutesView(MeetingView):
    """What endpoints of minutes have in common."""

    def minutes(self, meeting: int) -> Minutes:
        """Return the meeting's minutes, when the person may read them. Raises `Http404`."""
        found = minutes_for(self.person, self.instant).select_related("meeting__coalition")
        return reach(found, meeting=self.meeting(meeting))

    def answer(self, minutes: Minutes, status: int = 200) -> Response:
        """Return the minutes as they stand now."""
        fresh = Minutes.objects.select_related("meeting__coalition").prefetch_related("sections").get(pk=minutes.pk)
        return Response(MinutesSerializer(fresh).data, status=status)


class MinutesOfMeeting(MinutesView):
    """The minutes of one meeting."""

    @operation("read_minutes", "Read minutes", gives=MinutesSerializer, refuses=[404])
    def get(self, request: Request, meeting: int) -> Response:
        """Give the minutes: to those who run meetings as soon as they are drawn up, to members once circulated."""
        return self.answer(self.minutes(meeting))

    @operation(
        "draw_minutes", "Draw up minutes", takes=EmptyBody, gives=MinutesSerializer, status=201, refuses=[404, 409]
    )
    def post(self, request: Request, meeting: int) -> Response:
        """Draw the minutes of a closed meeting up from what happened, in the language that you ask for."""
        found = self.meeting(meeting)
        self.body(EmptyBody)
        return self.answer(draw_up(meeting=found, by=self.person), 201)


class CirculateMinutes(MinutesView):
    """The circulation of minutes."""

    @operation("circulate_minutes", "Circulate minutes", takes=EmptyBody, gives=MinutesSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int) -> Response:
        """Send the minutes to all members."""
        found = self.minutes(meeting)
        self.body(EmptyBody)
        return self.answer(circulate(minutes=found, by=self.person))


class AdoptMinutes(MinutesView):
    """The adoption of minutes by a later meeting."""

    @operation("adopt_minutes", "Adopt minutes", takes=AdoptMinutesBody, gives=MinutesSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int) -> Response:
        """Record that a later meeting, in session, adopts the minutes: from then on nothing in them changes."""
        found, asked = self.minutes(meeting), self.body(AdoptMinutesBody)
        later: Meeting = reach(meetings_for(self.person, self.instant), pk=asked["meeting"])
        return self.answer(adopt_minutes(minutes=found, meeting=later, by=self.person))


class EditSection(MinutesView):
    """One section of minutes."""

    @operation(
        "edit_minutes", "Edit a section of minutes", takes=SectionBody, gives=MinutesSerializer, refuses=[404, 409]
    )
    def post(self, request: Request, meeting: int, section: int) -> Response:
        """Say what a section says from now on; once circulated this is a correction, which members are told of."""
        found = self.minutes(meeting)
        row = reach(found.sections.select_related("minutes__meeting"), pk=section)
        edit_section(section=row, by=self.person, **self.body(SectionBody))
        return self.answer(found)
