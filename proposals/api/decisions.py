"""Decisions: the register, and each with everything that it follows from."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.rules.outcomes import Outcome
from coalition.rules.reading import read_rule
from coalition.rules.results import Result
from coalition.rules.rolls import Roll
from proposals.api.divisions import ProposalNameSerializer
from proposals.api.fields import Document, Exercise, Instant, QueryNumber, Words
from proposals.api.openapi import operation
from proposals.api.outcomes import OutcomeDocument
from proposals.api.pagination import Pages
from proposals.api.parsing import ListQuery
from proposals.api.reaching import reach
from proposals.api.view import ApiView
from proposals.api.words import Reasons, names_in, reasons_in_words, result_in_words, rule_in_words
from proposals.scope import decisions_for
from proposals.voting.models import Decision

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


class DecisionInFullSerializer(DecisionSerializer):
    """A decision with its frozen inputs: put through the rule again they give the same outcome."""

    outcome = OutcomeDocument()
    headline = serializers.SerializerMethodField(help_text="The result in a few words.")
    reasons = serializers.SerializerMethodField(help_text="Why, the most telling first.")
    roll_call = serializers.DictField(
        source="ballots", child=serializers.CharField(), help_text="Each member's position that counted, by code."
    )
    rule = Document()
    sentence = serializers.SerializerMethodField(help_text="The rule in words, with the numbers of this roll.")
    roll = Document()
    facts = serializers.ListField(source="division.facts", child=serializers.CharField())

    @extend_schema_field(Words())
    def get_headline(self, decision: Decision) -> dict[str, str]:
        """Return it by language."""
        return result_in_words(Outcome.from_json(decision.outcome))

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
    search = serializers.CharField(required=False, max_length=200, help_text="Words of the proposal's title.")
    ordering = serializers.ChoiceField(choices=ORDERS, required=False)


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
            "year": "year",
            "result": "result",
            "proposal": "division__proposal",
            "search": "division__proposal__title__icontains",
        }
        wanted = Q(**{path: asked[name] for name, path in named.items() if name in asked})
        rows = decisions_for(self.person, self.instant).filter(wanted)
        related = rows.select_related("coalition", "division__proposal", "division__revision")
        heavy = ("outcome", "ballots", "rule", "roll", "division__rule", "division__roll", "division__revision__text")
        return related.defer(*heavy).order_by(asked.get("ordering", "-decided_at"), "-pk")


class OneDecision(ApiView):
    """One decision."""

    @operation("read_decision", "Read a decision", gives=DecisionInFullSerializer, refuses=[404])
    def get(self, request: Request, decision: int) -> Response:
        """Give the decision: outcome, roll call, and the rule and roll as they were frozen."""
        rows = decisions_for(self.person, self.instant).select_related("division__proposal", "division__revision")
        found = reach(rows.select_related("coalition"), pk=decision)
        return Response(DecisionInFullSerializer(found, context={"names": names_in(found.coalition_id)}).data)
