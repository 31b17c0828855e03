"""What a rule would make of positions: computed and forgotten. Nothing is stored, nothing is logged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coalition.errors import Invalid
from coalition.founding import read_document
from coalition.rolls import roll_at
from coalition.rules import catalogue
from coalition.rules.deciding import decide
from coalition.rules.errors import RollError
from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.wording import headline, reasons, sentence
from proposals.api.documents import MOST_MEMBERS, GivenDocument, roll_given, roll_named
from proposals.api.fields import Instant, Text, Words
from proposals.api.openapi import operation
from proposals.api.outcomes import OutcomeDocument
from proposals.api.parsing import Body
from proposals.api.reaching import reach_coalition
from proposals.api.view import ApiView
from proposals.api.words import LANGUAGES, Names, Reasons, names_in

POSITIONS = [position.value for position in Position]
MOST_GROUPS = 100


class DecideBody(Body):
    """A rule, a roll and positions on it: one of `rule` and `document`; one of `roll`, `coalition`, `roll_document`."""

    rule = Text(required=False, max_length=80, help_text="The id of a rule of the catalogue.")
    document = GivenDocument(required=False, help_text="A rule, in the rule language.")
    roll = Text(required=False, max_length=80, help_text="The id of a roll of the catalogue.")
    coalition = Text(required=False, max_length=50, help_text="The slug of a coalition of yours: its roll.")
    at = Instant(required=False, help_text="The coalition's roll as of this instant; now, when not given.")
    roll_document = GivenDocument(required=False, help_text="A roll: `members`, `weights`, `groups`, `suspended`.")
    groups = serializers.DictField(
        child=serializers.ListField(child=Text(max_length=80), max_length=MOST_MEMBERS),
        required=False,
        help_text="Groups to add to the roll, such as `concerned`.",
    )
    positions = serializers.DictField(
        child=serializers.ChoiceField(choices=POSITIONS), help_text="By member's code; who is not named is absent."
    )
    others = serializers.ChoiceField(choices=POSITIONS, required=False, help_text="The position of all others.")
    facts = serializers.ListField(child=Text(max_length=80), required=False, max_length=20)


class WouldBeSerializer(serializers.Serializer[Any]):
    """What the rule makes of it."""

    outcome = OutcomeDocument()
    headline = Words(help_text="The result in a few words.")
    reasons = Reasons(help_text="Why, the most telling first.")
    sentence = Words(help_text="The rule in words, with the numbers of this roll.")


class Decide(ApiView):
    """A rule tried on positions."""

    @operation("decide", "Try a rule on positions", takes=DecideBody, gives=WouldBeSerializer, refuses=[404])
    def post(self, request: Request) -> Response:
        """Say what the rule makes of these positions, with every condition. Nothing is stored."""
        asked = self.body(DecideBody)
        _one_of(asked, "rule", "document")
        _one_of(asked, "roll", "coalition", "roll_document")
        rule = _rule(asked)
        roll, names = self._roll(asked)
        roll = _with_groups(roll, asked.get("groups", {}))
        return Response(WouldBeSerializer(_would_be(rule, roll, names, asked)).data)

    def _roll(self, asked: dict[str, Any]) -> tuple[Roll, Names | None]:
        if "coalition" not in asked:
            return (roll_named(asked["roll"]) if "roll" in asked else roll_given(asked["roll_document"])), None
        body = reach_coalition(self.person, asked["coalition"], self.instant)
        try:
            return roll_at(body, asked.get("at", self.instant)), names_in(body.pk)
        except RollError as error:
            raise Invalid("bad_roll", str(error), field="at") from error


def _rule(asked: dict[str, Any]) -> Rule:
    if "document" in asked:
        return read_document(asked["document"])
    if asked["rule"] not in catalogue.rule_ids():
        message = _("The catalogue has no rule “%(name)s”.") % {"name": asked["rule"]}
        raise Invalid("unknown_rule", message, field="rule")
    return catalogue.rule(asked["rule"])


def _with_groups(roll: Roll, groups: dict[str, list[str]]) -> Roll:
    if len(groups) > MOST_GROUPS:
        raise Invalid("too_many", _("Give at most %(most)d groups.") % {"most": MOST_GROUPS}, field="groups")
    try:
        return replace(roll, groups={**roll.groups, **{name: frozenset(codes) for name, codes in groups.items()}})
    except RollError as error:
        raise Invalid("bad_roll", str(error), field="groups") from error


def _would_be(rule: Rule, roll: Roll, names: Names | None, asked: dict[str, Any]) -> dict[str, Any]:
    others = dict.fromkeys(roll.voters, asked["others"]) if "others" in asked else {}
    try:
        outcome = decide(rule, roll, {**others, **asked["positions"]}, asked.get("facts", ()))
    except RollError as error:
        raise Invalid("bad_roll", str(error), field="positions") from error
    return {"outcome": outcome.to_json(), **_in_words(rule, roll, outcome, names)}


def _in_words(rule: Rule, roll: Roll, outcome: Outcome, names: Names | None) -> dict[str, Any]:
    called = {language: names[language] if names else None for language in LANGUAGES}
    return {
        "headline": {language: headline(outcome, language) for language in LANGUAGES},
        "reasons": {language: reasons(outcome, language, called[language]) for language in LANGUAGES},
        "sentence": {language: sentence(rule, roll, language, called[language]) for language in LANGUAGES},
    }


def _one_of(asked: dict[str, Any], *names: str) -> None:
    given = [name for name in names if name in asked]
    if len(given) != 1:
        message = _("Give exactly one of these: %(names)s.") % {"names": ", ".join(names)}
        raise Invalid("one_of", message, field=given[1] if given else names[0])
