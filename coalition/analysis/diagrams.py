"""The diagram: a rule on a roll as levels of nodes, one level a member, one edge a class of positions (Bolus 2011)."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    """Where each node of a level goes, and the edges of those that stay."""
    width = len(moved)
    ends = {(NOT_ADOPTED,) * width: NOT_ADOPTED, (ADOPTED,) * width: ADOPTED}
    signatures = list(zip(*moved, strict=True))
    distinct = [signature for signature in dict.fromkeys(signatures) if signature not in ends]
    number = dict(zip(distinct, range(FIRST, FIRST + len(distinct)), strict=True)) | ends
    after = [NOT_ADOPTED, ADOPTED, *map(number.__getitem__, signatures)]
    return after, tuple(map(list, zip(*distinct, strict=True))) if distinct else ([],) * width
