"""The conditions of a rule, as read: what must hold for a text to be adopted.

A condition combines tests of positions by `all`, `any`, `not` and `some`; a `Fact` is what no ballot says.
`place` is where the condition stands in the rule's JSON, so that an answer can point at it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from coalition.rules.numbers import Share
from coalition.rules.positions import PRESENT, VOTING, Position


class Comparison(StrEnum):
    """How what is there is compared with what is asked."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    FEWER_THAN = "fewer_than"

    @property
    def is_minimum(self) -> bool:
        """Whether more is better: the test asks for enough, not for few."""
        return self in (Comparison.AT_LEAST, Comparison.MORE_THAN)

    @property
    def is_strict(self) -> bool:
        """Whether meeting the bound exactly is not enough."""
        return self in (Comparison.MORE_THAN, Comparison.FEWER_THAN)


class Base(StrEnum):
    """The denominator of a share."""

    ROLL = "roll"
    PRESENT = "present"
    VOTING = "voting"

    @property
    def positions(self) -> frozenset[Position]:
        """The positions that make a member part of this base."""
        return {Base.ROLL: frozenset(Position), Base.PRESENT: PRESENT, Base.VOTING: VOTING}[self]


@dataclass(frozen=True)
class Fewest:
    """A number computed from the roll: the fewest members that together hold the share, and `plus` more.

    TFEU 238(3): "the minimum number of Council members representing more than 35 % of the population
    of the participating Member States, plus one member".
    """

    share: Share
    strict: bool  # more than the share, rather than at least the share
    weight: str | None
    plus: int


@dataclass(frozen=True)
class Everything:
    """`all`: every condition holds."""

    parts: tuple["Condition", ...]
    place: str = ""


@dataclass(frozen=True)
class Anything:
    """`any`: at least one condition holds."""

    parts: tuple["Condition", ...]
    place: str = ""


@dataclass(frozen=True)
class Some:
    """`some: k, of: [...]`: at least k of the conditions hold."""

    least: int
    parts: tuple["Condition", ...]
    place: str = ""


@dataclass(frozen=True)
class Opposite:
    """`not`: the condition does not hold."""

    part: "Condition"
    place: str = ""


@dataclass(frozen=True)
class Fact:
    """`fact: NAME`: true when given with the division."""

    name: str
    place: str = ""


@dataclass(frozen=True)
class Seat:
    """A group that decides inside and counts as one outside.

    Its position is yes where `yes` holds, else no where `no` holds, else `otherwise`. `weight` is what the seat
    counts for; None is one in a count of members, and its members' weights together in a weighted test.
    """

    group: str
    yes: "Condition"
    no: "Condition"
    otherwise: Position
    weight: int | None = None


@dataclass(frozen=True)
class Threshold:
    """A test: the weight of the members in some positions, compared with a number or a share of a base.

    `group` keeps numerator and base to that group. With `seats`, the members of each seat's group are replaced
    by the seat. A share of an empty base does not hold.
    """

    counted: frozenset[Position]
    comparison: Comparison
    bound: int | Share | Fewest
    weight: str | None = None
    group: str | None = None
    base: Base | None = None
    seats: tuple[Seat, ...] = ()
    place: str = ""

    @property
    def weights(self) -> frozenset[str]:
        """The weights it needs of a roll; what its seats need inside is not among them."""
        computed = self.bound.weight if isinstance(self.bound, Fewest) else None
        return frozenset(name for name in (self.weight, computed) if name is not None)


Condition = Everything | Anything | Some | Opposite | Fact | Threshold


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside this one; the insides of seats are not among them."""
    match condition:
        case Everything(parts=parts) | Anything(parts=parts) | Some(parts=parts):
            return parts
        case Opposite(part=part):
            return (part,)
        case _:
            return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and everything inside it, insides of seats included."""
    yield condition
    for part in parts_of(condition):
        yield from walk(part)
    if isinstance(condition, Threshold):
        for seat in condition.seats:
            yield from walk(seat.yes)
            yield from walk(seat.no)
