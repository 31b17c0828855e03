"""The electorate at an instant: who votes, with what weights, in which groups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from coalition.rules.errors import RollError
from coalition.rules.numbers import json_integer, read_integer

__all__ = ["Roll", "RollError"]


@dataclass(frozen=True)
class Roll:
    """Members, weights and groups; every member has every weight, weights are whole and not negative.

    Members are kept sorted, so two rolls of the same content are equal. The suspended stay listed but leave
    voters, base, quorum and blocking number (as TFEU 354). Raises `RollError` naming what is wrong.
    """

    members: tuple[str, ...]
    weights: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    suspended: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Freeze what was given in one order, then check it."""
        groups = {name: frozenset(self.groups[name]) for name in sorted(self.groups)}
        weights = {name: dict(sorted(self.weights[name].items())) for name in sorted(self.weights)}
        object.__setattr__(self, "members", tuple(sorted(self.members)))
        object.__setattr__(self, "weights", weights)
        object.__setattr__(self, "groups", groups)
        object.__setattr__(self, "suspended", frozenset(self.suspended))
        _check_members(self.members)
        _check_weights(self)
        _check_known(self, "suspended", self.suspended)
        for name, members in groups.items():
            _check_known(self, f"group '{name}'", members)

    @property
    def voters(self) -> tuple[str, ...]:
        """The members that may vote: all but the suspended."""
        return tuple(member for member in self.members if member not in self.suspended)

    def only(self, members: Iterable[str]) -> "Roll":
        """The same roll kept to `members`, as where only participants vote (TFEU 238(3))."""
        kept = frozenset(members)
        return replace(
            self,
            members=tuple(member for member in self.members if member in kept),
            weights={name: {m: w for m, w in by.items() if m in kept} for name, by in self.weights.items()},
            groups={name: group & kept for name, group in self.groups.items()},
            suspended=self.suspended & kept,
        )

    def to_json(self) -> dict[str, object]:
        """Plain JSON, sorted; integers that a double would round are strings."""
        return {
            "members": list(self.members),
            "weights": {w: {m: json_integer(n) for m, n in by.items()} for w, by in self.weights.items()},
            "groups": {name: sorted(group) for name, group in self.groups.items()},
            "suspended": sorted(self.suspended),
        }

    @classmethod
    def from_json(cls, data: object) -> "Roll":
        """The roll that `to_json` wrote. Raises `RollError` for anything else."""
        if not isinstance(data, Mapping):
            raise RollError("a roll is an object with 'members'")
        return cls(
            members=tuple(_strings(data.get("members"), "members")),
            weights={str(w): _weights(by, str(w)) for w, by in _object(data, "weights").items()},
            groups={str(g): frozenset(_strings(m, f"group '{g}'")) for g, m in _object(data, "groups").items()},
            suspended=frozenset(_strings(data.get("suspended", []), "suspended")),
        )


def _check_members(members: tuple[str, ...]) -> None:
    if not members:
        raise RollError("a roll needs at least one member")
    for earlier, member in zip(("", *members), members, strict=False):
        if not member:
            raise RollError("a member has no code")
        if earlier == member:
            raise RollError(f"member {member} is listed twice")


def _check_weights(roll: Roll) -> None:
    for name, by_member in roll.weights.items():
        _check_known(roll, f"weight '{name}'", by_member)
        for member in roll.members:
            if member not in by_member:
                raise RollError(f"weight '{name}' has no value for {member}")
            value = by_member[member]
            if isinstance(value, bool) or not isinstance(value, int) or value < 0:
                raise RollError(f"weight '{name}' of {member} is {value!r}: a whole number from 0 is needed")


def _check_known(roll: Roll, what: str, members: Iterable[str]) -> None:
    unknown = sorted(set(members) - set(roll.members))
    if unknown:
        raise RollError(f"{what} names {unknown[0]}, which is not on the roll")


def _strings(value: object, what: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RollError(f"{what} is not a list of codes")
    return value


def _object(data: Mapping[object, object], key: str) -> Mapping[object, object]:
    value = data.get(key, {})
    if not isinstance(value, Mapping):
        raise RollError(f"{key} is not an object")
    return value


def _weights(value: object, name: str) -> dict[str, int]:
    if not isinstance(value, Mapping):
        raise RollError(f"weight '{name}' is not an object")
    numbers = {str(member): read_integer(number) for member, number in value.items()}
    wrong = [member for member, number in numbers.items() if number is None]
    if wrong:
        raise RollError(f"weight '{name}' of {wrong[0]} is not a whole number")
    return {member: number for member, number in numbers.items() if number is not None}
