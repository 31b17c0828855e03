"""A change tried in the laboratory: the rule as it is, as it would be, and in how many divisions they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from coalition.analysis import TooLarge
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from proposals.room.altering import altered
from proposals.room.changes import Changes, changed_roll
from proposals.room.laboratory import Measured, Side, measured

PAIRS = 400_000  # of nodes, in comparing the two diagrams: two bodies of 35 with a double majority stay below


@dataclass(frozen=True)
class Change:
    """What is tried: thresholds moved, by their numbers, vetoes given, a roll that is supposed."""

    thresholds: Mapping[int, str | int] = field(default_factory=dict)
    veto: tuple[str, ...] = ()
    of_roll: Changes = field(default_factory=Changes)

    @property
    def any(self) -> bool:
        """Whether anything is another than it is."""
        return bool(self.thresholds or self.veto or self.of_roll.of_roll)


@dataclass(frozen=True)
class Tried:
    """Before and, where a change was asked, after.

    `decided_otherwise`: how many of the divisions into yes and no the change decides otherwise; None without a change,
    where others vote after it than before, or where it takes too long to count.
    """

    before: Side
    after: Side | None = None
    decided_otherwise: int | None = None


@dataclass(frozen=True)
class Effect:
    """One member's share of power before and after; None where it is not there."""

    member: str
    before: Measured | None
    after: Measured | None

    @property
    def change(self) -> Fraction:
        """By how much its share (Banzhaf) grows."""
        return (self.after.banzhaf if self.after else Fraction(0)) - (self.before.banzhaf if self.before else 0)


def tried(rule: Rule, roll: Roll, change: Change) -> Tried:
    """Measure before and after.

    Raises `RollError`, `AnalysisError`, `TooLarge`, and `Invalid` for a change that cannot be made.
    """
    if not change.any:
        return Tried(measured(rule, roll))
    later = changed_roll(roll, change.of_roll)
    other = altered(rule, change.thresholds, change.veto, later)
    before = measured(rule, roll)
    after = measured(other, later, supposed=True)
    return Tried(before, after, _decided_otherwise(before, after))


def effects(before: Side, after: Side) -> list[Effect]:
    """Every member of either, the biggest change first."""
    one, other = ({each.member: each for each in side.members} for side in (before, after))
    found = [Effect(member, one.get(member), other.get(member)) for member in dict.fromkeys((*one, *other))]
    return sorted(found, key=lambda effect: -abs(effect.change))


def named(members: Iterable[str]) -> tuple[str, ...]:
    """The members named, each once, in the order given."""
    return tuple(dict.fromkeys(member for member in members if member))


def _decided_otherwise(before: Side, after: Side) -> int | None:
    if set(before.analysis.voters) != set(after.analysis.voters):
        return None
    try:
        return before.analysis.differs_from(after.analysis, PAIRS)
    except TooLarge:
        return None
