"""One's own inbox, and how one wants to hear."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from proposals.api.fields import Exercise, Flag, Hour, Instant, QueryFlag, RowId
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, EmptyBody, ListQuery
from proposals.api.reaching import reach
from proposals.api.view import ApiView
from proposals.notices.hearing import zone_of
from proposals.notices.inbox.reading import in_full, inbox_of, mark_read
from proposals.notices.kinds import CHOSEN, NoticeKind
from proposals.notices.models import Preference
from proposals.notices.places import path_of
from proposals.notices.preferring import Wish, prefer
from proposals.notices.words import Reading, due_of
from proposals.words.members import Rosters


class NoticeSerializer(serializers.Serializer[Any]):
    """A notice as you read it: the words are in the language asked for, the times in your own zone."""

    id = RowId(source="pk")
    kind = serializers.ChoiceField(source="notice.kind", choices=NoticeKind.choices)
    coalition = serializers.CharField(source="notice.coalition.slug")
    exercise = Exercise("notice.coalition.exercise")
    subject = serializers.CharField()
    lines = serializers.ListField(child=serializers.CharField())
    proposal = serializers.IntegerField(source="notice.proposal_id", allow_null=True)
    division = serializers.IntegerField(source="notice.division_id", allow_null=True)
    meeting = serializers.IntegerField(source="notice.meeting_id", allow_null=True)
    due_at = Instant(allow_null=True, help_text="The deadline or beginning that it speaks of, as it stands now.")
    urgent = serializers.BooleanField(source="notice.urgent")
    path = serializers.CharField(help_text="Of the page that it leads to.")
    told_at = Instant()
    read_at = Instant(allow_null=True)


class NoticeFilter(ListQuery):
    """Which notices to list."""

    coalition = serializers.SlugField(required=False)
    kind = serializers.ChoiceField(choices=NoticeKind.choices, required=False)
    unread = QueryFlag(required=False)


class Notices(ApiView):
    """The inbox."""

    pagination_class = Pages

    @operation("list_notices", "List your notices", gives=NoticeSerializer(many=True), query=NoticeFilter)
    def get(self, request: Request) -> Response:
        """List what you were told, the newest first, as far as you may still read it."""
        asked = self.query(NoticeFilter)
        rows = inbox_of(self.person, self.instant)
        if "coalition" in asked:
            rows = rows.filter(notice__coalition__slug=asked["coalition"])
        if "kind" in asked:
            rows = rows.filter(notice__kind=asked["kind"])
        if "unread" in asked:
            rows = rows.filter(read_at__isnull=asked["unread"])
        return self.listed(in_full(rows), NoticeSerializer, lambda page: _put_in_words(page, self))


class ReadNotice(ApiView):
    """Whether one notice was read."""

    @operation("read_notice", "Mark a notice as read", takes=EmptyBody, gives=NoticeSerializer, refuses=[404])
    def post(self, request: Request, notice: int) -> Response:
        """Mark it as read. Doing it again changes nothing."""
        told = reach(in_full(inbox_of(self.person, self.instant)), pk=notice)
        self.body(EmptyBody)
        mark_read(person=self.person, told=told)
        told.refresh_from_db(fields=["read_at"])
        _put_in_words([told], self)
        return Response(NoticeSerializer(told).data)


class HearingSerializer(serializers.Serializer[Any]):
    """How you hear, besides the inbox, which has everything."""

    silenced = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), help_text="By kind, the channels that are off."
    )
    quiet_from = Hour(allow_null=True, help_text="In your own zone.")
    quiet_until = Hour(allow_null=True)
    last_call = serializers.BooleanField(help_text="Be told in quiet hours when they would outlast a deadline.")
    digest_at = Hour(allow_null=True, help_text="Null: one by one.")
    receipts = serializers.BooleanField(help_text="Be mailed the receipt of each vote that you record.")


class HearingBody(Body):
    """How you want to hear, as a whole. Every kind goes out on every channel that is not listed against it."""

    silenced = serializers.DictField(
        child=serializers.ListField(child=serializers.ChoiceField(choices=["mail", "push"]), max_length=8),
        required=False,
        help_text=f"Kinds: {', '.join(CHOSEN)}.",
    )
    quiet_from = Hour(required=False, allow_null=True)
    quiet_until = Hour(required=False, allow_null=True)
    last_call = Flag(required=False)
    digest_at = Hour(required=False, allow_null=True)
    receipts = Flag(required=False)


class Hearing(ApiView):
    """One's own preferences."""

    @operation("read_hearing", "How you hear", gives=HearingSerializer)
    def get(self, request: Request) -> Response:
        """Say how you hear."""
        kept = Preference.objects.filter(person=self.person).first()
        return Response(HearingSerializer(kept or Preference(person=self.person)).data)

    @operation("set_hearing", "Choose how you hear", takes=HearingBody, gives=HearingSerializer)
    def post(self, request: Request) -> Response:
        """Keep how you want to hear, as a whole: what you leave out is as it is for everybody."""
        asked = self.body(HearingBody)
        wish = Wish(asked.pop("silenced", {}), **asked)
        return Response(HearingSerializer(prefer(person=self.person, wish=wish)).data)


def _put_in_words(page: Any, view: ApiView) -> None:
    """Say each row in the language asked for, in the reader's zone."""
    with timezone.override(zone_of(view.person)):
        rosters = Rosters()
        for told in page:
            words = Reading(told.notice, view.person, view.instant, rosters.of(told.notice.coalition))
            said = words.say()
            told.subject, told.lines = said.subject, list(said.lines)
            told.due_at, told.path = due_of(told.notice), path_of(told.notice)
