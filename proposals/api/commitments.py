"""Commitments towards a decision: list them, pledge, move the date, fulfil, withdraw."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from proposals.api.ballots import REPLAYED, key_header, key_of, replayed_header
from proposals.api.fields import Instant, Text
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.reaching import member_named, reach
from proposals.api.view import ApiView
from proposals.commitments.models import Commitment, State
from proposals.commitments.pledging import (
    MAX_CONDITION,
    MAX_NOTE,
    MAX_WORDS,
    Pledge,
    fulfil,
    move_date,
    pledge,
    withdraw,
)
from proposals.scope import decisions_for


class CommitmentSerializer(serializers.Serializer[Any]):
    """What a member pledged. Its words are never edited; its earlier dates stand in the ledger."""

    id = serializers.IntegerField()
    decision = serializers.IntegerField(source="decision_id")
    member = serializers.CharField(source="member.code")
    text = serializers.CharField(help_text="Plain text, as it was given. Not HTML: escape it.")
    condition = serializers.CharField(help_text="What it depends on; empty where on nothing.")
    due_at = Instant(help_text="When it is due, as it stands now.")
    state = serializers.ChoiceField(choices=State.choices)
    overdue = serializers.SerializerMethodField(help_text="Whether its day has passed while it still stands.")
    made_at = Instant()
    moves = serializers.IntegerField(help_text="How often its date was moved.")
    ended_at = Instant(allow_null=True, help_text="When it was fulfilled or withdrawn.")
    note = serializers.CharField(help_text="How it was fulfilled, or why it was withdrawn.")

    def get_overdue(self, made: Commitment) -> bool:
        """Tell whether it has."""
        return made.is_overdue_at(self.context["instant"])


class CommitmentFilter(ListQuery):
    """Which commitments to list."""

    state = serializers.ChoiceField(choices=State.choices, required=False)
    member = serializers.CharField(required=False, max_length=8, help_text="A member's code.")


class CommitmentBody(Body):
    """What to pledge, for which member."""

    member = Text(max_length=8, help_text="The member's code, such as FI.")
    text = Text(max_length=MAX_WORDS, help_text="What is pledged, in plain words.")
    due_at = Instant(help_text="When it is due: later than now.")
    condition = Text(max_length=MAX_CONDITION, required=False, allow_blank=True, help_text="What it depends on.")


class FulfilBody(Body):
    """How it was fulfilled, where there is something to say."""

    note = Text(max_length=MAX_NOTE, required=False, allow_blank=True)


class WithdrawBody(Body):
    """Why it is withdrawn."""

    note = Text(max_length=MAX_NOTE)


class MoveDateBody(Body):
    """When it is due instead."""

    due_at = Instant(help_text="Later than now.")


class CommitmentView(ApiView):
    """An act on one commitment."""

    def found(self, decision: int, commitment: int) -> Commitment:
        """Return it, where its decision may be read and it is of that decision; else it does not exist."""
        rows = reach(decisions_for(self.person, self.instant), pk=decision).commitments
        return reach(rows.select_related("member", "decision"), pk=commitment)

    def told(self, made: Commitment, **options: Any) -> Response:
        """Return it as it stands after the act."""
        return Response(CommitmentSerializer(made, context={"instant": self.instant}).data, **options)


class Commitments(CommitmentView):
    """What members pledged towards one decision."""

    pagination_class = Pages

    @operation("list_commitments", "List commitments", gives=CommitmentSerializer(many=True), query=CommitmentFilter)
    def get(self, request: Request, decision: int) -> Response:
        """List the commitments towards the decision, the one that is due first first."""
        asked = self.query(CommitmentFilter)
        found = reach(decisions_for(self.person, self.instant), pk=decision)
        named = {"state": "state", "member": "member__code"}
        wanted = {path: asked[name] for name, path in named.items() if name in asked}
        rows = found.commitments.filter(**wanted).select_related("member")
        return self.listed(rows, CommitmentSerializer, instant=self.instant)

    @operation(
        "pledge",
        "Pledge something",
        takes=CommitmentBody,
        gives=CommitmentSerializer,
        status=201,
        headers=[key_header, replayed_header],
        refuses=[404, 409, 422],
    )
    def post(self, request: Request, decision: int) -> Response:
        """Commit your member to something towards an adopted decision, whether the decision binds it or not."""
        found = reach(decisions_for(self.person, self.instant), pk=decision)
        asked = self.body(CommitmentBody)
        member = member_named(found.coalition_id, asked["member"], "member")
        words = Pledge(asked["text"], asked["due_at"], asked.get("condition", ""))
        made = pledge(decision=found, member=member, words=words, by=self.person, key=key_of(request))
        return self.told(made.commitment, status=201, headers={REPLAYED: "true"} if made.replayed else {})


class MoveDate(CommitmentView):
    """Another date."""

    @operation(
        "move_commitment",
        "Move the date of a commitment",
        takes=MoveDateBody,
        gives=CommitmentSerializer,
        refuses=[404, 409],
    )
    def post(self, request: Request, decision: int, commitment: int) -> Response:
        """Move the date of your member's commitment. The earlier one stays in the ledger."""
        found = self.found(decision, commitment)
        return self.told(move_date(commitment=found, due_at=self.body(MoveDateBody)["due_at"], by=self.person))


class Fulfil(CommitmentView):
    """A commitment met."""

    @operation(
        "fulfil_commitment",
        "Report a commitment fulfilled",
        takes=FulfilBody,
        gives=CommitmentSerializer,
        refuses=[404, 409],
    )
    def post(self, request: Request, decision: int, commitment: int) -> Response:
        """Say for your member that it has done what it pledged."""
        found = self.found(decision, commitment)
        return self.told(fulfil(commitment=found, by=self.person, note=self.body(FulfilBody).get("note", "")))


class Withdraw(CommitmentView):
    """A commitment taken back."""

    @operation(
        "withdraw_commitment",
        "Withdraw a commitment",
        takes=WithdrawBody,
        gives=CommitmentSerializer,
        refuses=[404, 409],
    )
    def post(self, request: Request, decision: int, commitment: int) -> Response:
        """Withdraw what your member pledged, and say why. That it had pledged stays on record."""
        found = self.found(decision, commitment)
        return self.told(withdraw(commitment=found, by=self.person, note=self.body(WithdrawBody)["note"]))
