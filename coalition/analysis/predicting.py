"""How many states a diagram can come to, said before it is built: an upper bound, from counts alone.

A state stands for ways in which the first members can vote that leave the outcome open. Tests of few sums, such as
those of heads, are followed exactly. Of each other test one counts only in how many ways its sum comes to lie where
it is open, on a coarse scale with every rounding to the safe side.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from math import comb, prod
from operator import add, lshift

from coalition.analysis.conditions import Formula, rows_of, simplified
from coalition.analysis.games import Game, Row
from coalition.analysis.residues import Known, most_sums

# The most sums of a test that is followed exactly, and what to fall back on where that leads to too many combinations.
FEW = (128, 16, 0)
MOST_FOLLOWED = 2000
# On how many places of the scale sums are counted: more come closer to the truth, and take longer.
LEAST_PLACES, MOST_PLACES = 64, 2048
BITS = 1 << 28

# The number of what is left to decide, then the sums of the tests followed.
Place = tuple[int, ...]
# For each test not followed: a number that holds, by places of its scale, in how many ways a sum can lie there.
Counts = list[int]


def predicted(game: Game, enough: int = 0) -> int:
    """The most states that building can come to. A rougher bound is given where it is not above `enough`."""
    rough = sum(map(min, _prefixes(game), _values(game)))
    if rough <= enough:
        return rough
    for few in FEW:
        closer = _Counting(game, few).states()
        if closer is not None:
            return min(rough, closer)
    return rough


def _prefixes(game: Game) -> Iterator[int]:
    """By level: in how many ways the members before can vote."""
    ways = 1
    for classes in game.classes:
        yield ways
        ways *= len(classes)


def _values(game: Game) -> Iterator[int]:
    """By level: in how many ways the needs of the tests can be combined, each open, met or failed."""
    needs = [_needs(row, most_sums(game)) for row in game.rows]
    for level in range(len(game.order)):
        yield prod(by_level[level] + 2 for by_level in needs)


def _needs(row: Row, most: int) -> list[int]:
    """By level: how many needs a test can have while it is open. Rounding merges them where sums are listed."""
    sums, alike, found = 1, dict[tuple[int, ...], int](), list[int]()
    for top, gains in zip(reversed(row.tops()[:-1]), reversed(row.gains), strict=True):
        distinct = tuple(sorted(set(gains)))
        listed = sums * len(distinct) <= 2 * most and not row.seats
        alike[distinct] = alike.get(distinct, 0) + 1
        sums = min(top + 1, prod(comb(count + len(by) - 1, count) for by, count in alike.items()))
        found.append(min(row.need, top + _of_seats(row), sums if listed else row.need))
    return found[::-1]


def _of_seats(row: Row) -> int:
    return sum(max(by.values()) for by in row.seats.values())


@dataclass
class _Counting:
    """The closer bound: `few` is the most sums of a test that is followed exactly."""

    game: Game
    few: int
    followed: list[int] = field(init=False)
    others: list[int] = field(init=False)
    left: list[Formula] = field(init=False)
    numbers: dict[tuple[int, Known], int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Tell the tests of few sums from the others, and choose the scales."""
        rows, levels = self.game.rows, len(self.game.order)
        self.left = [self.game.adopted]
        self.tops = [row.tops() for row in rows]
        self.followed = [n for n, row in enumerate(rows) if not row.seats and self.tops[n][0] <= self.few]
        self.others = [n for n in range(len(rows)) if n not in self.followed]
        self.width = prod(map(len, self.game.classes)).bit_length() + 1
        places = max(LEAST_PLACES, min(MOST_PLACES, BITS // (self.width * levels * len(rows) or 1)))
        self.steps = [-(-(tops[0] + 1) // places) for tops in self.tops]
        self.needs = [_needs(row, most_sums(self.game)) for row in rows]

    def states(self) -> int | None:
        """The bound; None where the tests followed have too many combinations."""
        start = self.place(0, [0] * len(self.followed), 0)
        here: dict[Place, Counts] = {} if start is None else {start: [1] * len(self.others)}
        found = 0
        for level in range(len(self.game.order)):
            found += sum(self.open(level, place[0], counts) for place, counts in here.items())
            if len(here) > MOST_FOLLOWED:
                return None
            here = self.moved(here, level)
        return found

    def moved(self, before: Mapping[Place, Counts], level: int) -> dict[Place, Counts]:
        """The counts after one more member. Positions that lead from one place to the same are one way."""
        after: dict[Place, Counts] = {}
        for (number, *sums), counts in before.items():
            steps = set[tuple[Place, tuple[int, ...]]]()
            for gains in set(zip(*(row.gains[level] for row in self.game.rows), strict=True)):
                more = [total + gains[row] for total, row in zip(sums, self.followed, strict=True)]
                place = self.place(number, more, level + 1)
                if place is not None:
                    steps.add((place, tuple(gains[row] // self.steps[row] * self.width for row in self.others)))
            for place, shifts in steps:
                there = after.get(place, repeat(0))
                after[place] = list(map(add, there, map(lshift, counts, shifts)))
        return after

    def place(self, number: int, sums: Sequence[int], level: int) -> Place | None:
        """Where these sums stand at a level, without those that no longer matter; None where all is decided."""
        known = dict(self.known(sums, level))
        after = self.number(number, tuple(known.items()))
        formula = self.left[after]
        if isinstance(formula, bool):
            return None
        return after, *map(self.kept, repeat(formula), self.followed, sums, map(known.get, self.followed))

    def kept(self, formula: Formula, row: int, total: int, known: bool | None) -> int:
        """A sum as far as it matters. Inside a seat one does not look: there a test keeps whether it holds."""
        if not self.game.seats:
            return total if row in rows_of(formula) else 0
        need = self.game.rows[row].need
        return total if known is None else need if known else need - self.tops[row][0] - 1

    def known(self, sums: Sequence[int], level: int) -> Iterator[tuple[int, bool]]:
        """The tests followed that nothing can change any more."""
        for row, total in zip(self.followed, sums, strict=True):
            need = self.game.rows[row].need - total
            if need <= 0 or need > self.tops[row][level]:
                yield row, need <= 0

    def number(self, before: int, known: Known) -> int:
        """The number of what is left to decide once these tests are known, too."""
        if (before, known) not in self.numbers:
            formula = simplified(self.left[before], dict(known))
            if formula not in self.left:
                self.left.append(formula)
            self.numbers[before, known] = self.left.index(formula)
        return self.numbers[before, known]

    def open(self, level: int, number: int, counts: Sequence[int]) -> int:
        """The most states of a level where this is left to decide and the tests followed have come to certain sums."""
        asked = frozenset(self.others) if self.game.seats else rows_of(self.left[number])
        open_ = {
            row: self.within(level, row, count) for row, count in zip(self.others, counts, strict=True) if row in asked
        }
        combined = prod(min(self.needs[row][level], count) + 2 for row, count in open_.items())
        ways = min((count % ((1 << self.width) - 1) for count in counts), default=1)
        return int(min(combined, sum(open_.values()) + 2 ** len(open_), ways))

    def within(self, level: int, row: int, counts: int) -> int:
        """The sums with which a test is open. Rounded down, a sum stands at most a place a member too low."""
        test, step, field = self.game.rows[row], self.steps[row], (1 << self.width) - 1
        low = max(0, (test.need - self.tops[row][level] - _of_seats(test)) // step - level)
        high = (test.need - 1) // step
        # The sum of the fields of a number is what it leaves when divided by a full field.
        return (counts >> low * self.width & (1 << max(0, high - low + 1) * self.width) - 1) % field
