"""The count of a division: who took which position, and what they weigh."""

from collections.abc import Mapping
from dataclasses import dataclass

from coalition.rules.electorate import Electorate
from coalition.rules.errors import RollError
from coalition.rules.numbers import json_integer, read_integer
from coalition.rules.positions import Position
from coalition.rules.rolls import Roll


@dataclass(frozen=True)
class Tally:
    """Members by position, as received, and the sum of each weight per position.

    The six positions together are the roll; the suspended stand apart. `disregarded` members (the state
    concerned) keep their position here but no condition counts them.
    """

    members: Mapping[Position, tuple[str, ...]]
    weights: Mapping[str, Mapping[Position, int]]
    suspended: tuple[str, ...] = ()
    disregarded: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Position, int]:
        """How many members are in each position."""
        return {position: len(members) for position, members in self.members.items()}

    @property
    def total(self) -> int:
        """How many members may vote."""
        return sum(self.counts.values())

    def count(self, position: Position) -> int:
        """How many members are in this position."""
        return len(self.members[position])

    def to_json(self) -> dict[str, object]:
        """Plain JSON."""
        return {
            "members": {position.value: list(self.members[position]) for position in Position},
            "counts": {position.value: len(self.members[position]) for position in Position},
            "weights": {
                name: {position.value: json_integer(sums[position]) for position in Position}
                for name, sums in self.weights.items()
            },
            "suspended": list(self.suspended),
            "disregarded": list(self.disregarded),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "Tally":
        """The tally that `to_json` wrote."""
        members, weights = data["members"], data["weights"]
        assert isinstance(members, Mapping) and isinstance(weights, Mapping)
        return cls(
            members={Position(position): tuple(listed) for position, listed in members.items()},
            weights={w: {Position(p): read_integer(n) or 0 for p, n in by.items()} for w, by in weights.items()},
            suspended=tuple(_listed(data, "suspended")),
            disregarded=tuple(_listed(data, "disregarded")),
        )


def tally_of(roll: Roll, electorate: Electorate, positions: Mapping[str, Position]) -> Tally:
    """Count the positions; a member without one is absent."""
    members = {
        position: tuple(m for m in roll.voters if positions.get(m, Position.ABSENT) is position)
        for position in Position
    }
    weights = {
        name: {position: sum(weight[m] for m in members[position]) for position in Position}
        for name, weight in roll.weights.items()
    }
    counted = frozenset(electorate.voters) | (frozenset(roll.members) - frozenset(electorate.roll.members))
    disregarded = tuple(m for m in roll.voters if m not in counted)
    return Tally(members, weights, tuple(sorted(roll.suspended)), disregarded)


def check_positions(roll: Roll, positions: Mapping[str, Position]) -> dict[str, Position]:
    """The positions, each checked. Raises `RollError` for an unknown member or position."""
    checked = {}
    for member, position in positions.items():
        if member not in roll.members:
            raise RollError(f"{member} is not a member on this roll")
        if position not in {known.value for known in Position}:
            raise RollError(f"'{position}' of {member} is not a position")
        checked[member] = Position(position)
    return checked


def _listed(data: Mapping[str, object], key: str) -> list[str]:
    value = data.get(key, [])
    assert isinstance(value, list)
    return value
