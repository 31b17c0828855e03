"""Calendars: what is when, as JSON and as iCalendar; the keys of one's own calendar programs."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.models import Member
from proposals.api.fields import Exercise, Instant, RowId, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.reaching import reach, reach_coalition
from proposals.api.tokens import InPerson
from proposals.api.view import ApiView
from proposals.calendars import ics
from proposals.calendars.addresses import server_of, written_address
from proposals.calendars.events import Kind, Wanted, events_for
from proposals.calendars.feeds import as_calendar, etag
from proposals.calendars.keys import About, make_key, revoke_key
from proposals.calendars.models import Shows
from proposals.scope import meetings_for

MATCH = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="The ETag you hold: 304 if so.")


class Ics(JSONRenderer):
    """Lets a caller ask for the media type of calendars; a problem is still told in JSON."""

    media_type = ics.MEDIA_TYPE
    format = "ics"


class EventSerializer(serializers.Serializer[Any]):
    """A deadline, a meeting, or the date of a commitment of your own delegation."""

    uid = serializers.CharField(help_text="The same in feeds, invitations and CalDAV.")
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    id = serializers.IntegerField(help_text="Of the vote, the meeting or the commitment.")
    coalition = serializers.CharField(source="coalition.slug")
    exercise = Exercise("coalition.exercise")
    number = serializers.CharField(help_text="Of the proposal, the meeting or the decision.")
    title = serializers.CharField(help_text="Read inside: what leaves the house names it only where that is allowed.")
    starts_at = Instant(help_text="Of a vote its deadline: what is received then or later does not count.")
    ends_at = Instant()
    cancelled = serializers.BooleanField(help_text="Annulled, not held, fulfilled or withdrawn.")
    sequence = serializers.IntegerField(help_text="Rises with each change.")
    changed_at = Instant()
    page = serializers.CharField(source="path", help_text="Where it stands, on this server.")


class CalendarQuery(ListQuery):
    """Which stretch of time; when not given, from half a year back on."""

    coalition = serializers.SlugField(required=False)
    until = Instant(required=False, help_text="That begin before this instant.")

    def get_fields(self) -> dict[str, Any]:
        """Return the fields; `from` is a word of Python's own, so that it is named here."""
        since = Instant(required=False, help_text="That end after this instant; a deadline at it is in.")
        return {**super().get_fields(), "from": since}


