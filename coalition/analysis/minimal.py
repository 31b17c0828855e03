"""Minimal winning coalitions: sets that win, and lose without any one of their members. Counted without being listed.

Going down the diagram with a set one also follows, for each member taken in, where the set without it stands: the set
is minimal when it ends adopted and none of these does. Of the followed nodes only those are kept that no other implies.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from coalition.analysis.diagrams import ADOPTED, FIRST, NOT_ADOPTED, Diagram
from coalition.analysis.errors import TooLarge
from coalition.analysis.passes import worth
from coalition.rules.positions import Position

Without = frozenset[int]
# A node of the set, and those of the set without one of its members.
Followed = tuple[int, Without]
Pair = tuple[int, int, int]
STATES = 2_000_000


@dataclass
class Minimal:
    """The minimal winning coalitions over yes and no; those of the `dual` are the minimal blocking ones.

    Nothing here calls itself, so a body may have any number of members.
    """

    diagram: Diagram
    budget: int = STATES
    yes: list[int] = field(init=False)
    no: list[int] = field(init=False)
    implied: dict[tuple[int, int, int], bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Which class is yes and which is no, by level."""
        game = self.diagram.game
        self.yes = [game.class_of(level, Position.YES) for level in range(len(game.order))]
        self.no = [game.class_of(level, Position.NO) for level in range(len(game.order))]

    @cached_property
    def count(self) -> int:
        """How many there are. Raises `TooLarge` past the budget of states."""
        return self._counts[0][self.diagram.root, frozenset()]

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """The coalitions, one by one, each in the order of the diagram."""
        paths: list[tuple[int, Followed, tuple[str, ...]]] = []
        if self.count:
            paths.append((0, (self.diagram.root, frozenset()), ()))
        while paths:
            level, state, members = paths.pop()
            if state[0] == ADOPTED:
                yield members
                continue
            taken, left = self._steps(level, state)
            for below, there in ((left, members), (taken, (*members, self.diagram.game.order[level]))):
                if self._counts[level + 1][below]:
                    paths.append((level + 1, below, there))

    @cached_property
    def _counts(self) -> list[dict[Followed, int]]:
        """By level and state: how many minimal coalitions there are from there on."""
        levels = self._reached()
        counts: list[dict[Followed, int]] = [{}]
        for level in reversed(range(len(levels))):
            below = counts[-1]
            counts.append({state: self._ways(level, state, below) for state in levels[level]})
        return counts[:0:-1]

    def _reached(self) -> list[list[Followed]]:
        """By level: the states that some coalition leads to."""
        levels: list[list[Followed]] = [[(self.diagram.root, frozenset())]]
        states = 1
        for level in range(len(self.diagram.game.order)):
            open_ = (state for state in levels[-1] if self._is_open(*state))
            levels.append(list(dict.fromkeys(chain.from_iterable(self._steps(level, state) for state in open_))))
            states += len(levels[-1])
            if states + len(self.implied) > self.budget:
                raise TooLarge(
                    states + len(self.implied), "states are reached in counting minimal coalitions", self.budget
                )
        return levels

    def _is_open(self, node: int, without: Without) -> bool:
        return node >= FIRST and node not in without and ADOPTED not in without

    def _ways(self, level: int, state: Followed, below: dict[Followed, int]) -> int:
        node, without = state
        if self._is_open(node, without):
            return sum(below[after] for after in self._steps(level, state))
        return int(node == ADOPTED and not any(self._wins_alone(level, other) for other in without))

    def _steps(self, level: int, state: Followed) -> tuple[Followed, Followed]:
        """Taking the member of this level in, and leaving it out."""
        node, without = state
        yes, no = self._edge(level, node, self.yes), self._edge(level, node, self.no)
        taken = {self._edge(level, other, self.yes) for other in without} | {no}
        left = {self._edge(level, other, self.no) for other in without}
        return (yes, self._kept(level + 1, taken)), (no, self._kept(level + 1, left))

    def _edge(self, level: int, node: int, classes: list[int]) -> int:
        return self.diagram.below(level, node, classes[level])

    def _kept(self, level: int, nodes: set[int]) -> Without:
        """Without the nodes that can never win, and those that win only where another of them does."""
        left = sorted(nodes - {NOT_ADOPTED})
        if len(left) < 2 or ADOPTED in nodes:
            return frozenset(left)
        return frozenset(
            node for node in left if not any(other != node and self._implies((level, node, other)) for other in left)
        )

    def _implies(self, pair: Pair) -> bool:
        """Whether whatever carries the one node carries the other: a search for a way that does not, remembered."""
        path = [pair] if self._known(pair) is None else []
        while path:
            level, node, other = path[-1]
            for classes in (self.yes, self.no):
                below = level + 1, self._edge(level, node, classes), self._edge(level, other, classes)
                known = self._known(below)
                if known is None:
                    path.append(below)
                    break
                if not known:
                    self.implied.update(dict.fromkeys(path, False))
                    return False
            else:
                self.implied[path.pop()] = True
        return bool(self._known(pair))

    def _known(self, pair: Pair) -> bool | None:
        """What is remembered, or plain: a node implies none other that is carried in no more ways than itself."""
        level, node, other = pair
        if node in (NOT_ADOPTED, other) or other == ADOPTED:
            return True
        ways = self._ways_to_win[level]
        return False if ways[node] >= ways[other] else self.implied.get(pair)

    @cached_property
    def _ways_to_win(self) -> list[list[int]]:
        return worth(self.diagram, [[1] * len(classes) for classes in self.diagram.game.classes])

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
