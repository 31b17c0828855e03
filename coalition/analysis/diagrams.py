"""The diagram: a rule on a roll as levels of nodes, one level a member, one edge a class of positions (Bolus 2011)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import add, mul

from coalition.analysis.games import Game

NOT_ADOPTED, ADOPTED = 0, 1
# Every level numbers its nodes from here: 0 and 1 are the two ends, which any edge may lead to.
FIRST = 2
Edges = tuple[list[int], ...]


@dataclass(frozen=True)
class Diagram:
    """`levels[k][c][i]` is the node of level k+1 where node `FIRST + i` of level k leads by class c.

    Reduced: no two nodes of a level have the same edges, and a node that leads to one end only is that end. A node
    whose edges all lead to the same node stays, so that a pass goes level by level.
    """

    game: Game
    root: int
    levels: tuple[Edges, ...]

    @property
    def nodes(self) -> int:
        """How many nodes there are, without the two ends."""
        return sum(len(edges[0]) for edges in self.levels)

    @property
    def constant(self) -> bool | None:
        """The outcome where nobody's position can change it."""
        return None if self.root >= FIRST else self.root == ADOPTED


def reduced(game: Game, root: int, levels: Sequence[Edges]) -> Diagram:
    """The diagram with equal nodes merged, from the last level up."""
    after = [NOT_ADOPTED, ADOPTED]
    kept: list[Edges] = []
    for edges in reversed(levels):
        moved = [list(map(after.__getitem__, edge)) for edge in edges]
        after, edges = _merged(moved)
        kept.append(edges)
    return Diagram(game, after[root], tuple(reversed(kept)))


def _merged(moved: list[list[int]]) -> tuple[list[int], Edges]:
    """Where each node of a level goes, and the edges of those that stay.

    A node's edges are its key, as one integer: nodes are many, and integers are looked up fast.
    """
    base = max(map(max, moved)) + 1 if moved[0] else FIRST
    keys = moved[0]
    for edge in moved[1:]:
        keys = list(map(add, map(mul, keys, repeat(base)), edge))
    ends = {0: NOT_ADOPTED, sum(base**place for place in range(len(moved))): ADOPTED}
    kept = dict(zip(keys, range(len(keys)), strict=True))
    for end in ends:
        kept.pop(end, None)
    if len(kept) == len(keys):
        return list(range(FIRST + len(keys))), tuple(moved)
    number = dict(zip(kept, range(FIRST, FIRST + len(kept)), strict=True)) | ends
    after = [NOT_ADOPTED, ADOPTED, *map(number.__getitem__, keys)]
    return after, tuple(list(map(edge.__getitem__, kept.values())) for edge in moved)
