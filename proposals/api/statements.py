"""Statements on a proposal: list them, put one on record, lift a reservation."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.errors import Checking, Invalid
from coalition.rules.positions import Position
from proposals.api.fields import Instant, RowId, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, EmptyBody, ListQuery
from proposals.api.reaching import member_named, reach
from proposals.api.view import ApiView
from proposals.drafting.models import Proposal
from proposals.scope import proposals_for
from proposals.statements.making import MAX_STATEMENT, Words, lift, make_statement
from proposals.statements.models import Statement, StatementKind
from proposals.voting.models import Division

INTENDED = [position.value for position in (Position.YES, Position.NO, Position.ABSTAIN)]


class StatementSerializer(serializers.Serializer[Any]):
    """What a member put on record. Never edited; a reservation is lifted, or lapses at its expiry."""

    id = serializers.IntegerField()
    member = serializers.CharField(source="member.code")
    kind = serializers.ChoiceField(choices=StatementKind.choices)
    text = serializers.CharField(help_text="Markdown. Not HTML: escape it.")
    division = serializers.IntegerField(source="division_id", allow_null=True, help_text="The vote that it is about.")
    position = serializers.SerializerMethodField(help_text="How the member meant to vote; without effect.")
    made_at = Instant()
    expires_at = Instant(allow_null=True, help_text="When a reservation lapses.")
    ended_at = Instant(allow_null=True, help_text="When a reservation was lifted, or lapsed.")
    lifted = serializers.BooleanField(help_text="Whether the member itself ended it.")

    @extend_schema_field(serializers.ChoiceField(choices=INTENDED, allow_null=True))
    def get_position(self, statement: Statement) -> str | None:
        """Return it, where there is one."""
        return statement.position or None


class StatementFilter(ListQuery):
    """Which statements to list."""

    kind = serializers.ChoiceField(choices=StatementKind.choices, required=False)


class StatementBody(Body):
    """What to put on record, for which member."""

    member = Text(max_length=8, help_text="The member's code, such as FI.")
    kind = serializers.ChoiceField(choices=StatementKind.choices)
    text = Text(max_length=MAX_STATEMENT, help_text="Markdown.")
    expires_at = Instant(required=False, allow_null=True, help_text="When a reservation lapses.")
    division = RowId(required=False, allow_null=True, help_text="The closed vote that it is about.")
    position = serializers.ChoiceField(
        choices=INTENDED, required=False, allow_null=True, help_text="How the member meant to vote."
    )


class Statements(ApiView):
    """What members put on record on one proposal."""

    pagination_class = Pages

    @operation("list_statements", "List statements", gives=StatementSerializer(many=True), query=StatementFilter)
    def get(self, request: Request, proposal: int) -> Response:
        """List the statements on the proposal, the first first."""
        asked = self.query(StatementFilter)
        found = reach(proposals_for(self.person, self.instant), pk=proposal)
        return self.listed(found.statements.filter(**asked).select_related("member"), StatementSerializer)

    @operation(
        "make_statement",
        "Make a statement",
        takes=StatementBody,
        gives=StatementSerializer,
        status=201,
        refuses=[404, 409],
    )
    def post(self, request: Request, proposal: int) -> Response:
        """Put your member's statement on record. It changes no outcome, and is never edited."""
        found = reach(proposals_for(self.person, self.instant), pk=proposal)
        asked = self.body(StatementBody)
        checking = Checking()
        member = checking.of(lambda code: member_named(found.coalition_id, code, "member"), asked["member"])
        division = checking.of(lambda pk: _division_named(found, pk), asked.get("division"))
        checking.done()
        words = _words(asked)
        made = make_statement(proposal=found, member=member, words=words, by=self.person, division=division)
        return Response(StatementSerializer(made).data, status=201)


class LiftReservation(ApiView):
    """The end of a reservation."""

    @operation("lift_reservation", "Lift a reservation", takes=EmptyBody, gives=StatementSerializer, refuses=[404, 409])
    def post(self, request: Request, proposal: int, statement: int) -> Response:
        """Lift your member's reservation. It stays on record as lifted."""
        statements = reach(proposals_for(self.person, self.instant), pk=proposal).statements
        found = reach(statements.select_related("proposal", "member"), pk=statement)
        self.body(EmptyBody)
        return Response(StatementSerializer(lift(statement=found, by=self.person)).data)


def _words(asked: dict[str, Any]) -> Words:
    position = Position(asked["position"]) if asked.get("position") else None
    return Words(StatementKind(asked["kind"]), asked["text"], asked.get("expires_at"), position)


def _division_named(proposal: Proposal, pk: int | None) -> Division | None:
    if pk is None:
        return None
    division = proposal.divisions.filter(pk=pk).first()
    if division is None:
        raise Invalid("unknown_division", _("There is no such vote on this proposal."), field="division")
    return division
