"""The rule tried on positions of the coalition's members: computed, shown and forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from coalition.rules import wording
from coalition.rules.deciding import decide
from coalition.rules.errors import RollError
from coalition.rules.positions import Position
from coalition.rules.reading import needs_of
from coalition.rules.rolls import Roll
from coalition.rules.rule import Manner, Rule
from frontend.access import Here
from frontend.decisions.reads import BADGES
from frontend.pictures.conditions import Conditions, draw
from frontend.rulebook.builder import typed
from frontend.words.conditions import Speaker
from frontend.words.members import Name, language
from frontend.words.positions import ORDER, shown
from proposals.words.troubles import group_missing, trouble, weight_missing

EVERYBODY = "everybody"
ALL_BUT = "all_but"


@dataclass(frozen=True)
class Place:
    """One member with the position it is tried in."""

    name: Name
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Trial:
    """What the rule makes of the positions; `error` where the roll lacks what the rule needs."""

    headline: str = ""
    css: str = ""
    icon: str = ""
    reasons: tuple[str, ...] = ()
    conditions: Conditions | None = None
    error: str = ""


@dataclass(frozen=True)
class Cautions:
    """What a writer should know before anybody votes under the rule."""

    not_monotone: bool = False
    adopts_alone: bool = False
    never: bool = False
    lacking: tuple[str, ...] = ()


def read_positions(here: Here, given: Mapping[str, str]) -> dict[str, Position]:
    """The positions that the form holds; who has none is absent."""
    known = set(Position)
    found = {code: given.get(f"p.{code}", "") for code in here.roll.voters}
    return {code: Position(position) for code, position in found.items() if position in known}


def arranged(
    here: Here, given: Mapping[str, str], act: str, positions: dict[str, Position]
) -> tuple[dict[str, Position], str]:
    """The positions after a button: everybody alike, or all yes but those named; and what is wrong with the names."""
    verb, _colon, what = act.partition(":")
    if verb == EVERYBODY and what in set(Position):
        return dict.fromkeys(here.roll.voters, Position(what)), ""
    if verb != ALL_BUT:
        return positions, ""
    try:
        named = typed.members(given.get("but", ""), here.names)
    except typed.Unclear as unclear:
        return positions, str(unclear)
    if outside := [code for code in named if code not in here.roll.voters]:
        said = {"members": here.names.listed(outside, most=6)}
        return positions, _("No vote here: %(members)s. Nothing was changed.") % said
    taken = given.get("but_position", "")
    other = Position(taken) if taken in set(Position) else Position.NO
    return {code: other if code in named else Position.YES for code in here.roll.voters}, ""


def others(manner: Manner, chosen: str) -> list[tuple[str, str, bool]]:
    """What those that are named apart do instead of voting yes."""
    words = [(p, shown(p, closed=True, manner=manner).word) for p in ORDER if p is not Position.YES]
    return [(p.value, word, p.value == (chosen or Position.NO)) for p, word in words]


def places(here: Here, positions: Mapping[str, Position], manner: Manner) -> list[Place]:
    """Every member that may vote, with the positions to choose from."""
    words = [(position, shown(position, closed=True, manner=manner).word) for position in ORDER]
    return [
        Place(name, [(p.value, word, positions.get(name.code, Position.ABSENT) is p) for p, word in words])
        for name in here.names.sorted(here.roll.voters)
    ]


def try_on(here: Here, rule: Rule, positions: Mapping[str, Position], facts: frozenset[str]) -> Trial:
    """What the rule makes of these positions."""
    try:
        outcome = decide(rule, with_nobody_left_out(rule, here.roll), positions, facts)
    except RollError as error:
        return Trial(error=trouble(error))
    css, icon = BADGES[outcome.result]
    return Trial(
        headline=wording.headline(outcome, language()),
        css=css,
        icon=icon,
        reasons=tuple(wording.reasons(outcome, language(), here.names.plain())),
        conditions=draw(outcome, Speaker(here.names, True, outcome.manner)),
    )


def with_nobody_left_out(rule: Rule, roll: Roll) -> Roll:
    """The roll, where nobody is in a group that is named only with each vote: the member concerned, the chair."""
    named = [*rule.disregard, *([rule.tie.group] if rule.tie.group else [])]
    unnamed = [name for name in named if name not in roll.groups and name not in rule.groups]
    return replace(roll, groups={**roll.groups, **{name: frozenset() for name in unnamed}}) if unnamed else roll


def cautions(here: Here, rule: Rule) -> Cautions:
    """What today's roll lacks, and what the rule does where nobody votes, and where all vote yes and all is stated."""
    lacking, not_monotone = tuple(lacks(here, rule)), not rule.monotone
    roll = with_nobody_left_out(rule, here.roll)
    if rule.manner is Manner.ANSWERS:
        return Cautions(lacking=lacking)
    try:
        nobody = decide(rule, roll, {}).adopted
        everybody = decide(rule, roll, dict.fromkeys(roll.voters, Position.YES), rule.facts).adopted
    except RollError as error:
        return Cautions(not_monotone=not_monotone, lacking=lacking or (trouble(error),))
    silent = rule.manner in (Manner.CONSENSUS, Manner.SILENCE)
    return Cautions(not_monotone, nobody and not silent, not everybody, lacking)


def lacks(here: Here, rule: Rule) -> list[str]:
    """What the rule needs and today's roll does not have, each named."""
    weights, groups = needs_of(rule)
    roll = with_nobody_left_out(rule, here.roll)
    said = [weight_missing(name) for name in sorted(weights - roll.weights.keys())]
    said += [group_missing(name) for name in sorted(groups - roll.groups.keys())]
    if rule.tie.group and not roll.groups.get(rule.tie.group):
        said.append(_no_chair(rule.tie.group))
    usual = {code for name, codes in rule.groups.items() if name not in roll.groups for code in codes}
    outside = usual - set(roll.members)
    if outside:
        members = {"members": here.names.listed(outside, most=6)}
        said.append(_("Named in the rule and not on the roll: %(members)s.") % members)
    return said


def _no_chair(name: str) -> str:
    text = _(
        "Nobody is in the group “%(name)s”, so that a tie is rejected here. Before a vote under this rule the member "
        "that presides has to be in it: Members, then Change the roll."
    )
    return text % {"name": name}
