"""What a rule makes of a count, with the reasons, as data that a decision freezes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from coalition.rules.numbers import json_integer, read_integer
from coalition.rules.positions import Position
from coalition.rules.results import Result
from coalition.rules.rule import Binds, Effect, Manner, Tie
from coalition.rules.tallies import Tally

__all__ = ["ConditionResult", "Outcome", "Result", "Support"]


@dataclass(frozen=True)
class ConditionResult:
    """One condition: whether it holds, and by how much.

    `kind` is all, any, some, not, fact, threshold (enough of something), limit (few enough), concurrence (every
    member of a group for) or no_veto (no member of a group against). For a test `have`, `need` and `of_amount` are
    counts of members or, with a `weight`, sums of it; `need` is the least that suffices or, for a limit, the most
    that is allowed, on the base `of` as it stands. For a combination they count conditions. `missing` is how far it
    is from holding. `segments` holds the amount in every position, as received; `counted` are the positions
    that make up `have`. `members` are the positions of a small group's members, `seats` those of nested groups.
    """

    kind: str
    role: str
    place: str
    holds: bool
    have: int
    need: int
    missing: int = 0
    comparison: str | None = None
    of: str | None = None
    of_amount: int = 0
    share: str | None = None
    weight: str | None = None
    group: str | None = None
    fact: str | None = None
    computed: bool = False
    tie: bool = False
    counted: tuple[Position, ...] = ()
    segments: Mapping[Position, int] = field(default_factory=dict)
    members: Mapping[str, Position] = field(default_factory=dict)
    seats: Mapping[str, Position] = field(default_factory=dict)
    children: tuple["ConditionResult", ...] = ()

    @property
    def spare(self) -> int:
        """By how much it holds: more than needed, or fewer than allowed."""
        if not self.holds or self.comparison is None:
            return 0
        return abs(self.have - self.need)

    def to_json(self) -> dict[str, object]:
        """Plain JSON; integers that a double would round are strings."""
        return {
            **{key: getattr(self, key) for key in _PLAIN},
            **{key: json_integer(getattr(self, key)) for key in _AMOUNTS},
            "counted": [position.value for position in self.counted],
            "segments": {position.value: json_integer(amount) for position, amount in self.segments.items()},
            "members": {member: position.value for member, position in self.members.items()},
            "seats": {group: position.value for group, position in self.seats.items()},
            "children": [child.to_json() for child in self.children],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "ConditionResult":
        """The condition that `to_json` wrote."""
        fields: dict[str, object] = {key: data[key] for key in _PLAIN}
        fields |= {key: read_integer_field(data, key) for key in _AMOUNTS}
        children = data["children"]
        assert isinstance(children, list)
        return cls(
            **fields,  # type: ignore[arg-type]  # the keys are this class's own, by the two tuples below
            counted=tuple(Position(position) for position in _list(data, "counted")),
            segments={Position(position): read_signed(amount) for position, amount in _map(data, "segments").items()},
            members={member: Position(str(position)) for member, position in _map(data, "members").items()},
            seats={group: Position(str(position)) for group, position in _map(data, "seats").items()},
            children=tuple(cls.from_json(child) for child in children),
        )


_PLAIN = ("kind", "role", "place", "holds", "comparison", "of", "share", "weight", "group", "fact", "computed", "tie")
_AMOUNTS = ("have", "need", "missing", "of_amount")


@dataclass(frozen=True)
class Support:
    """How many of the members counted are for: "supported by 25 of 27, not adopted"."""

    yes: int
    of: int

    @property
    def is_most(self) -> bool:
        """Whether more than half support it: worth saying when it was not adopted."""
        return self.yes * 2 > self.of


@dataclass(frozen=True)
class Outcome:
    """The result with its reasons. `conditions` are the quorum's, then those of adoption, then of a negative opinion.

    `bound` are the members whom the text binds, none unless it is adopted; for answers on record, those who said yes.
    `unaccepted` are those whom it would bind as well, had they accepted the rules of procedure.
    """

    rule: str
    version: str
    result: Result
    manner: Manner
    tally: Tally
    conditions: tuple[ConditionResult, ...]
    bound: tuple[str, ...]
    effect: Effect
    supported_by: Support
    tie: Tie | None = None
    facts: tuple[str, ...] = ()
    unaccepted: tuple[str, ...] = ()

    @property
    def adopted(self) -> bool:
        """Whether the text is adopted."""
        return self.result is Result.ADOPTED

    @property
    def vetoed_by(self) -> tuple[str, ...]:
        """Who alone stands in the way: enough is there, but a member with a veto is against.

        Empty where votes are lacking: that is no veto, whoever voted against (UN Charter 27(3); S/10768, 1972).
        """
        if self.result is not Result.REJECTED or any(not c.holds and c.kind != "no_veto" for c in self.conditions):
            return ()
        vetoes = [c for c in self.conditions if c.kind == "no_veto" and not c.holds]
        return tuple(m for c in vetoes for m, position in c.members.items() if position in c.counted)

    def to_json(self) -> dict[str, object]:
        """Plain JSON, for a decision to freeze."""
        return {
            "rule": self.rule,
            "version": self.version,
            "result": self.result.value,
            "manner": self.manner.value,
            "tally": self.tally.to_json(),
            "conditions": [condition.to_json() for condition in self.conditions],
            "bound": list(self.bound),
            "unaccepted": list(self.unaccepted),
            "effect": {"binds": self.effect.binds.value, "political": self.effect.political},
            "supported_by": {"yes": self.supported_by.yes, "of": self.supported_by.of},
            "tie": None if self.tie is None else self.tie.value,
            "facts": list(self.facts),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "Outcome":
        """The outcome that `to_json` wrote."""
        effect, support = _map(data, "effect"), _map(data, "supported_by")
        tie = data["tie"]
        return cls(
            rule=str(data["rule"]),
            version=str(data["version"]),
            result=Result(str(data["result"])),
            manner=Manner(str(data["manner"])),
            tally=Tally.from_json(_map(data, "tally")),
            conditions=tuple(ConditionResult.from_json(item) for item in _list(data, "conditions")),
            bound=tuple(_list(data, "bound")),
            effect=Effect(Binds(str(effect["binds"])), bool(effect["political"])),
            supported_by=Support(read_integer_field(support, "yes"), read_integer_field(support, "of")),
            tie=None if tie is None else Tie(str(tie)),
            facts=tuple(_list(data, "facts")),
            unaccepted=tuple(_list({"unaccepted": [], **data}, "unaccepted")),  # older outcomes have none
        )


def read_signed(value: object) -> int:
    """An integer as `json_integer` wrote it: a limit may allow "fewer than 0", so it may be negative."""
    if isinstance(value, str) and value.startswith("-"):
        return -read_signed(value[1:])
    number = read_integer(value)
    assert number is not None, value
    return number


def read_integer_field(data: Mapping[str, object], key: str) -> int:
    """The integer under `key`."""
    return read_signed(data[key])


def _map(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = data[key]
    assert isinstance(value, Mapping), key
    return value


def _list(data: Mapping[str, object], key: str) -> list:  # type: ignore[type-arg]  # of what, the caller says
    value = data[key]
    assert isinstance(value, list), key
    return value
