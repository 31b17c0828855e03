"""A diagram once some members' positions are known."""

from collections.abc import Mapping

from coalition.analysis.diagrams import FIRST, Diagram, Edges, reduced


def restricted(diagram: Diagram, cast: Mapping[int, int]) -> Diagram:
    """The diagram in which, by level, these members are in this class whatever class one asks for: one pass."""
    if not cast or diagram.root < FIRST:
        return diagram
    here, levels = [diagram.root], []
    for level, edges in enumerate(diagram.levels):
        kept = _kept(edges, here)
        if level in cast:
            kept = (kept[cast[level]],) * len(kept)
        here = sorted({node for edge in kept for node in edge if node >= FIRST})
        number = dict(zip([0, 1, *here], range(FIRST + len(here)), strict=True))
        levels.append(tuple(list(map(number.__getitem__, edge)) for edge in kept))
    return reduced(diagram.game, FIRST, levels)


def _kept(edges: Edges, nodes: list[int]) -> Edges:
    """The edges of these nodes only."""
    if len(nodes) == len(edges[0]):
        return edges
    return tuple([edge[node - FIRST] for node in nodes] for edge in edges)
