"""Divisions: list, open, read."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from coalition.models.procedure import Consent, Procedure, Signing, Visibility
from coalition.permissions import coalitions_of, members_voted_for, reads_everything
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from coalition.working_hours import outside_working_hours
from proposals.api.fields import Document, Exercise, Instant, QueryFlag, QueryNumber, RowId, Text, Words
from proposals.api.openapi import operation
from proposals.api.pagination import Pages
from proposals.api.parsing import Body, ListQuery
from proposals.api.reaching import reach
from proposals.api.stopping import OutsideSerializer, StopSerializer, WayToStopSerializer
from proposals.api.view import ApiView
from proposals.api.words import names_in, rule_in_words
from proposals.scope import divisions_for, proposals_for
from proposals.voting.allowed import positions_in
from proposals.voting.awaiting import open_votes
from proposals.voting.holding import is_second_vote
from proposals.voting.models import Division, StopReason
from proposals.voting.noticing import MAX_REASON
from proposals.voting.opening import open_division
from proposals.voting.states import State, divisions_in, state_of
from proposals.voting.stopping import stoppers
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
    question = serializers.CharField(
        allow_blank=True, help_text="What it is on: amendment:2, ruling:1 (yes overrules the chair); empty: the whole."
    )
    subject = serializers.CharField()
    procedure = serializers.ChoiceField(choices=Procedure.choices)
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    state = serializers.SerializerMethodField()
    opens_at = Instant()
    closes_at = Instant(help_text="The deadline: a ballot received at it or later does not count.")
    annulled_at = Instant(allow_null=True, help_text="null: it was not annulled. An annulled vote is never decided.")
    ended_at = Instant(source="broken_at", allow_null=True, help_text="When an objection ended it; null: none has.")
    stopped_at = Instant(allow_null=True, help_text="When a member's act kept it from being held. It is never decided.")
    stopped_because = serializers.ChoiceField(choices=StopReason.choices, allow_blank=True)
    body = serializers.CharField(help_text="The group whose members alone are its roll; empty: all members.")
    after = serializers.IntegerField(
        source="after_id", allow_null=True, help_text="The vote on the same proposal that it follows."
    )
    second_vote = serializers.SerializerMethodField(
        help_text="Whether it follows a tie on the same text. If the votes are equal again, the text is rejected."
    )
    emergency = serializers.SerializerMethodField(help_text="Whether its notice was shortened in an emergency.")
    decision = serializers.SerializerMethodField()

    def get_second_vote(self, division: Division) -> bool:
        """Tell it of the vote."""
        return is_second_vote(division)

    def get_emergency(self, division: Division) -> bool:
        """Tell it of the vote."""
        return bool(division.emergency)

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
    consent = serializers.ChoiceField(choices=Consent.choices, help_text="Whether the procedure needs consent.")
    emergency_reason = serializers.SerializerMethodField(help_text="Why its notice was shortened; for members.")
    stops = serializers.SerializerMethodField(help_text="Who has called for it not to be held; for members.")
    can_be_stopped = serializers.SerializerMethodField(help_text="How it can be kept from being held, and by whom.")
    outside_working_hours = serializers.SerializerMethodField(help_text="Where the deadline is at a bad hour.")
    signing = serializers.ChoiceField(choices=Signing.choices, help_text="Whether delegates sign their ballots.")
    positions = serializers.SerializerMethodField(help_text="The positions that can be taken.")
    votes_for = serializers.SerializerMethodField(help_text="The members for whom you are accredited to vote here.")
    proxies = serializers.SerializerMethodField(help_text="For how many others a member may vote by proxy here.")
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
        return [position.value for position in positions_in(division)]

    def get_votes_for(self, division: Division) -> list[str]:
        """Return their codes."""
        voters = set(division.roll["members"]) - set(division.roll["suspended"])
        held = members_voted_for(self.context["person"], division.coalition_id, self.context["instant"])
        return sorted(voters & set(held.values_list("code", flat=True)))

    def get_proxies(self, division: Division) -> int:
        """Return the rule's limit; 0 where it knows no proxies."""
        return read_rule(division.rule).proxies

    def get_emergency_reason(self, division: Division) -> str:
        """Return it, empty for observers and where there is none."""
        return division.emergency if division.emergency and self._reads_all(division) else ""

    @extend_schema_field(StopSerializer(many=True))
    def get_stops(self, division: Division) -> Any:
        """Return them, the first first."""
        shown = stoppers(division) and self._reads_all(division)
        rows = division.stops.select_related("member") if shown else []
        return StopSerializer(rows, many=True).data

    @extend_schema_field(WayToStopSerializer(many=True))
    def get_can_be_stopped(self, division: Division) -> Any:
        """Return each way."""
        return WayToStopSerializer(list(stoppers(division).values()), many=True).data

    @extend_schema_field(OutsideSerializer(many=True))
    def get_outside_working_hours(self, division: Division) -> Any:
        """Return the capitals, from west to east."""
        found = outside_working_hours(division.closes_at, division.roll["members"])
        rows = [{"code": each.code, "capital": each.capital, "local": each.local.isoformat()} for each in found]
        return OutsideSerializer(rows, many=True).data

    def _reads_all(self, division: Division) -> bool:
        return reads_everything(self.context["person"], division.coalition_id, self.context["instant"])

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
    emergency = Text(
        max_length=MAX_REASON,
        required=False,
        help_text="Why the shorter notice of an emergency is used, where the rules of procedure know one.",
    )


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
            proposal=proposal,
            closes_at=asked["closes_at"],
            by=self.person,
            facts=asked.get("facts", ()),
            emergency=asked.get("emergency", ""),
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
    before = ("after__rule", "after__roll", "after__facts", *(f"after__{name}" for name in decided[1:]))
    related = ("coalition", "proposal", "revision", "decision", "after__decision")
    return rows.select_related(*related).defer(*heavy, *decided, *before)


def in_full(view: ApiView, division: Division) -> Any:
    """Return the division as its reader sees it at an instant not before it was opened."""
    instant = max(view.instant, division.opens_at)
    context = {"person": view.person, "instant": instant, "sight": sight_of(division, view.person, instant)}
    return DivisionInFullSerializer(division, context=context).data
