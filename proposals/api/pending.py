"""What awaits a second person: each act in a sentence, to confirm, to decline or to take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.utils import translation
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition import four_eyes
from coalition.awaiting import Awaited, told, unsettled
from coalition.models import PendingAct
from coalition.models.pending import Settlement
from coalition.permissions import Act, coalitions_of, refuse, standings, table_allows
from proposals.api.fields import Instant, Words
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import EmptyBody, ListQuery
from proposals.api.reaching import reach, reach_coalition
from proposals.api.view import ApiView
from proposals.api.words import LANGUAGES


class PendingActSerializer(serializers.Serializer[Any]):
    """An act that one person asked for; it is done when another confirms it."""

    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="The entry that it leaves in the ledger once done.")
    sentence = Words(help_text="What it will do.")
    asked_by = serializers.IntegerField(help_text="The number of the person who asked.")
    own = serializers.BooleanField(help_text="Whether you asked for it, so that another must confirm it.")
    asked_at = Instant()
    expires_at = Instant(help_text="From then on it can no longer be confirmed.")
    settlement = serializers.ChoiceField(choices=Settlement.choices, allow_null=True, help_text="null: it waits.")
    settled_at = Instant(allow_null=True)


class PendingActs(ApiView):
    """What awaits a second person in a coalition."""

    pagination_class = Pages

    @operation(
        "list_pending_acts",
        "List what awaits a second person",
        gives=PendingActSerializer(many=True),
        query=ListQuery,
        refuses=[403],
    )
    def get(self, request: Request, coalition: str) -> Response:
        """List the acts of your table that can still be confirmed, the one that lapses first, first."""
        self.query(ListQuery)
        body = reach_coalition(self.person, coalition, self.instant)
        held = standings(self.person, body, self.instant)
        if not table_allows(held, Act.SETTLE):
            raise refuse(Act.SETTLE)
        rows = unsettled(body, self.instant)
        said = said_in_both(rows, lambda some: told(some, body, self.person, held))
        return self.listed(said, PendingActSerializer)


class OnePendingAct(ApiView):
    """One act that was asked for."""

    @operation("read_pending_act", "Read an act that was asked for", gives=PendingActSerializer, refuses=[403, 404])
    def get(self, request: Request, pending: int) -> Response:
        """Give the act: what it will do, who asked, until when, and how it was settled."""
        return Response(PendingActSerializer(self.said(pending)).data)

    def said(self, number: int) -> dict[str, Any]:
        """Return the act as this person reads it. Raises `Http404` outside their table."""
        row = reach(self.rows(), pk=number)
        held = standings(self.person, row.coalition, self.instant)
        if not table_allows(held, Act.SETTLE):
            raise refuse(Act.SETTLE)
        said = said_in_both([row], lambda some: told(some, row.coalition, self.person, held))
        if not said:
            raise Http404
        return said[0]

    def rows(self) -> Any:
        """Return the acts of the person's coalitions."""
        mine = coalitions_of(self.person, self.instant)
        return PendingAct.objects.filter(coalition__in=mine).select_related("coalition", "asked_by")

    def settle(self, number: int, verb: Callable[..., Any]) -> Response:
        """Settle the act by a verb; return it as it is then."""
        self.said(number)
        self.body(EmptyBody)
        verb(pending=reach(self.rows(), pk=number), by=self.person)
        return Response(PendingActSerializer(self.said(number)).data)


class Confirmation(OnePendingAct):
    """The confirmation of an act."""

    http_method_names = ["post"]

    @operation(
        "confirm_act",
        "Confirm an act, as second person",
        takes=EmptyBody,
        gives=PendingActSerializer,
        refuses=[403, 404, 409],
    )
    def post(self, request: Request, pending: int) -> Response:
        """Confirm what somebody else asked for: it is checked anew and done. Twice has one effect."""
        return self.settle(pending, four_eyes.confirm)


class Refusal(OnePendingAct):
    """The refusal of an act."""

    http_method_names = ["post"]

    @operation("decline_act", "Decline an act", takes=EmptyBody, gives=PendingActSerializer, refuses=[403, 404, 409])
    def post(self, request: Request, pending: int) -> Response:
        """Decline what somebody else asked for: it is not done."""
        return self.settle(pending, four_eyes.decline)


class Withdrawal(OnePendingAct):
    """The withdrawal of an act."""

    http_method_names = ["post"]

    @operation(
        "withdraw_act",
        "Take back what you asked for",
        takes=EmptyBody,
        gives=PendingActSerializer,
        refuses=[403, 404, 409],
    )
    def post(self, request: Request, pending: int) -> Response:
        """Take back what you asked for yourself: it is not done."""
        return self.settle(pending, four_eyes.withdraw)


def said_in_both(rows: list[PendingAct], tell: Callable[[list[PendingAct]], list[Awaited]]) -> list[dict[str, Any]]:
    """Return the acts with their sentences in each language."""
    by_language = {}
    for language in LANGUAGES:
        with translation.override(language):
            by_language[language] = tell(rows)
    return [_row(dict(zip(LANGUAGES, same, strict=True))) for same in zip(*by_language.values(), strict=True)]


def _row(said: dict[str, Awaited]) -> dict[str, Any]:
    one = said[LANGUAGES[0]]
    return {
        "id": one.pending.pk,
        "kind": one.pending.kind,
        "sentence": {language: each.sentence for language, each in said.items()},
        "asked_by": one.pending.asked_by_id,
        "own": one.own,
        "asked_at": one.pending.asked_at,
        "expires_at": one.pending.expires_at,
        "settlement": one.pending.settlement or None,
        "settled_at": one.pending.settled_at,
    }
