"""What a rule would make of positions: computed and forgotten. Nothing is stored, nothing is logged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.errors import Invalid
from coalition.models.persons import Scope
from coalition.rules.deciding import decide
from coalition.rules.errors import RollError
from coalition.rules.outcomes import Outcome
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.wording import headline, reasons, sentence
from proposals.api.asking import POSITIONS, RollAsked, RuleAsked, coalition_asked, roll_asked, rule_asked
from proposals.api.fields import Words
from proposals.api.openapi import operation
from proposals.api.outcomes import OutcomeDocument
from proposals.api.view import ApiView
from proposals.api.words import LANGUAGES, Names, Reasons, names_in


class DecideBody(RuleAsked, RollAsked):
    """A rule, a roll and positions on it."""

    others = serializers.ChoiceField(choices=POSITIONS, required=False, help_text="The position of all others.")


class WouldBeSerializer(serializers.Serializer[Any]):
    """What the rule makes of it."""

    outcome = OutcomeDocument()
    headline = Words(help_text="The result in a few words.")
    reasons = Reasons(help_text="Why, the most telling first.")
    sentence = Words(help_text="The rule in words, with the numbers of this roll.")


class Decide(ApiView):
    """A rule tried on positions."""

    scopes = {"POST": Scope.READ}  # nothing is kept

    @operation("decide", "Try a rule on positions", takes=DecideBody, gives=WouldBeSerializer, refuses=[404])
    def post(self, request: Request) -> Response:
        """Say what the rule makes of these positions, with every condition. Nothing is stored."""
        asked = self.body(DecideBody)
        body = coalition_asked(self.person, asked, self.instant)
        rule = rule_asked(asked, body)
        roll = roll_asked(asked, body, self.instant)
        names = names_in(body.pk) if body else None
        return Response(WouldBeSerializer(_would_be(rule, roll, names, asked)).data)


def _would_be(rule: Rule, roll: Roll, names: Names | None, asked: Mapping[str, Any]) -> dict[str, Any]:
    others = dict.fromkeys(roll.voters, asked["others"]) if "others" in asked else {}
    try:
        outcome = decide(rule, roll, {**others, **asked["positions"]}, asked.get("facts", ()))
    except RollError as error:
        raise Invalid("bad_roll", str(error), field="positions") from error
    return {
        "outcome": outcome.to_json(),
        **outcome_in_words(outcome, names),
        "sentence": {language: sentence(rule, roll, language, _names(names, language)) for language in LANGUAGES},
    }


def outcome_in_words(outcome: Outcome, names: Names | None) -> dict[str, Any]:
    """Return the result and the reasons, by language."""
    return {
        "headline": {language: headline(outcome, language) for language in LANGUAGES},
        "reasons": {language: reasons(outcome, language, _names(names, language)) for language in LANGUAGES},
    }


def _names(names: Names | None, language: str) -> Mapping[str, str] | None:
    return names[language] if names else None