class Calendar(ApiView):
    """What is when."""

    pagination_class = Pages

    @operation(
        "read_calendar",
        "Read the calendar",
        gives=EventSerializer(many=True),
        query=CalendarQuery,
        headers=[MATCH],
        refuses=[404],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """List deadlines and meetings by time, as you may read them now; 304 where you hold this answer already."""
        asked = self.query(CalendarQuery)
        slug = asked.get("coalition")
        coalition = reach_coalition(self.person, slug, self.instant) if slug else None
        wanted = Wanted(coalition=coalition, start=asked.get("from"), end=asked.get("until"))
        response = self.listed(events_for(self.person, self.instant, wanted), EventSerializer)
        tag = etag(json.dumps(response.data, default=str).encode())
        response["ETag"] = tag
        return get_conditional_response(request, etag=tag, response=response) or response


class IcsView(ApiView):
    """An endpoint that gives one event as a file."""

    renderer_classes = [Ics, JSONRenderer]

    def file(self, request: Request, wanted: Wanted) -> HttpResponse:
        """Return the event as iCalendar, in its reader's language. Raises `Http404`."""
        events = events_for(self.person, self.instant, wanted)
        if not events:
            _nothing()
        with translation.override(self.person.language):
            content = ics.feed(events, "Concert", request.build_absolute_uri("/"))
        return as_calendar(request, content, f"{events[0].name}.ics")


class DivisionIcs(IcsView):
    """A vote's deadline."""

    @operation(
        "division_calendar", "A vote for your calendar", gives=str, file=ics.MEDIA_TYPE, headers=[MATCH], refuses=[404]
    )
    def get(self, request: Request, division: int) -> HttpResponse:
        """Give the vote's deadline as iCalendar; without the title, unless it may leave the house."""
        return self.file(request, Wanted(division=division))


class MeetingIcs(IcsView):
    """A meeting."""

    @operation(
        "meeting_calendar",
        "A meeting for your calendar",
        gives=str,
        file=ics.MEDIA_TYPE,
        headers=[MATCH],
        refuses=[404],
    )
    def get(self, request: Request, meeting: int) -> HttpResponse:
        """Give the meeting, once it was called, as iCalendar: number and time, neither title nor place."""
        return self.file(request, Wanted(meeting=meeting))


class CalendarKeySerializer(serializers.Serializer[Any]):
    """A key of a calendar program, without its secret."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    shows = serializers.ChoiceField(choices=Shows.choices)
    coalition = serializers.CharField(source="coalition.slug", default=None, allow_null=True)
    member = serializers.CharField(source="member.code", default=None, allow_null=True)
    meeting = serializers.IntegerField(source="meeting_id", allow_null=True)
    created_at = Instant()
    revoked_at = Instant(allow_null=True)
    last_read_at = Instant(allow_null=True, help_text="To five minutes.")
    last_reader = serializers.CharField(help_text="The program that read it last, as it said; empty when unknown.")


class NewCalendarKeySerializer(CalendarKeySerializer):
    """A key just made."""

    address = serializers.CharField(help_text="Of the feed, or of the CalDAV server.")
    password = serializers.CharField(allow_null=True, help_text="Of CalDAV. Shown this once: only its hash is kept.")


class CalendarKeyBody(Body):
    """What a calendar program may read."""

    name = Text(max_length=80)
    shows = serializers.ChoiceField(choices=Shows.choices)
    coalition = Text(max_length=50, required=False, help_text="Its slug, for `coalition` and `delegation`.")
    member = Text(max_length=8, required=False, help_text="Its code, for `delegation`.")
    meeting = RowId(required=False, help_text="For `meeting`.")


class CalendarKeys(ApiView):
    """All one's own calendar keys."""

    permission_classes = [IsAuthenticated, InPerson]
    pagination_class = Pages

    @operation(
        "list_calendar_keys",
        "List your calendar keys",
        gives=CalendarKeySerializer(many=True),
        query=ListQuery,
        refuses=[403],
    )
    def get(self, request: Request) -> Response:
        """List your feeds and CalDAV passwords, the newest first, with when each was last read."""
        self.query(ListQuery)
        return self.listed(self.person.calendar_keys.select_related("coalition", "member"), CalendarKeySerializer)

    @operation(
        "create_calendar_key",
        "Make a calendar key",
        takes=CalendarKeyBody,
        gives=NewCalendarKeySerializer,
        status=201,
        refuses=[404, 409],
    )
    def post(self, request: Request) -> Response:
        """Make the address of a feed, or a password for CalDAV, and show it once."""
        asked = self.body(CalendarKeyBody)
        shows = Shows(asked["shows"])
        key, secret = make_key(person=self.person, name=asked["name"], shows=shows, about=self._about(asked))
        base, caldav = request.build_absolute_uri("/"), shows == Shows.CALDAV
        told = {
            "address": server_of(base) if caldav else written_address(base, secret),
            "password": secret if caldav else None,
        }
        return Response(CalendarKeySerializer(key).data | told, status=201)

    def _about(self, asked: dict[str, Any]) -> About:
        slug, code, number = asked.get("coalition"), asked.get("member"), asked.get("meeting")
        coalition = reach_coalition(self.person, slug, self.instant) if slug else None
        member = reach(Member.objects.filter(coalition=coalition), code=code) if code else None
        meeting = reach(meetings_for(self.person, self.instant), pk=number) if number else None
        return About(coalition, member, meeting)


class OneCalendarKey(ApiView):
    """One of one's own calendar keys."""

    permission_classes = [IsAuthenticated, InPerson]

    @operation("revoke_calendar_key", "Revoke a calendar key", gives=None, status=204, refuses=[403, 404])
    def delete(self, request: Request, key: int) -> Response:
        """End a feed or a password at once. Ending it again changes nothing."""
        revoke_key(key=reach(self.person.calendar_keys.all(), pk=key))
        return Response(status=204)


def _nothing() -> NoReturn:
    raise Http404
