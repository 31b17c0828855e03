"""The diagram: a rule on a roll as levels of nodes, one level a member, one edge a class of positions (Bolus 2011)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from coalition.analysis.games import Game

NOT_ADOPTED, ADOPTED = 0, 1
# Every level numbers its nodes from here: 0 and 1 are the two ends, which any edge may lead to.
FIRST = 2
Edges = tuple[Sequence[int], ...]


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

    def below(self, level: int, node: int, index: int) -> int:
        """The node to which a node of this level leads by this class; an end leads to itself."""
        return node if node < FIRST else self.levels[level][index][node - FIRST]

    @property
    def constant(self) -> bool | None:
        """The outcome where nobody's position can change it."""
        return None if self.root >= FIRST else self.root == ADOPTED


def reduced(game: Game, root: int, levels: Sequence[Edges], merged: int | None = None) -> Diagram:
    """The diagram with equal nodes merged, from the last level up; the levels from `merged` on are so already."""
    merged = len(levels) if merged is None else merged
    kept = list(reversed(levels[merged:]))
    after: Sequence[int] = range(FIRST + (len(kept[-1][0]) if kept else 0))
    for edges in reversed(levels[:merged]):
        after, edges = _merged([picked(after, edge) for edge in edges])
        kept.append(edges)
    return Diagram(game, after[root], tuple(reversed(kept)))


def picked(values: Sequence[int] | Mapping[int, int], places: Sequence[int]) -> Sequence[int]:
    """The values at these places, looked up in one step."""
    return itemgetter(*places)(values) if len(places) > 1 else [values[place] for place in places]


def _merged(moved: list[Sequence[int]]) -> tuple[Sequence[int], Edges]:
    """Where each node of a level goes, and the edges of those that stay.

    A node's edges are its key, as one integer: nodes are many, and integers are looked up fast.
    """
    base = max(map(max, moved)) + 1 if moved[0] else FIRST
    keys = moved[0]
    for edge in moved[1:]:
        keys = [key * base + node for key, node in zip(keys, edge, strict=True)]
    ends = {0: NOT_ADOPTED, sum(base**place for place in range(len(moved))): ADOPTED}
    kept = dict(zip(keys, range(len(keys)), strict=True))
    for end in ends:
        kept.pop(end, None)
    if len(kept) == len(keys):
        return range(FIRST + len(keys)), tuple(moved)
    number = dict(zip(kept, range(FIRST, FIRST + len(kept)), strict=True)) | ends
    places = tuple(kept.values())
    return (NOT_ADOPTED, ADOPTED, *picked(number, keys)), tuple(picked(edge, places) for edge in moved)
