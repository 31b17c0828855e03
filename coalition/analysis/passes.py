"""Passes over a diagram: what arrives at each node from above, what each node is worth from below.

A pass is exact because it only adds and multiplies integers. A count of profiles by how many members vote yes is one
integer: the count for `k` stands in its `k`-th field of a fixed width in bits (Kronecker's substitution), so adding two
such polynomials is adding two integers and "one more yes" is a shift.
"""

from collections.abc import Iterable, Sequence
from itertools import repeat
from operator import add, mul, sub

from coalition.analysis.diagrams import ADOPTED, FIRST, NOT_ADOPTED, Diagram

# By level, by class: the factor with which a member's class counts. 0 leaves the class out.
Factors = Sequence[Sequence[int]]


def worth(diagram: Diagram, factors: Factors) -> list[list[int]]:
    """`worth[k][node]`: the weighted number of ways in which the members from level k on end adopted, from below."""
    below = [0, 1]
    values = [below]
    for edges, by_class in zip(reversed(diagram.levels), reversed(factors), strict=True):
        below = [0, below[ADOPTED] * sum(by_class), *_combined(edges, by_class, below)]
        values.append(below)
    return values[::-1]


def _combined(edges: Iterable[Sequence[int]], factors: Sequence[int], below: list[int]) -> Iterable[int]:
    """For each node: the sum over its classes of factor times the worth below."""
    combined: Iterable[int] | None = None
    for edge, factor in zip(edges, factors, strict=True):
        if factor:
            part: Iterable[int] = map(below.__getitem__, edge)
            part = part if factor == 1 else map(mul, part, repeat(factor))
            combined = part if combined is None else map(add, combined, part)
    return combined or ()


def arriving(diagram: Diagram, factors: Factors) -> list[list[int]]:
    """`values[k][node]`: the weighted number of ways in which the members before level k arrive at the node."""
    above = [0] * FIRST + [1] * (diagram.root >= FIRST)
    values = [above]
    for level, (edges, by_class) in enumerate(zip(diagram.levels, factors, strict=True)):
        below = [0] * (FIRST + _nodes(diagram, level + 1))
        for edge, factor in zip(edges, by_class, strict=True):
            if factor:
                for node, ways in zip(edge, above[FIRST:], strict=True):
                    below[node] += ways * factor
        below[NOT_ADOPTED] = below[ADOPTED] = 0
        values.append(below)
        above = below
    return values


def _nodes(diagram: Diagram, level: int) -> int:
    return len(diagram.levels[level][0]) if level < len(diagram.levels) else 0


def gained(diagram: Diagram, factors: Factors, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """By level: the weighted ways of all the *others* that adopt if this member is in the first class of its pair,
    less those that adopt if it is in the second."""
    above, below = arriving(diagram, factors), worth(diagram, factors)
    gains = []
    for level, (edges, (one, other)) in enumerate(zip(diagram.levels, pairs, strict=True)):
        there = map(below[level + 1].__getitem__, edges[one])
        instead = map(below[level + 1].__getitem__, edges[other])
        gains.append(sum(map(mul, above[level][FIRST:], map(sub, there, instead))) if one != other else 0)
    return gains
