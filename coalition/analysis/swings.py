"""Who swings how often, counted on the diagram of any rule."""

from dataclasses import dataclass
from functools import cached_property
from math import comb
from typing import Protocol

from coalition.analysis.diagrams import Diagram
from coalition.analysis.passes import gained, worth
from coalition.rules.positions import Position


class Swings(Protocol):
    """What the indices are made of: every count is over all divisions into yes and no."""

    @property
    def members(self) -> tuple[str, ...]:
        """The voters; every list below is in their order."""

    def winning(self) -> int:
        """The sets of members whose yes, against the no of all others, adopts."""

    def swings(self) -> list[int]:
        """Each member's swings."""

    def by_size(self) -> list[tuple[int, ...]]:
        """Each member's swings by how many others vote yes."""

    def idle(self) -> list[bool]:
        """Whether the member's vote never matters."""


@dataclass(frozen=True)
class SwingsOfDiagram:
    """The swings on a diagram over yes and no: two passes."""

    diagram: Diagram

    @property
    def members(self) -> tuple[str, ...]:
        """The voters, in the order of the diagram."""
        return self.diagram.game.order

    def winning(self) -> int:
        """One pass from below."""
        if self.diagram.constant is not None:
            return (1 << len(self.members)) * self.diagram.constant
        return worth(self.diagram, self._factors(1))[0][self.diagram.root]

    def swings(self) -> list[int]:
        """One pass from below, one from above."""
        return self._gained(1)

    def by_size(self) -> list[tuple[int, ...]]:
        """The same passes over polynomials, each packed into one integer."""
        width = field_width(len(self.members))
        return [fields(sizes, width, len(self.members)) for sizes in self._gained(1 << width)]

    def idle(self) -> list[bool]:
        """Whether all edges of the member's level lead to the same nodes."""
        return [all(edge == edges[0] for edge in edges) for edges in self.diagram.levels]

    def _gained(self, yes: int) -> list[int]:
        """By level: the swings, where each yes among the others counts `yes`."""
        factors = self._factors(yes)
        return gained(self.diagram, factors, self._pairs, worth(self.diagram, factors))

    def _factors(self, yes: int) -> list[list[int]]:
        """By level: a yes counts `yes`, a no counts 1; where both are one class it counts their sum."""
        levels = [[0] * len(classes) for classes in self.diagram.game.classes]
        for factors, pair in zip(levels, self._pairs, strict=True):
            for index, factor in zip(pair, (yes, 1), strict=True):
                factors[index] += factor
        return levels

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        """By level: the class of yes and the class of no."""
        game = self.diagram.game
        levels = range(len(self.members))
        return [(game.class_of(level, Position.YES), game.class_of(level, Position.NO)) for level in levels]


def field_width(members: int) -> int:
    """The bits of a field that holds the swings of one size among so many members, with their sign."""
    return comb(max(members - 1, 0), members // 2).bit_length() + 1


def fields(packed: int, width: int, count: int) -> tuple[int, ...]:
    """The fields of a packed polynomial; a field may be negative."""
    half, mask, found = 1 << (width - 1), (1 << width) - 1, []
    for _ in range(count):
        field = ((packed + half) & mask) - half
        found.append(field)
        packed = (packed - field) >> width
    return tuple(found)
