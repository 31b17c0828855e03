"""Answering the call of a meeting: who is expected. It is no presence, and never a vote."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition import clock
from coalition.models.persons import Scope
from proposals.api.meeting_fields import MeetingView
from proposals.api.openapi import operation
from proposals.api.parsing import Body
from proposals.meetings.answering import Expected, answer_call, expected_at
from proposals.meetings.models import Coming


class ExpectedMemberSerializer(serializers.Serializer[Any]):
    """A member, by the most hopeful answer of its delegates."""

    member = serializers.CharField()
    coming = serializers.ChoiceField(choices=Coming.choices)


class ExpectedSerializer(serializers.Serializer[Any]):
    """Who is expected at a meeting."""

    own = serializers.ChoiceField(choices=Coming.choices, allow_null=True, help_text="Your own answer.")
    members = ExpectedMemberSerializer(many=True)


class AnswerBody(Body):
    """What you answer to the call."""

    coming = serializers.ChoiceField(choices=Coming.choices)


class Answers(MeetingView):
    """The answers to the call of one meeting."""

    scopes = {"POST": Scope.ACT}

    @operation("read_answers", "Who is expected", gives=ExpectedSerializer, refuses=[404])
    def get(self, request: Request, meeting: int) -> Response:
        """Give who is expected at the meeting, member by member, and your own answer."""
        return Response(_row(expected_at(self.meeting(meeting), self.person, self.instant)))

    @operation("answer_call", "Answer the call", takes=AnswerBody, gives=ExpectedSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int) -> Response:
        """Say whether you come. The answer said last stands; a reply to the invitation by mail does the same."""
        found, asked = self.meeting(meeting), self.body(AnswerBody)
        answer_call(meeting=found, coming=Coming(asked["coming"]), by=self.person)
        return Response(_row(expected_at(found, self.person, clock.now())))


def _row(expected: Expected) -> dict[str, Any]:
    members = [{"member": code, "coming": coming} for code, coming in sorted(expected.members.items())]
    return {"own": expected.own, "members": members}
