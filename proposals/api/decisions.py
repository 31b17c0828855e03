"""Decisions: the register, and each with everything that it follows from."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.results import Result
from coalition.rules.rolls import Roll
from proposals.adherence.adhering import OPEN_TO_STATES
from proposals.adherence.standing import behind_given
from proposals.api.divisions import ProposalNameSerializer
from proposals.api.fields import Document, Exercise, Instant, QueryNumber, Words
from proposals.api.openapi import operation
from proposals.api.outcomes import OutcomeDocument
from proposals.api.pagination import Pages
from proposals.api.parsing import ListQuery
from proposals.api.reaching import reach
from proposals.api.register import MarkSerializer
from proposals.api.view import ApiView
from proposals.api.words import Reasons, names_in, reasons_in_words, result_in_words, rule_in_words
from proposals.register.filtering import Asked, Standing, filtered
from proposals.register.indexing import SPLIT
from proposals.register.models import DecisionMark
from proposals.scope import decisions_for
from proposals.voting.models import Decision
from proposals.voting.tallies import facts_of

MARKS = Prefetch(
    "marks",
    DecisionMark.objects.filter(struck_at__isnull=True).select_related("later", "decision"),
    to_attr="standing_marks",
)
ORDERS = ["decided_at", "-decided_at"]


class DecisionSerializer(serializers.Serializer[Any]):
    """A decision, as in the register."""

    id = serializers.IntegerField()
    symbol = serializers.CharField()
    coalition = serializers.CharField(source="coalition.slug")
    exercise = Exercise("coalition.exercise")
    year = serializers.IntegerField()
    number = serializers.IntegerField()
    result = serializers.ChoiceField(choices=[result.value for result in Result])
    division = serializers.IntegerField(source="division_id")
    proposal = ProposalNameSerializer(source="division.proposal")
    revision = serializers.IntegerField(source="division.revision.number")
    text_hash = serializers.CharField()
    decided_at = Instant()
    registered_as = serializers.SerializerMethodField(
        help_text="How it is cited: by consensus, under silence, by vote 24-3, supported by 25 of 27, not adopted."
    )
    marks = MarkSerializer(many=True, source="standing_marks", help_text="What became of it later.")

    @extend_schema_field(Words())
    def get_registered_as(self, decision: Decision) -> dict[str, str]:
        """Return it by language."""
        return result_in_words(Outcome.from_json(decision.outcome))


class BehindSerializer(serializers.Serializer[Any]):
    """Who stands behind a text as things stand."""

    members = serializers.ListField(child=serializers.CharField())
    aligned = serializers.ListField(child=serializers.CharField())


class DecisionInFullSerializer(DecisionSerializer):
    """A decision with its frozen inputs: put through the rule again they give the same outcome."""

    outcome = OutcomeDocument()
    headline = serializers.SerializerMethodField(help_text="The result in a few words: `registered_as`.")
    reasons = serializers.SerializerMethodField(help_text="Why, the most telling first.")
    roll_call = serializers.DictField(
        source="ballots", child=serializers.CharField(), help_text="Each member's position that counted, by code."
    )
    by_proxy = serializers.DictField(
        child=serializers.CharField(), help_text="Whose position was cast by proxy: by whom, by code."
    )
    by_note = serializers.ListField(
        child=serializers.CharField(), help_text="Whose position was recorded by signed note, by code."
    )
    accepted = serializers.ListField(
        source="division.accepted",
        child=serializers.CharField(),
        allow_null=True,
        help_text="Who had accepted the rules of procedure at opening; nobody else is bound but by its own yes.",
    )
    rule = Document()
    sentence = serializers.SerializerMethodField(help_text="The rule in words, with the numbers of this roll.")
    roll = Document()
    facts = serializers.SerializerMethodField(help_text="The facts that hold, a host's consent included.")
    behind = serializers.SerializerMethodField(
        help_text="Of a joint statement or an opt-in: the members that stand behind it now, and the aligned states."
    )

    def get_facts(self, decision: Decision) -> list[str]:
        """Return them in their order."""
        return sorted(facts_of(decision.division))

    @extend_schema_field(BehindSerializer(allow_null=True))
    def get_behind(self, decision: Decision) -> Any:
        """Return them by code; null where members vote."""
        if read_rule(decision.rule).manner not in OPEN_TO_STATES:
            return None
        there = behind_given(decision.division, decision.ballots)
        return {"members": list(there.members), "aligned": list(there.aligned)}

    @extend_schema_field(Words())
    def get_headline(self, decision: Decision) -> dict[str, str]:
        """Return it by language."""
        return self.get_registered_as(decision)

    @extend_schema_field(Reasons())
    def get_reasons(self, decision: Decision) -> dict[str, list[str]]:
        """Return them by language."""
        return reasons_in_words(Outcome.from_json(decision.outcome), self.context["names"])

    @extend_schema_field(Words())
    def get_sentence(self, decision: Decision) -> dict[str, str]:
        """Return it by language."""
        return rule_in_words(read_rule(decision.rule), self.context["names"], Roll.from_json(decision.roll))


class DecisionFilter(ListQuery):
    """Which decisions to list."""

    coalition = serializers.SlugField(required=False)
    year = QueryNumber(required=False, max_value=9999)
    result = serializers.ChoiceField(choices=[result.value for result in Result], required=False)
    proposal = QueryNumber(required=False, help_text="The id of a proposal.")
    search = serializers.CharField(
        required=False,
        max_length=200,
        help_text="Words, or their beginnings, of the text, the title, the numbers or a statement. All must occur.",
    )
    rule = serializers.CharField(required=False, max_length=80, help_text="The id of the rule.")
    member = serializers.CharField(required=False, max_length=8, help_text="A member's code.")
    group = serializers.CharField(required=False, max_length=60, help_text="A group, as one; not with `member`.")
    position = serializers.ChoiceField(
        choices=[*(position.value for position in Position), SPLIT],
        required=False,
        help_text="Of that member or group; of anybody where none is named. split: a group not of one mind.",
    )
    standing = serializers.ChoiceField(choices=Standing.choices, required=False)
    ordering = serializers.ChoiceField(choices=ORDERS, required=False)


def _asked(asked: dict[str, Any]) -> Asked:
    who = f"group:{asked['group']}" if "group" in asked else asked.get("member", "")
    named = {name: asked[name] for name in ("year", "result", "rule", "position", "standing") if name in asked}
    return Asked(words=asked.get("search", ""), who=who, **named)


class Decisions(ApiView):
    """The register of decisions."""

    pagination_class = Pages

    @operation("list_decisions", "List decisions", gives=DecisionSerializer(many=True), query=DecisionFilter)
    def get(self, request: Request) -> Response:
        """List the decisions you may read, the latest first unless asked otherwise."""
        return self.listed(self._found(self.query(DecisionFilter)), DecisionSerializer)

    def _found(self, asked: dict[str, Any]) -> QuerySet[Decision]:
        named = {
            "coalition": "coalition__slug",
            "proposal": "division__proposal",
        }
        wanted = Q(**{path: asked[name] for name, path in named.items() if name in asked})
        rows = filtered(decisions_for(self.person, self.instant).filter(wanted), _asked(asked), self.instant)
        related = rows.select_related("coalition", "division__proposal", "division__revision").prefetch_related(MARKS)
        heavy = ("ballots", "rule", "roll", "division__rule", "division__roll", "division__revision__text")
        return related.defer(*heavy).order_by(asked.get("ordering", "-decided_at"), "-pk")


class OneDecision(ApiView):
    """One decision."""

    @operation("read_decision", "Read a decision", gives=DecisionInFullSerializer, refuses=[404])
    def get(self, request: Request, decision: int) -> Response:
        """Give the decision: outcome, roll call, and the rule and roll as they were frozen."""
        rows = decisions_for(self.person, self.instant).select_related("division__proposal", "division__revision")
        found = reach(rows.select_related("coalition").prefetch_related(MARKS), pk=decision)
        return Response(DecisionInFullSerializer(found, context={"names": names_in(found.coalition_id)}).data)
