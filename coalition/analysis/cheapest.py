"""The fewest or cheapest members that bring an outcome about: how much, how many such sets, and the sets one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from coalition.analysis.diagrams import ADOPTED, FIRST, NOT_ADOPTED, Diagram, Edges, picked

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
            here = picked(below, edges[choice.stays])
            if (cost := choice.cost) is not None:
                pairs = zip(here, picked(below, edges[choice.moves]), strict=True)
                here = [stays if stays - cost <= moves else moves + cost for stays, moves in pairs]
            costs.append([*end, *here])
        return costs[::-1]

    @property
    def cost(self) -> int | None:
        """What the cheapest set costs, 0 when the outcome is there already; None when no set suffices."""
        least = self._costs[0][self.diagram.root]
        return None if least >= NEVER else least

    @cached_property
    def count(self) -> int:
        """How many sets cost the least: a second pass, in which the dearer way counts for nothing."""
        ways = [int(not self.goal), int(self.goal)]
        below = self._costs[:0:-1]
        for edges, choice, costs in zip(reversed(self.diagram.levels), reversed(self.choices), below, strict=True):
            here = picked(ways, edges[choice.stays])
            if choice.cost is not None:
                here = _of_the_least(choice.cost, (edges[choice.stays], edges[choice.moves]), costs, ways)
            ways = [*ways[:FIRST], *here]
        return ways[self.diagram.root]

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """The cheapest sets, one by one, each in the order of the diagram."""
        paths: list[tuple[int, int, tuple[str, ...]]] = [] if self.cost is None else [(0, self.diagram.root, ())]
        while paths:
            level, node, movers = paths.pop()
            if node < FIRST:
                yield movers
                continue
            member = self.diagram.game.order[level]
            for moves, below in reversed(self._steps(level, node)):
                paths.append((level + 1, below, (*movers, member) if moves else movers))

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


def _of_the_least(cost: int, edges: Edges, costs: Sequence[int], ways: Sequence[int]) -> list[int]:
    """By node: the ways of the cheaper of its two edges, of both where they cost the same; the second costs more."""
    here_costs, there_costs, here_ways, there_ways = (picked(of, edge) for of in (costs, ways) for edge in edges)
    return [
        one if here - cost < there else other if here - cost > there else one + other
        for here, there, one, other in zip(here_costs, there_costs, here_ways, there_ways, strict=True)
    ]
