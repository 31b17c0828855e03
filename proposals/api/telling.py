"""What the secretariat looks after: when members are reminded, and what did not arrive."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.permissions import Act, require
from proposals.api.fields import Instant, RowId
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, EmptyBody, ListQuery
from proposals.api.reaching import reach, reach_coalition
from proposals.api.view import ApiView
from proposals.api.webhooks import AttemptSerializer
from proposals.notices.dead_letters import dead_letters, send_again
from proposals.notices.kinds import NoticeKind
from proposals.notices.models import DeliveryState, ReminderTimes
from proposals.notices.preferring import MOST_TIMES, set_reminders
from proposals.notices.reminding import LONGEST, plan_of


class RemindersSerializer(serializers.Serializer[Any]):
    """When those are reminded whose member has not voted."""

    minutes = serializers.ListField(child=serializers.IntegerField(), help_text="Before the deadline.")
    escalate = serializers.IntegerField(help_text="From so many minutes before on, the alternates are told too.")


class RemindersBody(Body):
    """When to remind, as a whole."""

    minutes = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LONGEST), max_length=MOST_TIMES
    )
    escalate = serializers.IntegerField(min_value=0, max_value=LONGEST)


class Reminders(ApiView):
    """A coalition's reminders."""

    @operation("read_reminders", "When members are reminded", gives=RemindersSerializer, refuses=[404])
    def get(self, request: Request, coalition: str) -> Response:
        """Say when those are reminded whose member has not voted."""
        found = reach_coalition(self.person, coalition, self.instant)
        require(self.person, found, Act.READ, self.instant)
        return Response(RemindersSerializer(plan_of(ReminderTimes.objects.filter(coalition=found).first())).data)

    @operation("set_reminders", "Set reminders", takes=RemindersBody, gives=RemindersSerializer, refuses=[404])
    def post(self, request: Request, coalition: str) -> Response:
        """Set it, for every vote that is open or to come."""
        found = reach_coalition(self.person, coalition, self.instant)
        kept = set_reminders(coalition=found, by=self.person, **self.body(RemindersBody))
        return Response(RemindersSerializer(kept).data)


class DeadLetterSerializer(serializers.Serializer[Any]):
    """A notice that did not reach somebody."""

    id = RowId(source="pk")
    kind = serializers.ChoiceField(source="notice.kind", choices=NoticeKind.choices)
    person = serializers.CharField(source="person.name")
    channel = serializers.CharField()
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    settled_at = Instant(allow_null=True, help_text="When it was given up.")
    attempts = AttemptSerializer(many=True)


class DeadLetters(ApiView):
    """What did not arrive."""

    pagination_class = Pages

    @operation("list_dead_letters", "List what did not arrive", gives=DeadLetterSerializer(many=True), query=ListQuery)
    def get(self, request: Request, coalition: str) -> Response:
        """List what was given up, the latest first. Everybody has it in the inbox all the same."""
        self.query(ListQuery)
        found = reach_coalition(self.person, coalition, self.instant)
        require(self.person, found, Act.SEND_AGAIN, self.instant)
        rows = dead_letters(found, self.instant).select_related("notice", "person").prefetch_related("attempts")
        return self.listed(rows, DeadLetterSerializer)


class SendAgain(ApiView):
    """Another try."""

    @operation("send_again", "Send again", takes=EmptyBody, gives=DeadLetterSerializer, status=202, refuses=[404, 409])
    def post(self, request: Request, coalition: str, delivery: int) -> Response:
        """Try it again from the beginning."""
        found = reach_coalition(self.person, coalition, self.instant)
        require(self.person, found, Act.SEND_AGAIN, self.instant)
        row = reach(dead_letters(found, self.instant).select_related("notice", "person"), pk=delivery)
        self.body(EmptyBody)
        return Response(DeadLetterSerializer(send_again(delivery=row, by=self.person)).data, status=202)
