"""Minimal winning coalitions: sets that win, and lose without any one of their members. Counted without being listed.

Going down the diagram with a set one also follows, for each member taken in, where the set without it stands: the set
is minimal when it ends adopted and none of these does. Of the followed nodes only those are kept that no other implies:
of members in order of what they add to each test, that is the one where the member taken last is left out.

The states so reached are a diagram of the minimal coalitions themselves (a zero-suppressed one, Minato 1993). How many
there are, how many of each size, and the smallest of them are passes over it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from coalition.analysis.desirability import least_so_far
from coalition.analysis.diagrams import ADOPTED, FIRST, NOT_ADOPTED, Diagram
from coalition.analysis.errors import TooLarge
from coalition.analysis.passes import worth
from coalition.analysis.swings import field_width, fields
from coalition.rules.positions import Position

Without = tuple[int, ...]
# A node of the set, and those of the set without one of its members, in ascending order.
Followed = tuple[int, Without]
# By state of a level: the state below with the member taken in, and with it left out. 0 is none, 1 a minimal coalition
# that nobody further joins; states are numbered from `FIRST`.
Steps = tuple[list[int], list[int]]
Pair = tuple[int, int, int]
NONE, DONE = 0, 1
STATES = 2_000_000
# What a searched pair of nodes takes, in states.
SEARCHED = 3


@dataclass(frozen=True)
class Counted:
    """How many minimal coalitions there are of each size, and the first of the smallest: little to keep."""

    sizes: Mapping[int, int]
    first: tuple[tuple[str, ...], ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(self.sizes.values())

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """Those that are kept."""
        return iter(self.first)


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
        return self._summed(0)

    @cached_property
    def sizes(self) -> dict[int, int]:
        """How many there are of each size that there is, the smallest first. Raises `TooLarge`."""
        members = len(self.diagram.game.order)
        width = field_width(members + 1)
        by_size = fields(self._summed(width), width, members + 1)
        return {size: ways for size, ways in enumerate(by_size) if ways}

    def counted(self, listed: int) -> Counted:
        """The sizes, and so many of the smallest. Raises `TooLarge`."""
        return Counted(self.sizes, tuple(islice(self, listed)))

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """The coalitions, one by one, the smallest first, each in the order of the diagram."""
        start = self._start
        for size in _places(self._attainable[0][start]):
            paths: list[tuple[int, int, tuple[str, ...]]] = [(0, start, ())]
            while paths:
                level, state, members = paths.pop()
                if state == DONE:
                    yield members
                    continue
                taken, left = self._levels[level]
                joined = (*members, self.diagram.game.order[level])
                for below, there in ((left[state - FIRST], members), (taken[state - FIRST], joined)):
                    if len(there) <= size and self._attainable[level + 1][below] >> (size - len(there)) & 1:
                        paths.append((level + 1, below, there))

    def _summed(self, width: int) -> int:
        """How many there are; with a width each counts in the field of that width that its size numbers."""
        values = [0, 1]
        for taken, left in reversed(self._levels):
            values = [0, 1, *((values[one] << width) + values[other] for one, other in zip(taken, left, strict=True))]
        return values[self._start]

    @cached_property
    def _attainable(self) -> list[list[int]]:
        """By level and state: the sizes that are attained from there on, as bits."""
        values = [[0, 1]]
        for taken, left in reversed(self._levels):
            below = values[-1]
            values.append([0, 1, *(below[one] << 1 | below[other] for one, other in zip(taken, left, strict=True))])
        return values[::-1]

    @cached_property
    def _start(self) -> int:
        """The state of the empty set."""
        return self._number(0, (self.diagram.root, ()), {})

    @cached_property
    def _levels(self) -> list[Steps]:
        """The states that some coalition leads to, by level. Raises `TooLarge`."""
        levels: list[Steps] = []
        states: Iterable[Followed] = [(self.diagram.root, ())] if self._start >= FIRST else []
        reached = 0
        for level in range(len(self.diagram.game.order)):
            below: dict[Followed, int] = {}
            taken, left = [], []
            for state in states:
                taken.append(self._number(level + 1, self._taken(level, state), below))
                left.append(self._number(level + 1, self._left(level, state), below))
            levels.append((taken, left))
            states = below
            reached += len(below)
            self._check(reached)
        return levels

    def _check(self, reached: int) -> None:
        amount = reached + SEARCHED * len(self.implied)
        if amount > self.budget:
            raise TooLarge(amount, "states are reached in counting minimal coalitions", self.budget)

    def _number(self, level: int, state: Followed, numbers: dict[Followed, int]) -> int:
        """The number of a state: none where nothing minimal comes of it, done where nobody further may join."""
        node, without = state
        if node == NOT_ADOPTED or node in without or ADOPTED in without:
            return NONE
        if node == ADOPTED:
            return NONE if any(self._alone[level][other] for other in without) else DONE
        return numbers.setdefault(state, FIRST + len(numbers))

    def _taken(self, level: int, state: Followed) -> Followed:
        """With the member of this level."""
        node, without = state
        yes, no = self._edge(level, node, self.yes), self._edge(level, node, self.no)
        if not without or self._least[level]:
            return yes, (no,) if no else ()
        return yes, self._kept(level + 1, {self._edge(level, other, self.yes) for other in without} | {no})

    def _left(self, level: int, state: Followed) -> Followed:
        """Without the member of this level."""
        node, without = state
        no = self._edge(level, node, self.no)
        if not without:
            return no, ()
        if len(without) == 1:
            other = self._edge(level, without[0], self.no)
            return no, (other,) if other else ()
        return no, self._kept(level + 1, {self._edge(level, other, self.no) for other in without})

    def _edge(self, level: int, node: int, classes: list[int]) -> int:
        return self.diagram.below(level, node, classes[level])

    @cached_property
    def _least(self) -> list[bool]:
        return least_so_far(self.diagram.game)

    def _kept(self, level: int, nodes: set[int]) -> Without:
        """Without the nodes that can never win, and those that win only where another of them does."""
        left = sorted(nodes - {NOT_ADOPTED})
        if len(left) < 2 or ADOPTED in nodes:
            return tuple(left)
        return tuple(
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
                    self._check(0)
                    return False
            else:
                self.implied[path.pop()] = True
        self._check(0)
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

    @cached_property
    def _alone(self) -> list[list[bool]]:
        """By level and node: whether the set wins with nobody further."""
        alone = [[False, True]]
        for level in reversed(range(len(self.diagram.levels))):
            below = alone[-1]
            alone.append([False, True, *(below[node] for node in self.diagram.levels[level][self.no[level]])])
        return alone[::-1]


def _places(bits: int) -> list[int]:
    """Where bits are set, from the lowest."""
    return [place for place in range(bits.bit_length()) if bits >> place & 1]


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
