"""The fewest or cheapest members that bring an outcome about: how much, how many such sets, and the sets one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from coalition.analysis.diagrams import ADOPTED, FIRST, NOT_ADOPTED, Diagram

# More than any sum of costs; a cost itself is at most MOST.
MOST = 10**30
NEVER = 10**40


@dataclass(frozen=True)
class Choice:
    """What one member may do: stay in class `stays` for nothing or move to class `moves` for `cost` (None: stays)."""

    stays: int
    moves: int
    cost: int | None


@dataclass(frozen=True)
class Cheapest:
    """The cheapest sets of movers with which the diagram ends in `goal`, the others staying."""

    diagram: Diagram
    choices: Sequence[Choice]
    goal: bool

    @cached_property
    def _costs(self) -> list[list[int]]:
        """By level and node: the least cost from there on (a pass of minimum and plus)."""
        end = [NEVER, NEVER]
        end[ADOPTED if self.goal else NOT_ADOPTED] = 0
        costs = [end]
        for edges, choice in zip(reversed(self.diagram.levels), reversed(self.choices), strict=True):
            below = costs[-1]
            here = map(below.__getitem__, edges[choice.stays])
            if choice.cost is not None:
                moving = map(choice.cost.__add__, map(below.__getitem__, edges[choice.moves]))
                here = map(min, here, moving)
            costs.append(end + list(here))
        return costs[::-1]

    @property
    def cost(self) -> int | None:
        """What the cheapest set costs, 0 when the outcome is there already; None when no set suffices."""
        least = self._costs[0][self.diagram.root]
        return None if least >= NEVER else least

    @property
    def count(self) -> int:
        """How many sets cost the least: a pass from the root along the steps that keep to the least cost."""
        if self.cost is None:
            return 0
        found, here = 0, {self.diagram.root: 1}
        for level in range(len(self.choices)):
            found += here.pop(NOT_ADOPTED, 0) + here.pop(ADOPTED, 0)
            below: dict[int, int] = {}
            for node, ways in here.items():
                for _, after in self._steps(level, node):
                    below[after] = below.get(after, 0) + ways
            here = below
        return found + sum(here.values())

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """The cheapest sets, one by one, each in the order of the diagram."""
        if self.cost is not None:
            yield from self._sets(0, self.diagram.root)

    def _steps(self, level: int, node: int) -> list[tuple[bool, int]]:
        """The steps from a node that keep to the least cost: whether the member moves, and the node below."""
        edges, choice, costs = self.diagram.levels[level], self.choices[level], self._costs[level + 1]
        least, steps = self._costs[level][node], []
        if choice.cost is not None:
            below = edges[choice.moves][node - FIRST]
            if costs[below] + choice.cost == least:
                steps.append((True, below))
        below = edges[choice.stays][node - FIRST]
        if costs[below] == least:
            steps.append((False, below))
        return steps

    def _sets(self, level: int, node: int) -> Iterator[tuple[str, ...]]:
        if node <= ADOPTED:
            yield ()
            return
        for moves, below in self._steps(level, node):
            first = (self.diagram.game.order[level],) if moves else ()
            for others in self._sets(level + 1, below):
                yield first + others
