"""Alterations of a rule that the laboratory tries: a threshold moved, a veto given. The result is a configuration."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid
from coalition.rules.errors import RuleError
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule

_THRESHOLD = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?%\Z|[0-9]{1,12}/[0-9]{1,12}\Z", re.ASCII)
COMPARISONS = ("at_least", "more_than", "at_most", "fewer_than")
VETO = "veto"


@dataclass(frozen=True)
class Dial:
    """One threshold of a rule that can be moved: `place` is its way into the document."""

    number: int
    place: tuple[str | int, ...]
    comparison: str
    value: str | int
    weight: str | None
    group: str | None
    positions: str | tuple[str, ...]


def dials(rule: Rule) -> list[Dial]:
    """Return the thresholds of a rule, in the order of its document; one computed from the roll cannot be moved."""
    found = _tests(rule.source.get("adopt"), ("adopt",))
    return [
        Dial(number, place, comparison, test[comparison], test.get("weight"), test.get("group"), _positions(test["in"]))
        for number, (place, test, comparison) in enumerate(found)
    ]


def altered(
    rule: Rule, thresholds: Mapping[int, str | int], veto: Iterable[str] = (), roll: Roll | None = None
) -> Rule:
    """Return the rule with these thresholds moved, by their numbers, and a veto for each of these members.

    Raises `Invalid` for a threshold that the rule has not, a value that is none, or one that asks for more members than
    vote on the `roll`.
    """
    document = rule.to_json()
    known = {dial.number: dial for dial in dials(rule)}
    for number, value in thresholds.items():
        if number not in known:
            raise Invalid("unknown_threshold", _("The rule has no such threshold."), field=f"thresholds.{number}")
        _check_value(known[number], value, rule, roll)
        _at(document, known[number].place)[known[number].comparison] = value
    _give_veto(document, sorted(set(veto)))
    if thresholds or veto:
        document["basis"] = {"kind": "configuration"}
    try:
        return read_rule(document)
    except RuleError as error:
        raise Invalid("bad_rule", str(error), field="thresholds") from error


def _check_value(dial: Dial, value: str | int, rule: Rule, roll: Roll | None) -> None:
    field = f"thresholds.{dial.number}"
    if isinstance(value, str) and not _THRESHOLD.match(value):
        message = _(
            "“%(value)s” is no threshold. Write a whole number, a share such as 55%% or a fraction such as 2/3."
        )
        raise Invalid("bad_threshold", message % {"value": value[:40]}, field=field)
    if roll is None or dial.weight or isinstance(value, str) or dial.comparison not in ("at_least", "more_than"):
        return
    counted = set(roll.voters)
    if dial.group:
        counted &= set(roll.groups.get(dial.group, rule.groups.get(dial.group, ())))
    if value > len(counted):
        message = _("%(value)d members cannot be had: there are %(all)d. For a share write %(value)d%%.")
        raise Invalid("out_of_reach", message % {"value": value, "all": len(counted)}, field=field)


def _give_veto(document: dict[str, Any], veto: list[str]) -> None:
    if not veto:
        return
    groups = copy.deepcopy(document.get("groups", {}))
    document["groups"] = groups | {VETO: sorted({*groups.get(VETO, ()), *veto})}
    document["adopt"] = {"all": [document["adopt"], {"group": VETO, "in": ["no"], "at_most": 0}]}


def _tests(node: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any], str]]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _tests(item, (*place, index))
    elif isinstance(node, dict):
        for comparison in COMPARISONS:
            if isinstance(node.get(comparison), str | int) and "in" in node:
                yield place, node, comparison
        for key, item in node.items():
            yield from _tests(item, (*place, key))


def _positions(written: str | list[str]) -> str | tuple[str, ...]:
    return written if isinstance(written, str) else tuple(written)


def _at(document: Any, place: tuple[str | int, ...]) -> dict[str, Any]:
    for step in place:
        document = document[step]
    found: dict[str, Any] = document
    return found
