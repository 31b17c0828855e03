"""The list of speakers: ask for the floor, give and end it, rule on a point of order, appeal and settle."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.errors import Checking, Invalid
from coalition.models import Group
from proposals.api.fields import Flag, Text
from proposals.api.meeting_fields import MeetingInFullSerializer, MeetingView, TurnSerializer
from proposals.api.openapi import operation
from proposals.api.parsing import Body, EmptyBody
from proposals.api.reaching import member_named, reach
from proposals.meetings.floor import (
    MAX_RULING,
    appeal,
    ask_floor,
    close_list,
    end_turn,
    give_floor,
    reopen_list,
    rule_on,
    settle_appeal,
)
from proposals.meetings.models import Meeting, Purpose, Turn


class FloorBody(Body):
    """For which member, and what for."""

    member = Text(max_length=8, help_text="The member's code, such as FI.")
    purpose = serializers.ChoiceField(choices=Purpose.values, required=False, help_text="A statement when left out.")
    group = Text(
        max_length=50, required=False, allow_null=True, help_text="The code of a group that it speaks for as well."
    )


class RulingBody(Body):
    """What the chair rules."""

    ruling = Text(max_length=MAX_RULING)


class AppealBody(Body):
    """For which member."""

    member = Text(max_length=8, help_text="The member's code, such as FI.")


class SettleBody(Body):
    """What the meeting made of an appeal."""

    upheld = Flag(help_text="Whether the ruling stands.")


class FloorView(MeetingView):
    """What endpoints of one place on the list of speakers have in common."""

    def turn(self, meeting: int, pk: int) -> Turn:
        """Return the place. Raises `Http404`."""
        return reach(self.meeting(meeting).turns.select_related("meeting", "member"), pk=pk)

    def answer(self, turn: Turn, status: int = 200) -> Response:
        """Return the place as it stands now."""
        return Response(TurnSerializer(turn).data, status=status)


class Floor(FloorView):
    """The list of speakers."""

    @operation("ask_floor", "Ask for the floor", takes=FloorBody, gives=TurnSerializer, status=201, refuses=[404, 409])
    def post(self, request: Request, meeting: int) -> Response:
        """Put your member on the list of speakers, for the item taken up."""
        found, asked = self.meeting(meeting), self.body(FloorBody)
        checking = Checking()
        member = checking.of(lambda code: member_named(found.coalition_id, code, "member"), asked["member"])
        group = checking.of(lambda code: _group_named(found, code), asked.get("group"))
        checking.done()
        purpose = Purpose(asked.get("purpose", Purpose.STATEMENT))
        return self.answer(ask_floor(meeting=found, member=member, by=self.person, purpose=purpose, group=group), 201)


class CloseList(FloorView):
    """The list of speakers, closed."""

    @operation("close_list", "Close the list", takes=EmptyBody, gives=MeetingInFullSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int) -> Response:
        """Close the list of speakers on the item taken up: nobody more makes a statement on it."""
        found = self.meeting(meeting)
        self.body(EmptyBody)
        return Response(self.in_full(close_list(meeting=found, by=self.person)))


class ReopenList(FloorView):
    """The list of speakers, open again."""

    @operation("reopen_list", "Reopen the list", takes=EmptyBody, gives=MeetingInFullSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int) -> Response:
        """Open the list of speakers on the item taken up again."""
        found = self.meeting(meeting)
        self.body(EmptyBody)
        return Response(self.in_full(reopen_list(meeting=found, by=self.person)))


class GiveFloor(FloorView):
    """The floor, given."""

    @operation("give_floor", "Give the floor", takes=EmptyBody, gives=TurnSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int, turn: int) -> Response:
        """Give the floor; whoever had it has ended."""
        found = self.turn(meeting, turn)
        self.body(EmptyBody)
        return self.answer(give_floor(turn=found, by=self.person))


class EndTurn(FloorView):
    """The floor, taken back."""

    @operation("end_turn", "End a turn", takes=EmptyBody, gives=TurnSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int, turn: int) -> Response:
        """Take the floor back, or strike who waits off the list; for your own member you may too."""
        found = self.turn(meeting, turn)
        self.body(EmptyBody)
        return self.answer(end_turn(turn=found, by=self.person))


class RuleOn(FloorView):
    """The chair's ruling."""

    @operation("rule_on_point_of_order", "Rule", takes=RulingBody, gives=TurnSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int, turn: int) -> Response:
        """Rule on a point of order: the chair's words, which a member may appeal."""
        found = self.turn(meeting, turn)
        return self.answer(rule_on(turn=found, by=self.person, **self.body(RulingBody)))


class Appeal(FloorView):
    """An appeal of the chair's ruling."""

    @operation("appeal_ruling", "Appeal a ruling", takes=AppealBody, gives=TurnSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int, turn: int) -> Response:
        """Appeal the chair's ruling for your member: the meeting then decides whether it stands."""
        found = self.turn(meeting, turn)
        member = member_named(found.meeting.coalition_id, self.body(AppealBody)["member"], "member")
        return self.answer(appeal(turn=found, member=member, by=self.person))


class SettleAppeal(FloorView):
    """What the meeting made of an appeal."""

    @operation("settle_appeal", "Settle an appeal", takes=SettleBody, gives=TurnSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int, turn: int) -> Response:
        """Record whether the ruling stands."""
        found = self.turn(meeting, turn)
        return self.answer(settle_appeal(turn=found, by=self.person, **self.body(SettleBody)))


def _group_named(meeting: Meeting, code: str | None) -> Group | None:
    if code is None:
        return None
    group = meeting.coalition.groups.filter(code=code).first()
    if group is None:
        message = _("There is no group “%(code)s” in this coalition.") % {"code": code}
        raise Invalid("unknown_group", message, field="group")
    return group
