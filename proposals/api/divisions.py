"""Divisions: list, open, read."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from coalition.models.procedure import Procedure, Visibility
from coalition.permissions import coalitions_of, members_voted_for
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from proposals.api.fields import Document, Exercise, Instant, QueryFlag, QueryNumber, RowId, Text, Words
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.reaching import reach
from proposals.api.view import ApiView
from proposals.api.words import names_in, rule_in_words
from proposals.scope import divisions_for, proposals_for
from proposals.voting.allowed import positions_under
from proposals.voting.awaiting import open_votes
from proposals.voting.models import Division
from proposals.voting.opening import open_division
from proposals.voting.states import State, divisions_in, state_of
from proposals.voting.visibility import sight_of

ORDERS = ["closes_at", "-closes_at", "opens_at", "-opens_at"]


class ProposalNameSerializer(serializers.Serializer[Any]):
    """Which proposal, as it is cited."""

    id = serializers.IntegerField()
    symbol = serializers.CharField()
    title = serializers.CharField()


class DecisionNameSerializer(serializers.Serializer[Any]):
    """Which decision, and what it was."""

    id = serializers.IntegerField()
    symbol = serializers.CharField()
    result = serializers.CharField()


class DivisionSerializer(serializers.Serializer[Any]):
    """A division, as in a list."""

    id = serializers.IntegerField()
    coalition = serializers.CharField(source="coalition.slug")
    exercise = Exercise("coalition.exercise")
    proposal = ProposalNameSerializer()
    revision = serializers.IntegerField(source="revision.number")
    text_hash = serializers.CharField()
    subject = serializers.CharField()
    procedure = serializers.ChoiceField(choices=Procedure.choices)
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    state = serializers.SerializerMethodField()
    opens_at = Instant()
    closes_at = Instant(help_text="The deadline: a ballot received at it or later does not count.")
    decision = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=State.choices))
    def get_state(self, division: Division) -> str:
        """Return the state at the instant of this answer."""
        return state_of(division, self.context["instant"]).value

    @extend_schema_field(DecisionNameSerializer(allow_null=True))
    def get_decision(self, division: Division) -> Any:
        """Return the decision, once there is one."""
        decision = getattr(division, "decision", None)
        return DecisionNameSerializer(decision).data if decision else None


class OwnBallotSerializer(serializers.Serializer[Any]):
    """The ballot of one's own member that counts as things stand."""

    member = serializers.CharField(source="member.code")
    position = serializers.ChoiceField(choices=[position.value for position in Position])
    received_at = Instant()


class DivisionInFullSerializer(DivisionSerializer):
    """A division with its frozen rule and roll, and what it is to the person who asks."""

    rule = Document()
    sentence = serializers.SerializerMethodField(help_text="The rule in words, with the numbers of this roll.")
    roll = Document()
    facts = serializers.ListField(child=serializers.CharField())
    positions = serializers.SerializerMethodField(help_text="The positions that can be taken.")
    votes_for = serializers.SerializerMethodField(help_text="The members for whom you are accredited to vote here.")
    own = serializers.SerializerMethodField(help_text="The ballots of your own delegation that count.")
    sees = serializers.SerializerMethodField(help_text="What you may see of the ballots now.")

    @extend_schema_field(Words())
    def get_sentence(self, division: Division) -> dict[str, str]:
        """Return it by language."""
        names, roll = names_in(division.coalition_id), Roll.from_json(division.roll)
        return rule_in_words(read_rule(division.rule), names, roll)

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField([p.value for p in Position])))
    def get_positions(self, division: Division) -> list[str]:
        """Return them in the order in which they are offered."""
        return [position.value for position in positions_under(read_rule(division.rule))]

    def get_votes_for(self, division: Division) -> list[str]:
        """Return their codes."""
        voters = set(division.roll["members"]) - set(division.roll["suspended"])
        held = members_voted_for(self.context["person"], division.coalition_id, self.context["instant"])
        return sorted(voters & set(held.values_list("code", flat=True)))

    @extend_schema_field(OwnBallotSerializer(many=True))
    def get_own(self, division: Division) -> Any:
        """Return them by member."""
        own = self.context["sight"].own
        return OwnBallotSerializer([own[code] for code in sorted(own)], many=True).data

    @extend_schema_field(serializers.ChoiceField(choices=["positions", "replies", "nothing"]))
    def get_sees(self, division: Division) -> str:
        """Return how far the person's sight goes."""
        sight = self.context["sight"]
        if sight.positions is not None:
            return "positions"
        return "nothing" if sight.replied is None else "replies"


