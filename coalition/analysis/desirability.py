"""Who counts for less than whom, read off the tests: what spares a search for it in the diagram (Isbell 1958)."""

from coalition.analysis.conditions import Formula, Least, Not
from coalition.analysis.games import Game
from coalition.rules.positions import Position


def least_so_far(game: Game) -> list[bool]:
    """By level: whether each member before is at least as desirable as this one, so far as the tests say it.

    One is where its yes, over its no, adds at least as much to every test: a coalition that wins without it wins
    without the other, too. Where a test must not hold, or a group has a seat, nothing is said.
    """
    levels = range(len(game.order))
    if game.seats or _has_negation(game.adopted):
        return [False for _ in levels]
    pairs = [(game.class_of(level, Position.YES), game.class_of(level, Position.NO)) for level in levels]
    least = [True for _ in levels]
    for row in game.rows:
        lowest: int | None = None
        for level, (yes, no) in enumerate(pairs):
            gain = row.gains[level][yes] - row.gains[level][no]
            lowest = gain if lowest is None else lowest
            least[level] = least[level] and lowest >= gain
            lowest = min(lowest, gain)
    return least


def _has_negation(formula: Formula) -> bool:
    match formula:
        case Not():
            return True
        case Least(parts=parts):
            return any(_has_negation(part) for part in parts)
    return False
