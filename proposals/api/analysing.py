"""What a rule on a roll allows: power, and what can still come of a vote. Answered at once, and forgotten."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.analysis import Analysis, limits
from coalition.analysis.answers import (
    LISTED,
    minimal_answer,
    power_answer,
    small_body_answer,
)
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from proposals.api.analyses import AnalysisSerializer
from proposals.api.asking import RollAsked, RuleAsked, coalition_asked, roll_asked, rule_asked
from proposals.api.fields import Flag
from proposals.api.forgetting import ForgetfulView
from proposals.api.openapi import operation
from proposals.api.parsing import Body
from proposals.room.answering import (
    analysis_at_once,
    check_facts,
    forecast_told,
    translated,
    vote_told,
    vote_under_way,
)

SECTIONS = ["power", "vote", "forecast", "minimal", "small_body"]
MOST_LISTED = limits.MOST_LISTED

MOST_EFFORT = 1_000_000
FINEST = 1_000_000
_FRACTION = r"^[0-9]{1,7}/[0-9]{1,7}$"


@extend_schema_field(
    {"oneOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": _FRACTION}]}
)
class Chance(serializers.Field[Any, Any, Any, Any]):
    """How likely something is: exactly the decimal number that is written, or a fraction as "p/q"."""

    default_error_messages = {
        "invalid": _("Give a number from 0 to 1, or a fraction such as “2/3”."),
        "too_fine": _("Give at most six decimals."),
    }

    def to_internal_value(self, data: Any) -> Fraction:
        """Return the fraction."""
        chance = _fraction(data)
        if chance is None or not 0 <= chance <= 1:
            self.fail("invalid")
        if chance.denominator > FINEST:
            self.fail("too_fine")
        return chance


def _fraction(data: Any) -> Fraction | None:
    if isinstance(data, str):
        part, _slash, whole = data.partition("/")
        return Fraction(int(part), int(whole)) if re.match(_FRACTION, data, re.ASCII) and int(whole) else None
    if isinstance(data, bool) or not isinstance(data, int | float) or not 0 <= data <= 1:
        return None
    return Fraction(str(data))


class Whole(serializers.IntegerField):
    """A whole number of JSON, not "3" and not 3.0."""

    def to_internal_value(self, data: Any) -> int:
        """Return the number."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class OddsBody(Body):
    """How likely a member's positions are. What is left to 1 is no."""

    yes = Chance()
    abstain = Chance(required=False)


class QuestionBody(RollAsked):
    """What is known of a vote, and what is thought of it."""

    final = Flag(default=True, help_text="Whether what is cast stays cast.")
    odds = serializers.DictField(
        child=OddsBody(), required=False, help_text="By member's code. Who has neither position nor odds is absent."
    )
    effort = serializers.DictField(
        child=Whole(min_value=1, max_value=MOST_EFFORT),
        required=False,
        help_text="What it takes to move a member, by its code. Only those with an effort can be moved.",
    )
    listed = Whole(
        default=LISTED, min_value=0, max_value=MOST_LISTED, help_text="How many of the sets that are counted to list."
    )


class AnalyseBody(RuleAsked, QuestionBody):
    """A rule, a roll, and what is known and thought of a vote under it."""

    ask = serializers.ListField(
        child=serializers.ChoiceField(choices=SECTIONS),
        required=False,
        max_length=len(SECTIONS),
        help_text="What to answer; power and vote, and with odds the forecast, when not given.",
    )


EXAMPLE = OpenApiExample(
    "A vote under way",
    request_only=True,
    value={
        "rule": "eu-qmv",
        "roll": "eu-27",
        "positions": {"DE": "yes", "FR": "yes", "HU": "no"},
        "odds": {"PL": {"yes": 0.7, "abstain": 0.1}, "IT": {"yes": "2/3"}},
        "effort": {"PL": 3, "IT": 1, "ES": 2},
        "listed": 3,
    },
)


class Analyse(ForgetfulView):
    """A rule on a roll, analysed."""

    @operation(
        "analyse",
        "Analyse a rule on a roll",
        takes=AnalyseBody,
        gives=AnalysisSerializer,
        refuses=[404, 422],
        examples=[EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        """Say exactly who has what power, whether the vote is settled, and what would carry or block it.

        A question that takes too much work is refused with 422 before any is done. Nothing is stored or logged.
        """
        return self.forgotten(self.answer)

    def answer(self) -> Response:
        """Return the answer. Raises `ActRefused`, `Http404`."""
        asked = self.body(AnalyseBody)
        body = coalition_asked(self.person, asked, self.instant)
        rule, roll = rule_asked(asked, body), roll_asked(asked, body, self.instant)
        check_facts([rule], asked)
        return Response(AnalysisSerializer(analysis_answer(rule, roll, asked)).data)


def analysis_answer(rule: Rule, roll: Roll, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sections asked for; the others are null. Raises `Invalid`, `TooCostly`."""
    sections = asked.get("ask", ["power", "vote", *(["forecast"] if "odds" in asked else [])])
    with translated("rule"):
        analysis = analysis_at_once(rule, roll, asked)
        vote = vote_under_way(analysis, roll, asked)
    power = minimal = small = None
    with translated("rule"):
        if "power" in sections:
            limits.check_power(analysis)
            power = power_answer(analysis, roll.members)
        if "minimal" in sections:
            minimal = _minimal(analysis, asked["listed"])
        if "small_body" in sections:
            small = small_body_answer(analysis.small_body)
    return {
        "rule": rule.id,
        "version": rule.version,
        "power": power,
        "vote": vote_told(vote, asked) if "vote" in sections else None,
        "forecast": forecast_told(vote, asked) if "forecast" in sections else None,
        "minimal": minimal,
        "small_body": small,
    }


def _minimal(analysis: Analysis, listed: int) -> dict[str, Any]:
    winning, blocking = limits.minimal(analysis)
    return {"winning": minimal_answer(winning, listed), "blocking": minimal_answer(blocking, listed)}
