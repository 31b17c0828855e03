"""Minimal winning coalitions: sets that win, and lose without any one of their members. Counted without being listed.

Going down the diagram with a set one also follows, for each member taken in, where the set without it stands: the set
is minimal when it ends adopted and none of these does. Of the followed nodes only those are kept that no other implies.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from coalition.analysis.diagrams import ADOPTED, FIRST, NOT_ADOPTED, Diagram
from coalition.analysis.errors import TooLarge
from coalition.rules.positions import Position

Without = frozenset[int]
STATES = 2_000_000


@dataclass
class Minimal:
    """The minimal winning coalitions over yes and no; those of the `dual` are the minimal blocking ones."""

    diagram: Diagram
    budget: int = STATES
    yes: list[int] = field(init=False)
    no: list[int] = field(init=False)
    counts: dict[tuple[int, int, Without], int] = field(init=False, default_factory=dict)
    implied: dict[tuple[int, int, int], bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Which class is yes and which is no, by level."""
        game = self.diagram.game
        self.yes = [game.class_of(level, Position.YES) for level in range(len(game.order))]
        self.no = [game.class_of(level, Position.NO) for level in range(len(game.order))]

    @property
    def count(self) -> int:
        """How many there are. Raises `TooLarge` past the budget of states."""
        return self._count(0, self.diagram.root, frozenset())

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """The coalitions, one by one, each in the order of the diagram."""
        if self.count:
            yield from self._sets(0, self.diagram.root, frozenset())

    def _count(self, level: int, node: int, without: Without) -> int:
        if node == NOT_ADOPTED or ADOPTED in without or node in without:
            return 0
        if node == ADOPTED:
            return int(not any(self._wins_alone(level, other) for other in without))
        key = (level, node, without)
        if key not in self.counts:
            if len(self.counts) >= self.budget:
                raise TooLarge(self.budget, self.diagram.game.order[level], len(self.diagram.game.rows))
            self.counts[key] = sum(
                self._count(level + 1, below, others) for _, below, others in self._steps(level, node, without)
            )
        return self.counts[key]

    def _steps(self, level: int, node: int, without: Without) -> Iterator[tuple[bool, int, Without]]:
        """Taking the member of this level in, then leaving it out."""
        yes, no = self._edge(level, node, self.yes), self._edge(level, node, self.no)
        taken = {self._edge(level, other, self.yes) for other in without} | {no}
        yield True, yes, self._kept(level + 1, taken)
        yield False, no, self._kept(level + 1, {self._edge(level, other, self.no) for other in without})

    def _sets(self, level: int, node: int, without: Without) -> Iterator[tuple[str, ...]]:
        if node == ADOPTED:
            yield ()
            return
        for taken, below, others in self._steps(level, node, without):
            if self._count(level + 1, below, others):
                first = (self.diagram.game.order[level],) if taken else ()
                for rest in self._sets(level + 1, below, others):
                    yield first + rest

    def _edge(self, level: int, node: int, classes: list[int]) -> int:
        return node if node < FIRST else self.diagram.levels[level][classes[level]][node - FIRST]

    def _kept(self, level: int, nodes: set[int]) -> Without:
        """Without the nodes that can never win, and those that win only where another of them does."""
        left = sorted(nodes - {NOT_ADOPTED})
        if len(left) < 2 or ADOPTED in nodes:
            return frozenset(left)
        return frozenset(
            node for node in left if not any(other != node and self._implies(level, node, other) for other in left)
        )

    def _implies(self, level: int, node: int, other: int) -> bool:
        """Whether whatever carries `node` carries `other`."""
        if node in (NOT_ADOPTED, other) or other == ADOPTED:
            return True
        if node == ADOPTED or other == NOT_ADOPTED:
            return False
        key = (level, node, other)
        if key not in self.implied:
            self.implied[key] = all(
                self._implies(level + 1, self._edge(level, node, by), self._edge(level, other, by))
                for by in (self.yes, self.no)
            )
        return self.implied[key]

    def _wins_alone(self, level: int, node: int) -> bool:
        """Whether the set wins with nobody further."""
        while node >= FIRST:
            node, level = self._edge(level, node, self.no), level + 1
        return node == ADOPTED


def dual(diagram: Diagram) -> Diagram:
    """The dual over yes and no: adopted where the opposite votes would not have been. What wins in it blocks here."""
    game, opposite = diagram.game, {NOT_ADOPTED: ADOPTED, ADOPTED: NOT_ADOPTED}
    levels = []
    for level, edges in enumerate(diagram.levels):
        yes, no = game.class_of(level, Position.YES), game.class_of(level, Position.NO)
        swapped = [[opposite.get(node, node) for node in edge] for edge in edges]
        swapped[yes], swapped[no] = swapped[no], swapped[yes]
        levels.append(tuple(swapped))
    return Diagram(game, opposite.get(diagram.root, diagram.root), tuple(levels))
