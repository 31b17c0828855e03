"""The tally of a division, as far as the person may see it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from proposals.api.fields import Exercise, Instant
from proposals.api.openapi import operation
from proposals.api.outcomes import OutcomeDocument
from proposals.api.reaching import reach
from proposals.api.view import ApiView
from proposals.api.words import Reasons, names_in, reasons_in_words
from proposals.scope import divisions_for
from proposals.voting.models import Division
from proposals.voting.states import State, state_of
from proposals.voting.visibility import Sight, sight_of


class TallySerializer(serializers.Serializer[Any]):
    """Who has replied and what the rule makes of it; null is what you may not see."""

    division = serializers.IntegerField()
    exercise = Exercise()
    at = Instant()
    state = serializers.ChoiceField(choices=State.choices)
    replied = serializers.ListField(child=serializers.CharField(), allow_null=True)
    awaited = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="The members that may vote and have not."
    )
    by_proxy = serializers.DictField(
        child=serializers.CharField(), allow_null=True, help_text="Whose position was cast by proxy: by whom, by code."
    )
    reasons = Reasons(allow_null=True, help_text="The outcome in words, the most telling first.")
    outcome = OutcomeDocument(allow_null=True, help_text="As if the vote closed now; once decided, as decided.")


class Tally(ApiView):
    """The tally of one division."""

    @operation("read_tally", "Read the tally", gives=TallySerializer, refuses=[404])
    def get(self, request: Request, division: int) -> Response:
        """Give the tally. While positions are hidden: who has replied, or nothing, as the rules of procedure say."""
        found = reach(divisions_for(self.person, self.instant).select_related("coalition"), pk=division)
        sight = sight_of(found, self.person, self.instant)
        return Response(TallySerializer(_tally(found, sight, self)).data)


def _tally(division: Division, sight: Sight, view: ApiView) -> dict[str, Any]:
    voters = set(division.roll["members"]) - set(division.roll["suspended"])
    return {
        "division": division.pk,
        "exercise": division.coalition.exercise,
        "at": view.instant,
        "state": state_of(division, view.instant).value,
        "replied": None if sight.replied is None else sorted(sight.replied),
        "awaited": None if sight.replied is None else sorted(voters - sight.replied),
        "by_proxy": sight.holders,
        "reasons": reasons_in_words(sight.outcome, names_in(division.coalition_id)) if sight.outcome else None,
        "outcome": sight.outcome.to_json() if sight.outcome else None,
    }
