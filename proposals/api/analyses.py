"""The JSON of an analysis, described: what `coalition.analysis.answers` writes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coalition.rules.positions import Position
from coalition.rules.results import Result
from proposals.api.fields import AsIs

RESULTS = [result.value for result in Result]
_RATIO = {"type": "string", "pattern": "^-?[0-9]+/[0-9]+$"}
_CODES = {"type": "array", "items": {"type": "string"}}
_POSITION = {"type": "string", "enum": [position.value for position in Position]}


def _by_member(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value}


@extend_schema_field(_RATIO)
class Ratio(AsIs):
    """A fraction in lowest terms."""


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+$"}]})
class Count(AsIs):
    """A whole number: a string of digits once a double would round it."""


@extend_schema_field(_CODES)
class Codes(AsIs):
    """Members, by their codes."""


@extend_schema_field({"type": "array", "items": _CODES})
class Sets(AsIs):
    """Sets of members."""


@extend_schema_field(_by_member({"type": "array", "items": _POSITION}))
class Moves(AsIs):
    """Positions by member."""


@extend_schema_field(_by_member(_POSITION))
class Positions(AsIs):
    """A position by member."""


@extend_schema_field(_by_member({"type": "number"}))
class Numbers(AsIs):
    """A number by member."""


@extend_schema_field(_by_member(_RATIO))
class Ratios(AsIs):
    """A fraction by member."""


class MemberPowerSerializer(serializers.Serializer[Any]):
    """A member's power before anybody votes. Members that do not vote have none."""

    member = serializers.CharField()
    banzhaf_swings = Count(help_text="In how many divisions of the others its vote decides.")
    banzhaf = Ratio(help_text="Its share of all swings.")
    banzhaf_absolute = Ratio(help_text="The share of the others' divisions in which its vote decides.")
    shapley = Ratio(help_text="The share of the orders of voting in which its yes is the one that adopts.")
    power_to_prevent = Ratio(help_text="Of the divisions that adopt, the share that it alone undoes (Coleman).")
    power_to_initiate = Ratio(help_text="Of those that do not adopt, the share that it alone turns (Coleman).")


class PowerSerializer(serializers.Serializer[Any]):
    """Power over yes and no, every division of the members alike."""

    members = MemberPowerSerializer(many=True)
    winning_coalitions = Count()
    power_to_act = Ratio(help_text="The share of all divisions that adopt (Coleman).")
    vetoers = Codes(help_text="Without whose yes nothing is adopted.")
    dummies = Codes(help_text="Whose vote never matters.")
    dictator = serializers.CharField(allow_null=True)
    same_power = Sets(help_text="Members of equal power together, the strongest first.")
    nodes = serializers.IntegerField(help_text="The size of the diagram that answered.")


class FewestSerializer(serializers.Serializer[Any]):
    """The least number of undecided members that bring it about; null where no set of them does."""

    members = serializers.IntegerField(allow_null=True)
    sets = Count(help_text="How many such sets there are.")
    first = Sets(help_text="The first of them, as many as asked for.")


class LeastEffortSerializer(serializers.Serializer[Any]):
    """The least effort that brings it about; null where none does."""

    effort = serializers.IntegerField(allow_null=True)
    sets = Count()
    first = Sets()


class VoteSerializer(serializers.Serializer[Any]):
    """Where the vote stands and what can still come of it."""

    outcome = serializers.ChoiceField(choices=RESULTS, help_text="If the vote ended now.")
    settled = serializers.BooleanField(
        help_text="Whether nothing that may still be cast changes whether it is adopted."
    )
    settled_as = serializers.ChoiceField(choices=["adopted", "not_adopted"], allow_null=True)
    undecided = Codes()
    swing_members = Moves(help_text="Who alone turns the result if the vote ended now, by moving where.")
    carry = FewestSerializer(help_text="Whose yes adopts against a no of all other undecided members.")
    block = FewestSerializer(help_text="Whose no prevents adoption against a yes of all others.")
    carry_by_effort = LeastEffortSerializer(allow_null=True)
    block_by_effort = LeastEffortSerializer(allow_null=True)


class ForecastSerializer(serializers.Serializer[Any]):
    """How likely the vote is to adopt when members vote independently, as the odds say."""

    probability = serializers.FloatField(help_text="The nearest double.")
    probability_exact = Ratio()
    influence = Numbers(help_text="By undecided member: the probability if it votes yes less that if it votes no.")
    taken_as_absent = Codes(help_text="Who has neither position nor odds.")


class OfSizeSerializer(serializers.Serializer[Any]):
    """How many minimal coalitions of one size there are."""

    members = serializers.IntegerField()
    coalitions = Count()


class MinimalSerializer(serializers.Serializer[Any]):
    """Coalitions that suffice, and do not without any one of their members."""

    coalitions = Count()
    sizes = OfSizeSerializer(many=True, help_text="How many there are of each size, the smallest size first.")
    first = Sets(help_text="The smallest.")


class MinimalCoalitionsSerializer(serializers.Serializer[Any]):
    """The minimal winning coalitions and the minimal blocking ones."""

    winning = MinimalSerializer()
    blocking = MinimalSerializer()


class SmallBodySerializer(serializers.Serializer[Any]):
    """Indices that look at coalitions one by one, of bodies of at most 16 members."""

    johnston = Ratios()
    deegan_packel = Ratios()
    holler = Ratios()


class AnalysisSerializer(serializers.Serializer[Any]):
    """What was asked; null what was not."""

    rule = serializers.CharField()
    version = serializers.CharField()
    power = PowerSerializer(allow_null=True)
    vote = VoteSerializer(allow_null=True)
    forecast = ForecastSerializer(allow_null=True)
    minimal = MinimalCoalitionsSerializer(allow_null=True)
    small_body = SmallBodySerializer(allow_null=True)
