"""What a rule compiles to: a Boolean combination of exact integer inequalities.

The variables are members' positions, as received, and the outcomes of nested seats. Every inequality reads
`sum of coefficients >= bound`. This is the form from which decision diagrams are built.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from coalition.rules.positions import Position

Terms = Mapping[tuple[str, Position], int]


@dataclass(frozen=True)
class Inequality:
    """`sum(members[m, p] of each member m in position p) + sum(seats[s, p] of each seat s in p) >= bound`.

    Coefficients of zero are left out. A seat's name is a key of the `seats` of the compiled rule.
    """

    members: Terms
    seats: Terms
    bound: int
    place: str = ""


@dataclass(frozen=True)
class Constant:
    """Known from the roll and the facts alone: nobody's position can change it."""

    value: bool


@dataclass(frozen=True)
class AtLeast:
    """At least `least` of the parts hold: 1 is "any", all of them is "all"."""

    least: int
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Negation:
    """The part does not hold."""

    part: "Node"


Node = Inequality | Constant | AtLeast | Negation


@dataclass(frozen=True)
class CompiledSeat:
    """A group's seat: its position is yes where `yes` holds, else no where `no` holds, else `otherwise`."""

    name: str
    group: str
    members: tuple[str, ...]
    yes: Node
    no: Node
    otherwise: Position


Seats = Mapping[str, CompiledSeat]


def every(*parts: Node) -> Node:
    """All parts hold."""
    return parts[0] if len(parts) == 1 else AtLeast(len(parts), parts)


def either(*parts: Node) -> Node:
    """At least one part holds."""
    return parts[0] if len(parts) == 1 else AtLeast(1, parts)


def holds(node: Node, positions: Mapping[str, Position], seats: Seats) -> bool:
    """Whether the node holds for these positions; every member in it must have one."""
    match node:
        case Constant(value=value):
            return value
        case Negation(part=part):
            return not holds(part, positions, seats)
        case AtLeast(least=least, parts=parts):
            return sum(holds(part, positions, seats) for part in parts) >= least
        case Inequality():
            return left_side(node, positions, seats) >= node.bound


def left_side(inequality: Inequality, positions: Mapping[str, Position], seats: Seats) -> int:
    """The sum on the left of an inequality."""
    total = sum(c for (member, position), c in inequality.members.items() if positions[member] is position)
    named = {name for name, _ in inequality.seats}
    taken = {name: seat_position(seats[name], positions, seats) for name in named}
    return total + sum(c for (name, position), c in inequality.seats.items() if taken[name] is position)


def seat_position(seat: CompiledSeat, positions: Mapping[str, Position], seats: Seats) -> Position:
    """What the group, having decided inside, counts as outside."""
    if holds(seat.yes, positions, seats):
        return Position.YES
    return Position.NO if holds(seat.no, positions, seats) else seat.otherwise
