"""Building the diagram level by level.

States that differ only in what one test, the one with the most distinct sums, still needs stand together as one run of
sorted integers. A member's position moves a whole run at once: subtract, cut where the test is settled, round up to
the next attainable sum, merge with the other runs that arrive at the same place.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from coalition.analysis.bounding import Bounds
from coalition.analysis.diagrams import ADOPTED, FIRST, NOT_ADOPTED, Diagram, Edges, picked, reduced
from coalition.analysis.errors import TooLarge
from coalition.analysis.games import Game
from coalition.analysis.predicting import predicted
from coalition.analysis.residues import Residues, State

CLOSED = 0
NODES = 4_000_000
# A state as it stands at a level: an end, or a group (a state without the need of the main test) and needs in it.
Place = tuple[bool | None, State, list[int]]
Run = tuple[State, list[int]]


def build(game: Game, budget: int = NODES) -> Diagram:
    """The reduced diagram of a game. Raises `TooLarge`, before any work, when it may pass the budget of nodes."""
    check(game, budget)
    return _Builder(game, budget).diagram()


def check(game: Game, budget: int) -> None:
    """Raise `TooLarge` when the diagram may come to more nodes than the budget."""
    most = predicted(game, budget)
    if most > budget:
        weighted = sum(len({gain for by_class in row.gains for gain in by_class}) > 2 for row in game.rows)
        raise TooLarge(most, f"nodes may be needed for {len(game.order)} members, weighted tests: {weighted}", budget)


@dataclass
class _Builder:
    game: Game
    budget: int
    residues: Residues = field(init=False)
    main: int = field(init=False)
    bounds: Bounds = field(init=False)
    built: int = 0

    def __post_init__(self) -> None:
        self.residues = Residues(self.game)
        rows = self.game.rows
        self.main = max(range(len(rows)), key=lambda row: _distinct(rows[row].gains), default=-1)
        self.bounds = Bounds(self.game, self.main)

    def diagram(self) -> Diagram:
        """All levels, then reduced."""
        start = self.residues.start()
        run = [start[self.main + 1]] if self.main >= 0 else [CLOSED]
        ((outcome, key, needs),) = self.places(self.opened(start), run, 0)
        if outcome is not None:
            return Diagram(self.game, ADOPTED if outcome else NOT_ADOPTED, self.nothing())
        runs, levels = [(key, needs)], []
        for level in range(len(self.game.order)):
            edges, runs = self.step(runs, level)
            levels.append(edges)
        return reduced(self.game, FIRST, levels)

    def nothing(self) -> tuple[Edges, ...]:
        """Levels without nodes."""
        return tuple(tuple([] for _ in classes) for classes in self.game.classes)

    def opened(self, state: State) -> State:
        """The state without the need of the main test, which stands in the run."""
        return (*state[: self.main + 1], 0, *state[self.main + 2 :]) if self.main >= 0 else state

    def step(self, runs: list[Run], level: int) -> tuple[Edges, list[Run]]:
        """The edges of a level, and the runs of the next."""
        self.check(runs, level)
        moved = [
            [list(self.moved(key, run, level, index)) for key, run in runs]
            for index in range(len(self.game.classes[level]))
        ]
        arrived = self.arrived(place for by_class in moved for places in by_class for place in places)
        numbers, first = {}, FIRST
        for key, run in arrived.items():
            numbers[key] = dict(zip(run, range(first, first + len(run)), strict=True))
            first += len(run)
        edges = tuple(
            list(chain.from_iterable(_edges(place, numbers) for places in by_class for place in places))
            for by_class in moved
        )
        return edges, list(arrived.items())

    def check(self, runs: list[Run], level: int) -> None:
        """Keep to the budget, whatever was predicted."""
        self.built += sum(len(run) for _, run in runs)
        if self.built > self.budget:
            raise TooLarge(self.built, f"nodes are reached at {self.game.order[level]}", self.budget)

    def arrived(self, places: Iterator[Place]) -> dict[State, list[int]]:
        """The needs that arrive in each group, in order, each once."""
        together: dict[State, list[list[int]]] = {}
        for outcome, key, needs in places:
            if outcome is None:
                together.setdefault(key, []).append(needs)
        # Each part is sorted already, and sorting them one after the other merges them in one pass.
        return {key: list(dict.fromkeys(sorted(chain.from_iterable(parts)))) for key, parts in together.items()}

    def moved(self, key: State, run: list[int], level: int, index: int) -> Iterator[Place]:
        """A run after the member of this level takes a position of this class."""
        rows = self.game.rows
        needs = (max(need - row.gains[level][index], 0) for need, row in zip(key[1:], rows, strict=True))
        gain = rows[self.main].gains[level][index] if self.residues.asks(key, self.main) else 0
        yield from self.places((key[0], *needs), [need - gain for need in run] if gain else run, level + 1)

    def places(self, key: State, run: list[int], level: int) -> Iterator[Place]:
        """Where the states of a run stand at a level; the order of the run is kept."""
        if not self.residues.asks(key, self.main):
            yield from self.placed(key, run, level, None)
            return
        for state, holds, part in self.parts(key, run, level):
            if part:
                yield from self.placed(state, part, level, holds)

    def parts(self, key: State, run: list[int], level: int) -> tuple[tuple[State, bool | None, list[int]], ...]:
        """The run cut into needs with which the main test holds, is open, is open and implies a count, and fails."""
        reach = self.residues.reach(self.main, level, key)
        low, high, implying = self.bounds.cut(key, self.residues.required[key[0]], level, reach)
        held, both, able = (bisect_right(run, need) for need in (low, high, reach))
        return (
            (key, True, run[:held]),
            (key, None, run[held:both]),
            (implying, None, run[both:able]),
            (key, False, run[able:]),
        )

    def placed(self, key: State, run: list[int], level: int, holds: bool | None) -> Iterator[Place]:
        """One part of a run, in which the main test holds, fails, or is open."""
        outcome, settled, added = self.residues.settle(key, level, self.main, holds)
        if outcome is not None:
            yield outcome, (), run
        elif not self.residues.asks(settled, self.main):
            yield None, settled, [CLOSED] * len(run)
        elif self.cuts(key, settled):
            yield from self.places(settled, [need - added for need in run] if added else run, level)
        else:
            yield None, settled, _rounded(run, self.residues.attainable(self.main, level, settled))

    def cuts(self, before: State, after: State) -> bool:
        """Whether seats were counted, so that the main test may be settled elsewhere in the run."""
        seats = self.residues.remainders
        return seats[before[0]].seats != seats[after[0]].seats


def _rounded(run: list[int], sums: list[int] | None) -> list[int]:
    """Each need up to the next attainable sum; the run is sorted and no need is beyond the last.

    Both are gone through side by side, unless the sums are so many that looking each need up takes fewer steps.
    """
    if sums is None:
        return run
    low, high = bisect_left(sums, run[0]), bisect_left(sums, run[-1]) + 1
    if high - low > 8 * len(run):
        return [sums[bisect_left(sums, need, low, high)] for need in run]
    totals, rounded = iter(sums[low:high]), []
    total = next(totals)
    for need in run:
        while total < need:
            total = next(totals)
        rounded.append(total)
    return rounded


def _edges(place: Place, numbers: dict[State, dict[int, int]]) -> Sequence[int]:
    outcome, key, needs = place
    if outcome is None:
        return picked(numbers[key], needs)
    return [ADOPTED if outcome else NOT_ADOPTED] * len(needs)


def _distinct(gains: tuple[tuple[int, ...], ...]) -> int:
    """How many sums the gains can come to, at most: the less, the fewer states."""
    count, weights = 1, 0
    for by_class in gains:
        count = min(count * len(set(by_class)), 1 << 62)
        weights = max(weights, *by_class)
    return min(count, sum(max(by_class) for by_class in gains)) + (weights > 1)