class DivisionFilter(ListQuery):
    """Which divisions to list."""

    coalition = serializers.SlugField(required=False)
    proposal = QueryNumber(required=False, help_text="The id of a proposal.")
    state = serializers.ChoiceField(choices=State.choices, required=False)
    awaiting = QueryFlag(required=False, help_text="true: open, and a member you vote for has not voted yet.")
    ordering = serializers.ChoiceField(choices=ORDERS, required=False)


class DivisionBody(Body):
    """What opens a division. Its rule is not chosen: it comes from the rules of procedure."""

    proposal = RowId(help_text="The id of a proposal; its latest revision is voted on.")
    closes_at = Instant()
    facts = serializers.ListField(child=Text(max_length=80), required=False, max_length=20)


class Divisions(ApiView):
    """All the divisions that the person may read."""

    pagination_class = Pages

    @operation(
        "list_divisions", "List divisions", gives=DivisionSerializer(many=True), query=DivisionFilter, refuses=[404]
    )
    def get(self, request: Request) -> Response:
        """List the divisions you may read, the latest deadline first unless asked otherwise."""
        asked = self.query(DivisionFilter)
        return self.listed(self._found(asked), DivisionSerializer, instant=self.instant)

    def _found(self, asked: dict[str, Any]) -> QuerySet[Division]:
        rows = slim(divisions_for(self.person, self.instant))
        if "coalition" in asked:
            rows = rows.filter(coalition__slug=asked["coalition"])
        if "proposal" in asked:
            rows = rows.filter(proposal=asked["proposal"])
        if "state" in asked:
            rows = rows.filter(divisions_in(State(asked["state"]), self.instant))
        if "awaiting" in asked:
            awaited = self._awaited()
            rows = rows.filter(pk__in=awaited) if asked["awaiting"] else rows.exclude(pk__in=awaited)
        return rows.order_by(asked.get("ordering", "-closes_at"), "-pk")

    def _awaited(self) -> set[int]:
        bodies = coalitions_of(self.person, self.instant)
        votes = [vote for body in bodies for vote in open_votes(self.person, body, self.instant)]
        return {vote.division.pk for vote in votes if not vote.voted}

    @operation(
        "open_division",
        "Open a division",
        takes=DivisionBody,
        gives=DivisionInFullSerializer,
        status=201,
        refuses=[404, 409],
    )
    def post(self, request: Request) -> Response:
        """Open a vote on a proposal's latest revision, now. Who may, the rules of procedure say."""
        asked = self.body(DivisionBody)
        proposal = reach(proposals_for(self.person, self.instant), pk=asked["proposal"])
        opened = open_division(
            proposal=proposal, closes_at=asked["closes_at"], by=self.person, facts=asked.get("facts", ())
        )
        place = reverse("api:division", args=[opened.pk], request=request)
        return Response(in_full(self, opened), status=201, headers={"Location": place})


class OneDivision(ApiView):
    """One division."""

    @operation("read_division", "Read a division", gives=DivisionInFullSerializer, refuses=[404])
    def get(self, request: Request, division: int) -> Response:
        """Give the division, its rule and roll as frozen at opening, and your own delegation's ballots."""
        return Response(in_full(self, reach(divisions_for(self.person, self.instant), pk=division)))


def slim(rows: QuerySet[Division]) -> QuerySet[Division]:
    """Fetch with each division what its line in a list says, and none of the frozen documents."""
    heavy = ("rule", "roll", "facts", "revision__text")
    decided = ("decision__outcome", "decision__ballots", "decision__rule", "decision__roll")
    return rows.select_related("coalition", "proposal", "revision", "decision").defer(*heavy, *decided)


def in_full(view: ApiView, division: Division) -> Any:
    """Return the division as its reader sees it at an instant not before it was opened."""
    instant = max(view.instant, division.opens_at)
    context = {"person": view.person, "instant": instant, "sight": sight_of(division, view.person, instant)}
    return DivisionInFullSerializer(division, context=context).data
