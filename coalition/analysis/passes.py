"""Passes over a diagram: what arrives at each node from above, what each node is worth from below.

A pass is exact because it only adds and multiplies integers. A count of profiles by how many members vote yes is one
integer: the count for `k` stands in its `k`-th field of a fixed width in bits (Kronecker's substitution), so adding two
such polynomials is adding two integers and "one more yes" is a shift.
"""

from collections.abc import Sequence
from functools import reduce
from operator import add, mul, sub

from coalition.analysis.diagrams import ADOPTED, FIRST, Diagram, Edges, picked

# By level, by class: the factor with which a member's class counts. 0 leaves the class out.
Factors = Sequence[Sequence[int]]
# By level, by node: the weighted number of ways in which the members from there on end adopted.
Worth = list[list[int]]


def worth(diagram: Diagram, factors: Factors) -> Worth:
    """What each node is worth, from below."""
    below = [0, 1]
    values = [below]
    for edges, by_class in zip(reversed(diagram.levels), reversed(factors), strict=True):
        parts = [picked(below, edge) if factor else () for edge, factor in zip(edges, by_class, strict=True)]
        below = [0, below[ADOPTED] * sum(by_class), *_weighted(parts, by_class)]
        values.append(below)
    return values[::-1]


def gained(diagram: Diagram, factors: Factors, pairs: Sequence[tuple[int, int]], below: Worth) -> list[int]:
    """By level: the weighted ways of all the *others* that adopt if this member is in the first class of its pair,
    less those that adopt if it is in the second. `below` is what each node is `worth`."""
    gains, above = [], [1] * (diagram.root >= FIRST)
    for edges, by_class, (one, other), worths in zip(diagram.levels, factors, pairs, below[1:], strict=True):
        gains.append(_difference(above, worths, edges[one], edges[other]) if one != other else 0)
        above = _arrived(edges, by_class, above, len(worths))[FIRST:]
    return gains


def _difference(above: Sequence[int], worths: Sequence[int], one: Sequence[int], other: Sequence[int]) -> int:
    """What the nodes of a level are worth by the one edge more than by the other, each by the ways that come to it."""
    return sum(map(mul, above, map(sub, picked(worths, one), picked(worths, other))))


def _arrived(edges: Edges, factors: Sequence[int], above: Sequence[int], nodes: int) -> list[int]:
    """What comes to each of so many nodes along all these edges."""
    arrived = [0] * nodes
    for edge, factor in zip(edges, factors, strict=True):
        if factor.bit_count() > 1:
            for node, ways in zip(edge, above, strict=True):
                arrived[node] += ways * factor
        elif factor:
            for node, ways in zip(edge, _times(above, factor), strict=True):
                arrived[node] += ways
    return arrived


def _weighted(parts: Sequence[Sequence[int]], factors: Sequence[int]) -> list[int]:
    """By node: the sum over its classes of factor times part. The usual two are taken in one step."""
    terms = [(part, factor) for part, factor in zip(parts, factors, strict=True) if factor]
    if len(terms) == 2 and max(factor.bit_count() for _, factor in terms) > 1:
        (ones, one), (others, other) = terms
        return [here * one + there * other for here, there in zip(ones, others, strict=True)]
    scaled = [_times(part, factor) for part, factor in terms]
    return reduce(lambda sums, part: list(map(add, sums, part)), scaled) if scaled else []


def _times(part: Sequence[int], factor: int) -> list[int]:
    """Each times the factor. A power of two, as "one more yes" is, is shifted by."""
    if factor.bit_count() > 1:
        return [value * factor for value in part]
    places = factor.bit_length() - 1
    return [value << places for value in part] if places else list(part)
