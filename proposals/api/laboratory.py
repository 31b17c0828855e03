"""The rule laboratory over HTTP: power against weight, before and after a change. Answered at once, and forgotten."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.analysis.answers import ratio
from coalition.errors import Invalid
from coalition.rules.numbers import json_integer
from proposals.api.analyses import Count, MinimalCoalitionsSerializer, PowerSerializer, Ratio
from proposals.api.asking import RollNamed, RuleAsked, coalition_asked, roll_asked, rule_asked
from proposals.api.fields import Text
from proposals.api.forgetting import ForgetfulView
from proposals.api.openapi import operation
from proposals.api.supposing import ChangesBody, changes_in
from proposals.room.answering import translated
from proposals.room.laboratory import Side
from proposals.room.trying import Change, Tried, named, tried

MOST_DIGITS = 4


class LaboratoryBody(RuleAsked, RollNamed, ChangesBody):
    """A rule, a roll, and a change of either."""

    thresholds = serializers.DictField(
        child=Text(max_length=20),
        required=False,
        help_text='By number of the threshold, from 0: such as "60%".',
    )
    veto = serializers.ListField(
        child=Text(max_length=80), required=False, max_length=100, help_text="Members to give a veto."
    )


class MeasuredSerializer(serializers.Serializer[Any]):
    """One member's weight and power, as shares."""

    member = serializers.CharField()
    population = Count(allow_null=True)
    share = Ratio(allow_null=True, help_text="Its share of the population of those who vote.")
    root_share = serializers.FloatField(allow_null=True, help_text="Its share of the square roots (Penrose).")
    banzhaf = Ratio()
    shapley = Ratio()


class SideSerializer(serializers.Serializer[Any]):
    """A rule on a roll, measured over yes and no, every division alike."""

    members = MeasuredSerializer(many=True, help_text="The strongest first.")
    power = PowerSerializer()
    minimal = MinimalCoalitionsSerializer(allow_null=True, help_text="Null where they take too long to count.")


class LaboratorySerializer(serializers.Serializer[Any]):
    """The rule as it is and, where a change was asked, as it would be."""

    rule = serializers.CharField()
    version = serializers.CharField()
    before = SideSerializer()
    after = SideSerializer(allow_null=True)
    decided_otherwise = Count(
        allow_null=True,
        help_text="Of all divisions into yes and no, how many the change decides otherwise. Null without a change, "
        "where others vote after it, or where it takes too long to count.",
    )


EXAMPLE = OpenApiExample(
    "A veto for Poland in the E6",
    request_only=True,
    value={"rule": "e6-with-e3", "roll": "e6", "veto": ["PL"]},
)


class Laboratory(ForgetfulView):
    """Power, before and after."""

    @operation(
        "measure",
        "Measure a rule, and what a change does to it",
        takes=LaboratoryBody,
        gives=LaboratorySerializer,
        refuses=[404, 422],
        examples=[EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        """Give each member's power beside its population, the square-root law, decisiveness and minimal coalitions.

        Nothing is stored or logged.
        """
        return self.forgotten(self.answer)

    def answer(self) -> Response:
        """Return the answer. Raises `ActRefused`, `Http404`."""
        asked = self.body(LaboratoryBody)
        body = coalition_asked(self.person, asked, self.instant)
        rule, roll, changes = rule_asked(asked, body), roll_asked(asked, body, self.instant), changes_in(asked)
        thresholds = {_number(number): value for number, value in asked.get("thresholds", {}).items()}
        with translated("rule"):
            found = tried(rule, roll, Change(thresholds, named(asked.get("veto", ())), changes))
        return Response(LaboratorySerializer(tried_told(found)).data)


def _number(name: str) -> int:
    if not (name.isascii() and name.isdigit() and len(name) <= MOST_DIGITS):
        raise Invalid("unknown_threshold", _("The rule has no such threshold."), field=f"thresholds.{name}")
    return int(name)


def tried_told(found: Tried) -> dict[str, Any]:
    """Return before and after as plain data."""
    rule, after, otherwise = found.before.rule, found.after, found.decided_otherwise
    return {
        "rule": rule.id,
        "version": rule.version,
        "before": side_told(found.before),
        "after": side_told(after) if after else None,
        "decided_otherwise": None if otherwise is None else json_integer(otherwise),
    }


def side_told(side: Side) -> dict[str, Any]:
    """Return one side as plain data."""
    return {
        "members": [
            {
                "member": each.member,
                "population": each.weight,
                "share": None if each.share is None else ratio(each.share),
                "root_share": each.root,
                "banzhaf": ratio(each.banzhaf),
                "shapley": ratio(each.shapley),
            }
            for each in side.members
        ],
        "power": side.power,
        "minimal": side.minimal,
    }
