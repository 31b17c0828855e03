"""What a count says of a weight among the members left, and a weight of a count.

With so many more the weight gains at least so much, with fewer at most so much. Where both must hold, one that the
other implies is no question any more, and states that differ in it alone become one.
"""

from dataclasses import dataclass, field
from itertools import accumulate

from coalition.analysis.games import Game

# By what a count gains: the least, and the most, that the weight gains with it.
Table = tuple[list[int], list[int]]


@dataclass
class Bounds:
    """Between one test, the `weight`, and the counts of a game. Where groups count as one they are left alone."""

    game: Game
    weight: int
    counts: frozenset[int] = field(init=False)
    tables: dict[tuple[int, int], Table] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Find the tests that count members one by one."""
        self.counts = frozenset(
            number
            for number, row in enumerate(() if self.game.seats else self.game.rows)
            if number != self.weight and all(set(by_class) <= {0, 1} for by_class in row.gains)
        )

    def cut(
        self, state: tuple[int, ...], required: frozenset[int], level: int, reach: int
    ) -> tuple[int, int, tuple[int, ...]]:
        """The need of the weight up to which it holds, and beyond which it implies a count: and the state without that.

        `reach` is the most that the weight can gain.
        """
        for count in self.counts & required:
            least, most = self.table(count, level)
            if 0 < (need := state[count + 1]) < len(least):
                low = min(least[need], reach)
                high = max(low, most[need - 1]) if self.weight in required else reach
                return low, min(high, reach), (*state[: count + 1], 0, *state[count + 2 :])
        return 0, reach, state

    def table(self, count: int, level: int) -> Table:
        """Of the members from this level on."""
        if (count, level) not in self.tables:
            light, heavy, base = [], [], 0
            both = zip(self.game.rows[count].gains[level:], self.game.rows[self.weight].gains[level:], strict=True)
            for counted, weights in both:
                apart = max(weight for one, weight in zip(counted, weights, strict=True) if not one)
                together = [weight for one, weight in zip(counted, weights, strict=True) if one]
                base += apart
                light += [min(together)] if together else []
                heavy += [max(max(together) - apart, 0)] if together else []
            least = list(accumulate(sorted(light), initial=0))
            self.tables[count, level] = (least, list(accumulate(sorted(heavy, reverse=True), initial=base)))
        return self.tables[count, level]
