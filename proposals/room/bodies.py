"""Which members a framework counts: NATO's for NATO, the Union's for the Union, six for the E6, all for our own."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from coalition.rules import catalogue
from coalition.rules.electorate import deciding_groups, electorate_of
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule


def body_of(rule: Rule, roll: Roll) -> Roll:
    """Return the roll that `rule` decides on, when the members of `roll` think of using it.

    A rule that is one body's alone (`only_members`) is that body's: its own roll, with its own weights. A rule whose
    every test keeps to a group is decided by the members of `roll` in its groups. Any other is used by all of `roll`.
    """
    only = rule.admissible.only_members
    if not only:
        return _in_its_groups(rule, roll)
    if only == frozenset(roll.members):
        return roll
    named = _rolls().get(only)
    if named is not None:
        return named
    return _kept_to(roll, only)


def members_of_other_bodies(roll: Roll) -> tuple[str, ...]:
    """Return who is counted by the rules that are one body's alone, and is not of `roll`: the US where it is NATO's."""
    return tuple(sorted(_members_of_bodies() - set(roll.members)))


def _in_its_groups(rule: Rule, roll: Roll) -> Roll:
    known = electorate_of(rule, roll).groups
    return _kept_to(roll, {member for name in deciding_groups(rule) for member in known.get(name, ())})


def _kept_to(roll: Roll, members: Collection[str]) -> Roll:
    inside = [member for member in roll.members if member in members]
    return roll.only(inside) if inside and len(inside) < len(roll.members) else roll


@cache
def _members_of_bodies() -> frozenset[str]:
    only = (catalogue.rule(name).admissible.only_members for name in catalogue.rule_ids())
    return frozenset(code for members in only if members in _rolls() for code in members)


@cache
def _rolls() -> dict[frozenset[str], Roll]:
    """The rolls of the catalogue by their members; of several, the one that comes last carries today's figures."""
    rolls = [catalogue.roll(name) for name in sorted(catalogue.roll_ids(), key=_dated)]
    return {frozenset(roll.members): roll for roll in rolls}


def _dated(name: str) -> tuple[bool, str]:
    """Rolls of an earlier year first: "eu-27-2008" before "eu-27"."""
    last = name.rsplit("-", 1)[-1]
    return (not (len(last) == 4 and last.isdigit() and last < "2026"), name)
