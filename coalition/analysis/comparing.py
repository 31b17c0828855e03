"""Two rules on the same members: whether they are the same, and how often they differ."""

from coalition.analysis.diagrams import ADOPTED, FIRST, NOT_ADOPTED, Diagram
from coalition.analysis.errors import AnalysisError, TooLarge
from coalition.rules.positions import Position

PAIRS = 4_000_000


def differing(one: Diagram, other: Diagram, positions: tuple[Position, ...], budget: int = PAIRS) -> int:
    """In how many ways for each voter to take one of `positions` exactly one of the two adopts; 0: they are equivalent.

    Both diagrams have the same order of members. Raises `AnalysisError` when they have not, `TooLarge` past the budget
    of pairs of nodes.
    """
    if one.game.order != other.game.order:
        raise AnalysisError("two rules are compared over the same voters in the same order")
    counts = {(one.root, other.root): 1}
    found, left, pairs_met = 0, len(positions) ** len(one.game.order), 0
    for level in range(len(one.game.order)):
        pairs = _steps(one, other, level, positions)
        left //= len(positions)
        below: dict[tuple[int, int], int] = {}
        for pair, ways in counts.items():
            for mine, theirs in pairs:
                after = (one.below(level, pair[0], mine), other.below(level, pair[1], theirs))
                if after[0] != after[1] and max(after) < FIRST:
                    found += ways * left
                elif max(after) >= FIRST:
                    below[after] = below.get(after, 0) + ways
        counts = below
        pairs_met += len(counts)
        if pairs_met > budget:
            raise TooLarge(pairs_met, "pairs of nodes are met in comparing", budget)
    return found + _ends(counts)


def _ends(counts: dict[tuple[int, int], int]) -> int:
    """What is left where there was no level to go down: two constants."""
    return counts.get((ADOPTED, NOT_ADOPTED), 0) + counts.get((NOT_ADOPTED, ADOPTED), 0)


def _steps(one: Diagram, other: Diagram, level: int, positions: tuple[Position, ...]) -> list[tuple[int, int]]:
    return [(one.game.class_of(level, position), other.game.class_of(level, position)) for position in positions]
