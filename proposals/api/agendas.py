"""The items of an agenda: add, change, move, place, withdraw; in session take one up and lengthen it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.errors import Checking, Invalid
from coalition.models import Person
from proposals.api.fields import Flag, RowId, Text
from proposals.api.meeting_fields import ItemSerializer, MeetingView
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, EmptyBody, ListQuery
from proposals.drafting.checking import MAX_TEXT
from proposals.drafting.models import Proposal
from proposals.meetings.agenda import (
    MAX_MINUTES,
    ItemWords,
    Move,
    add_item,
    change_item,
    move_item,
    place_item,
    withdraw_item,
)
from proposals.meetings.models import Item, Meeting
from proposals.meetings.reading import agenda_for
from proposals.meetings.sitting import MAX_MORE, lengthen_item, take_item
from proposals.scope import proposals_for


class Minutes(serializers.IntegerField):
    """Whole minutes, as a number."""

    def to_internal_value(self, data: Any) -> int:
        """Return the number; refuse words and truth values, which the framework would turn into one."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class ItemWordsBody(Body):
    """What an item says, as a whole."""

    title = Text(max_length=200)
    note = Text(max_length=MAX_TEXT, required=False, allow_blank=True, help_text="Markdown.")
    discussed = Flag(required=False, help_text="true, as when not given: B, with discussion. false: A, without.")
    minutes = Minutes(required=False, allow_null=True, min_value=1, max_value=MAX_MINUTES, help_text="Its time box.")
    proposals = serializers.ListField(child=RowId(), required=False, max_length=100, help_text="Their ids.")


class ItemBody(ItemWordsBody):
    """An item to add, at the end."""

    under = RowId(required=False, allow_null=True, help_text="The item that it comes under; null or left out: none.")


class MoveBody(Body):
    """Where to move an item by one place."""

    move = serializers.ChoiceField(
        choices=[move.value for move in Move], help_text="in: under the item before it. out: after the one it is under."
    )


class PlaceBody(Body):
    """Which item to put it before."""

    before = RowId(allow_null=True, help_text="An item beside it; null: last.")


class LengthenBody(Body):
    """How much more time."""

    minutes = Minutes(min_value=1, max_value=MAX_MORE)


class Items(MeetingView):
    """The agenda of one meeting."""

    pagination_class = Pages

    @operation("list_items", "List the agenda", gives=ItemSerializer(many=True), query=ListQuery)
    def get(self, request: Request, meeting: int) -> Response:
        """List the items in order, each with its depth; withdrawn ones included."""
        self.query(ListQuery)
        return self.listed(agenda_for(self.person, self.meeting(meeting), self.instant), ItemSerializer)

    @operation("add_item", "Add an item", takes=ItemBody, gives=ItemSerializer, status=201, refuses=[404, 409])
    def post(self, request: Request, meeting: int) -> Response:
        """Add an item at the end of the agenda, or of those under another."""
        found, asked = self.meeting(meeting), self.body(ItemBody)
        checking = Checking()
        under = checking.of(lambda pk: _item_named(found, pk, "under"), asked.pop("under", None))
        words = checking.of(lambda given: _words(given, self.person, self.instant), asked)
        checking.done()
        return Response(self.line(add_item(meeting=found, words=words, by=self.person, under=under)), status=201)


class ChangeItem(MeetingView):
    """What an item says."""

    @operation("change_item", "Change an item", takes=ItemWordsBody, gives=ItemSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int, item: int) -> Response:
        """Change what the item says, as a whole: what is left out is emptied."""
        found = self.item(meeting, item)
        words = _words(self.body(ItemWordsBody), self.person, self.instant)
        return Response(self.line(change_item(item=found, words=words, by=self.person)))


class MoveItem(MeetingView):
    """An item's place, by one step."""

    @operation("move_item", "Move an item", takes=MoveBody, gives=ItemSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int, item: int) -> Response:
        """Move the item by one place; what cannot move stays where it is."""
        found = self.item(meeting, item)
        return Response(self.line(move_item(item=found, move=Move(self.body(MoveBody)["move"]), by=self.person)))


class PlaceItem(MeetingView):
    """An item's place, among those beside it."""

    @operation("place_item", "Place an item", takes=PlaceBody, gives=ItemSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int, item: int) -> Response:
        """Put the item before another one beside it, or last."""
        found = self.item(meeting, item)
        before = _item_named(found.meeting, self.body(PlaceBody)["before"], "before")
        return Response(self.line(place_item(item=found, before=before, by=self.person)))


class WithdrawItem(MeetingView):
    """An item's end."""

    @operation("withdraw_item", "Withdraw an item", takes=EmptyBody, gives=ItemSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int, item: int) -> Response:
        """Take the item off the agenda. It stays on record."""
        found = self.item(meeting, item)
        self.body(EmptyBody)
        return Response(self.line(withdraw_item(item=found, by=self.person)))


class TakeItem(MeetingView):
    """The item that is on."""

    @operation("take_item", "Take up an item", takes=EmptyBody, gives=ItemSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int, item: int) -> Response:
        """Take up the item: the one before it is done."""
        found = self.item(meeting, item)
        self.body(EmptyBody)
        return Response(self.line(take_item(item=found, by=self.person)))


class LengthenItem(MeetingView):
    """An item's time box."""

    @operation("lengthen_item", "Lengthen an item", takes=LengthenBody, gives=ItemSerializer, refuses=[404, 409])
    def post(self, request: Request, meeting: int, item: int) -> Response:
        """Give the item more time."""
        found = self.item(meeting, item)
        return Response(self.line(lengthen_item(item=found, by=self.person, **self.body(LengthenBody))))


def _words(asked: dict[str, Any], person: Person, instant: datetime) -> ItemWords:
    proposals = _proposals_named(person, asked.pop("proposals", []), instant)
    return ItemWords(**asked, proposals=proposals)


def _proposals_named(person: Person, ids: list[int], instant: datetime) -> list[Proposal]:
    found = proposals_for(person, instant).in_bulk(ids)
    if missing := [pk for pk in ids if pk not in found]:
        message = _("There is no proposal %(id)s, or none that you may read.") % {"id": missing[0]}
        raise Invalid("unknown_proposal", message, field="proposals")
    return [found[pk] for pk in ids]


def _item_named(meeting: Meeting, pk: int | None, field: str) -> Item | None:
    if pk is None:
        return None
    item = meeting.items.select_related("parent").filter(pk=pk).first()
    if item is None:
        raise Invalid("unknown_item", _("There is no such item on this agenda."), field=field)
    return item
