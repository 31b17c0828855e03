"""Whom a rule counts on a given roll: voters, groups and how positions are read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from coalition.rules.conditions import Threshold
from coalition.rules.errors import MissingGroupError, MissingWeightError
from coalition.rules.positions import Position
from coalition.rules.rolls import Roll
from coalition.rules.rule import Binds, Manner, Rule

# Whom these bind never reaches past those who decide; and a vote or a consensus has no other members than these.
_OWN_EFFECT = frozenset({Binds.NOBODY, Binds.IN_FAVOUR, Binds.PARTICIPANTS})
_OWN_MANNER = frozenset({Manner.VOTE, Manner.CONSENSUS, Manner.SILENCE})


@dataclass(frozen=True)
class Electorate:
    """The voters a condition counts, the groups it may name, and what a position is read as."""

    roll: Roll
    voters: tuple[str, ...]
    groups: Mapping[str, frozenset[str]]
    read: Mapping[Position, Position]

    def group(self, name: str) -> tuple[str, ...]:
        """The voters in a group. Raises `MissingGroupError`."""
        if name not in self.groups:
            raise MissingGroupError(name)
        return tuple(member for member in self.voters if member in self.groups[name])

    def inside(self, name: str) -> "Electorate":
        """The electorate of a group that decides inside: a seat."""
        return replace(self, voters=self.group(name))

    def as_received(self) -> "Electorate":
        """The same, with every position read as itself: what a quorum counts."""
        return replace(self, read={})

    def taken_as(self, position: Position) -> Position:
        """What the rule reads this position as."""
        return self.read.get(position, position)

    def weight(self, name: str | None) -> Mapping[str, int]:
        """Each voter's weight; one each when no weight is named. Raises `MissingWeightError`."""
        if name is None:
            return dict.fromkeys(self.voters, 1)
        if name not in self.roll.weights:
            raise MissingWeightError(name)
        return {member: self.roll.weights[name][member] for member in self.voters}


def electorate_of(rule: Rule, roll: Roll) -> Electorate:
    """Without the suspended and those the rule disregards. A roll's own groups override the rule's usual ones."""
    groups = {**rule.groups, **roll.groups}
    every = Electorate(roll, roll.voters, groups, rule.read)
    left_out = {member for name in rule.disregard for member in every.group(name)}
    return replace(every, voters=tuple(member for member in roll.voters if member not in left_out))


def participants(rule: Rule, roll: Roll, positions: Mapping[str, Position]) -> Roll:
    """The roll that the rule counts: where only participants vote (TFEU 238(3)), without those not participating.

    "Participants" is a roll, never a position: thresholds and numbers computed from the roll all follow it.
    """
    if not rule.participants_only:
        return roll
    outside = {member for member, position in positions.items() if position is Position.NOT_PARTICIPATING}
    return roll.only(set(roll.members) - outside) if outside and outside != set(roll.members) else roll


def deciding_groups(rule: Rule) -> frozenset[str]:
    """The groups that decide alone: every test of the rule keeps to one of them, and nobody else is bound.

    Empty where the whole roll decides, as soon as one test counts it: who is outside these groups has no vote in it.
    """
    tests = [condition for condition in rule.conditions() if isinstance(condition, Threshold)]
    named = frozenset(test.group for test in tests if test.group is not None)
    whole = not tests or any(test.group is None for test in tests)
    if whole or rule.effect.binds not in _OWN_EFFECT or rule.manner not in _OWN_MANNER:
        return frozenset()
    return named
