"""What a question about a rule on a roll begins with: which rule, which roll, which facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from coalition.errors import Invalid
from coalition.founding import read_document
from coalition.kept_rules import kept_rule
from coalition.models import Coalition, Person
from coalition.rolls import roll_at
from coalition.rules import catalogue
from coalition.rules.errors import RollError
from coalition.rules.positions import Position
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from proposals.api.documents import MOST_MEMBERS, GivenDocument, roll_given, roll_named
from proposals.api.fields import Instant, Text
from proposals.api.parsing import Body
from proposals.api.reaching import reach_coalition

POSITIONS = [position.value for position in Position]
MOST_GROUPS = 100


class RuleAsked(Body):
    """One of `rule`, `document` and `kept_rule`."""

    rule = Text(required=False, max_length=80, help_text="The id of a rule of the catalogue.")
    document = GivenDocument(required=False, help_text="A rule, in the rule language.")
    kept_rule = Text(required=False, max_length=80, help_text="The identifier of a rule that your `coalition` keeps.")
    version = Text(required=False, max_length=20, help_text="Its version; the one kept last, when not given.")


class RollNamed(Body):
    """One of `roll`, `coalition` and `roll_document`."""

    roll = Text(required=False, max_length=80, help_text="The id of a roll of the catalogue.")
    coalition = Text(required=False, max_length=50, help_text="The slug of a coalition of yours: its roll.")
    at = Instant(required=False, help_text="The coalition's roll as of this instant; now, when not given.")
    roll_document = GivenDocument(required=False, help_text="A roll: `members`, `weights`, `groups`, `suspended`.")
    groups = serializers.DictField(
        child=serializers.ListField(child=Text(max_length=80), max_length=MOST_MEMBERS),
        required=False,
        help_text="Groups to add to the roll, such as `concerned`.",
    )


class RollAsked(RollNamed):
    """A roll, and the positions of its members."""

    positions = serializers.DictField(
        child=serializers.ChoiceField(choices=POSITIONS), help_text="By member's code; who is not named is absent."
    )
    facts = serializers.ListField(child=Text(max_length=80), required=False, max_length=20)


def coalition_asked(person: Person, asked: Mapping[str, Any], instant: datetime) -> Coalition | None:
    """Return the coalition whose roll, or rule, is asked for, if one is. Raises `Http404`, `Invalid`."""
    one_of(asked, "roll", "coalition", "roll_document")
    return reach_coalition(person, asked["coalition"], instant) if "coalition" in asked else None


def rule_asked(asked: Mapping[str, Any], body: Coalition | None) -> Rule:
    """Return the rule. Raises `Invalid`."""
    one_of(asked, "rule", "document", "kept_rule")
    if "document" in asked:
        return read_document(asked["document"])
    if "kept_rule" in asked:
        return _kept(asked, body)
    if asked["rule"] not in catalogue.rule_ids():
        message = _("The catalogue has no rule “%(name)s”.") % {"name": asked["rule"]}
        raise Invalid("unknown_rule", message, field="rule")
    return catalogue.rule(asked["rule"])


def _kept(asked: Mapping[str, Any], body: Coalition | None) -> Rule:
    if body is None:
        raise Invalid("one_of", _("Say by `coalition` who keeps this rule."), field="coalition")
    rule = kept_rule(body, asked["kept_rule"], asked.get("version", ""))
    if rule is None:
        raise Invalid("unknown_rule", _("The coalition keeps no such rule."), field="kept_rule")
    return rule


def roll_asked(asked: Mapping[str, Any], body: Coalition | None, instant: datetime) -> Roll:
    """Return the roll, with the groups given. Raises `Invalid`."""
    if body is None:
        roll = roll_named(asked["roll"]) if "roll" in asked else roll_given(asked["roll_document"])
        return _with_groups(roll, asked.get("groups", {}))
    try:
        return _with_groups(roll_at(body, asked.get("at", instant)), asked.get("groups", {}))
    except RollError as error:
        raise Invalid("bad_roll", str(error), field="at") from error


def _with_groups(roll: Roll, groups: dict[str, list[str]]) -> Roll:
    if len(groups) > MOST_GROUPS:
        raise Invalid("too_many", _("Give at most %(most)d groups.") % {"most": MOST_GROUPS}, field="groups")
    try:
        return replace(roll, groups={**roll.groups, **{name: frozenset(codes) for name, codes in groups.items()}})
    except RollError as error:
        raise Invalid("bad_roll", str(error), field="groups") from error


def one_of(asked: Mapping[str, Any], *names: str) -> None:
    """Raise `Invalid` unless exactly one of the fields is given."""
    given = [name for name in names if name in asked]
    if len(given) != 1:
        message = _("Give exactly one of these: %(names)s.") % {"names": ", ".join(names)}
        raise Invalid("one_of", message, field=given[1] if given else names[0])
