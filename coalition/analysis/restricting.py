"""A diagram once some members' positions are known."""

from collections.abc import Mapping, Sequence
from itertools import chain

from coalition.analysis.diagrams import ADOPTED, FIRST, NOT_ADOPTED, Diagram, Edges, picked, reduced


def restricted(diagram: Diagram, cast: Mapping[int, int]) -> Diagram:
    """The diagram in which, by level, these members are in this class whatever class one asks for.

    One way down from the first of them, to the nodes that can still be reached; one way up from the last of them, to
    merge what has become equal. Above the first nothing goes, below the last nothing merges.
    """
    if not cast or diagram.root < FIRST:
        return diagram
    levels, first = list(diagram.levels), min(cast)
    here: Sequence[int] = range(len(levels[first][0]))
    for level in range(first, len(levels)):
        kept = _kept(levels[level], here)
        asked = (kept[cast[level]],) if level in cast else kept
        found = dict.fromkeys(chain((NOT_ADOPTED, ADOPTED), *asked))
        number = dict(zip(found, range(len(found)), strict=True))
        moved = tuple(picked(number, edge) for edge in asked)
        levels[level] = moved * len(kept) if level in cast else moved
        here = [node - FIRST for node in found if node >= FIRST]
    return reduced(diagram.game, FIRST, levels, max(cast) + 1)


def _kept(edges: Edges, nodes: Sequence[int]) -> Edges:
    """The edges of these nodes only, counted from 0."""
    return edges if isinstance(nodes, range) else tuple(picked(edge, nodes) for edge in edges)


def certain(diagram: Diagram, cast: Mapping[int, int]) -> bool | None:
    """The outcome where only one is left, these members being in these classes by level; None while both can come.

    Goes one way to its end before the next, so that as a rule a few ways are enough to meet both.
    """
    found, seen, ways = set[int](), set[tuple[int, int]](), [(0, diagram.root)]
    while ways and len(found) < 2:
        level, node = ways.pop()
        if node < FIRST:
            found.add(node)
        elif (level, node) not in seen:
            seen.add((level, node))
            edges = diagram.levels[level]
            asked = (edges[cast[level]],) if level in cast else edges
            ways += [(level + 1, edge[node - FIRST]) for edge in asked]
    return None if len(found) > 1 else ADOPTED in found
