"""The same positions under several rules: which may be used at all, and what each makes of them. Then forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.analysis import Analysis, AnalysisError, TooLarge, limits
from coalition.analysis.answers import ratio
from coalition.errors import ActRefused
from coalition.models import Coalition
from coalition.rules.admissibility import obstacles
from coalition.rules.deciding import decide
from coalition.rules.electorate import participants
from coalition.rules.numbers import json_integer
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from proposals.api.analyses import Codes, Count, ForecastSerializer, Ratio, VoteSerializer
from proposals.api.analysing import QuestionBody
from proposals.api.asking import RuleAsked, coalition_asked, roll_asked, rule_asked
from proposals.api.deciding import outcome_in_words
from proposals.api.fields import Text, Words
from proposals.api.forgetting import ForgetfulView
from proposals.api.openapi import operation
from proposals.api.outcomes import OutcomeDocument
from proposals.api.rulebook import both
from proposals.api.words import Names, Reasons, names_in
from proposals.room.answering import (
    analysis_at_once,
    check_facts,
    forecast_told,
    translated,
    vote_told,
    vote_under_way,
)

MOST_RULES = 8


class RuleBody(RuleAsked):
    """One of the rules to compare: one of `rule`, `document` and `kept_rule`."""


class CompareBody(QuestionBody):
    """Several rules, a roll, and what is known and thought of a vote."""

    rules = serializers.ListField(child=RuleBody(), min_length=1, max_length=MOST_RULES)
    subjects = serializers.ListField(
        child=Text(max_length=80), required=False, max_length=20, help_text="What it is about, such as military."
    )


class ObstacleSerializer(serializers.Serializer[Any]):
    """Why a rule may not be used here."""

    kind = serializers.ChoiceField(choices=["subject", "members", "missing", "too_few"])
    detail = Codes(help_text="Which subjects or members, or how many members at least.")


class ComparedSerializer(serializers.Serializer[Any]):
    """One of the rules. Of one that may not be used no outcome is given."""

    rule = serializers.CharField()
    version = serializers.CharField()
    title = Words()
    admissible = serializers.BooleanField()
    obstacles = ObstacleSerializer(many=True)
    outcome = OutcomeDocument(allow_null=True)
    headline = Words(allow_null=True)
    reasons = Reasons(allow_null=True)
    winning_coalitions = Count(allow_null=True)
    power_to_act = Ratio(allow_null=True)
    vote = VoteSerializer(allow_null=True)
    forecast = ForecastSerializer(allow_null=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    """The divisions into yes and no that exactly one of two rules adopts; null where they cannot be counted here."""

    rules = serializers.ListField(child=serializers.IntegerField(), help_text="Their places in `rules`, from 0.")
    divisions = Count(allow_null=True)


class ComparisonSerializer(serializers.Serializer[Any]):
    """The rules in the order asked for, and how each that may be used differs from the first that may."""

    rules = ComparedSerializer(many=True)
    differences = DifferenceSerializer(many=True)


EXAMPLE = OpenApiExample(
    "A text under three rules",
    request_only=True,
    value={
        "rules": [{"rule": "eu-qmv"}, {"rule": "eu-unanimity"}, {"rule": "eu-cfsp"}],
        "roll": "eu-27",
        "subjects": ["military"],
        "positions": {"DE": "yes", "FR": "yes", "HU": "no"},
    },
)


class Compare(ForgetfulView):
    """Several rules side by side."""

    @operation(
        "compare",
        "Compare rules on the same positions",
        takes=CompareBody,
        gives=ComparisonSerializer,
        refuses=[404, 422],
        examples=[EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        """Say of each rule whether it may be used for these subjects and members, and what it makes of the positions.

        Every rule is counted on the roll given; `/analysis/frameworks/` counts each on its own body. A question
        that takes too much work is refused with 422 before any is done. Nothing is stored or logged.
        """
        return self.forgotten(self.answer)

    def answer(self) -> Response:
        """Return the answer. Raises `ActRefused`, `Http404`."""
        asked = self.body(CompareBody)
        body = coalition_asked(self.person, asked, self.instant)
        rules = [_rule(number, one, body) for number, one in enumerate(asked["rules"])]
        roll = roll_asked(asked, body, self.instant)
        check_facts(rules, asked)
        names = names_in(body.pk) if body else None
        return Response(ComparisonSerializer(comparison(rules, roll, asked, names)).data)


def _rule(number: int, one: Mapping[str, Any], body: Coalition | None) -> Rule:
    """Return one of the rules; a refusal names its place in the list."""
    try:
        return rule_asked(one, body)
    except ActRefused as error:
        error.field = f"rules.{number}.{error.field}"
        raise


def comparison(rules: list[Rule], roll: Roll, asked: Mapping[str, Any], names: Names | None) -> dict[str, Any]:
    """Return every rule's row, and the differences. Raises `Invalid`, `TooCostly`."""
    rows, usable = [], list[tuple[int, Analysis]]()
    for number, rule in enumerate(rules):
        with translated(f"rules.{number}"):
            counted = participants(rule, roll, asked["positions"])
            against = obstacles(rule, asked.get("subjects", ()), counted.members)
            rows.append(_row(rule) | {"admissible": not against, "obstacles": against})
            if not against:
                analysis = analysis_at_once(rule, roll, asked)
                usable.append((number, analysis))
                rows[-1] |= _used(rule, roll, asked, names) | _future(analysis, roll, asked)
    return {"rules": rows, "differences": _differences(usable)}


def _row(rule: Rule) -> dict[str, Any]:
    nothing = dict.fromkeys(ComparedSerializer().fields)
    return nothing | {"rule": rule.id, "version": rule.version, "title": both(dict(rule.title))}


def _used(rule: Rule, roll: Roll, asked: Mapping[str, Any], names: Names | None) -> dict[str, Any]:
    outcome = decide(rule, roll, asked["positions"], asked.get("facts", ()))
    return {"outcome": outcome.to_json(), **outcome_in_words(outcome, names)}


def _future(analysis: Analysis, roll: Roll, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What can still come of it; nothing where the rule only records answers."""
    try:
        power = analysis.power
    except TooLarge:
        raise
    except AnalysisError:
        return {}
    vote = vote_under_way(analysis, roll, asked)
    return {
        "winning_coalitions": json_integer(power.winning_coalitions),
        "power_to_act": ratio(power.power_to_act),
        "vote": vote_told(vote, asked),
        "forecast": forecast_told(vote, asked) if "odds" in asked else None,
    }


def _differences(usable: list[tuple[int, Analysis]]) -> list[dict[str, Any]]:
    """Each against the first; some have not the same voters, or diagrams too large to go through."""
    found = []
    for number, analysis in usable[1:]:
        first, against = usable[0]
        try:
            divisions = json_integer(against.differs_from(analysis, limits.PAIRS))
        except AnalysisError:
            divisions = None
        found.append({"rules": [first, number], "divisions": divisions})
    return found
