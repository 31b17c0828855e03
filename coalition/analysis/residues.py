"""What is left of a rule once the first members have taken positions: a remainder, and what its tests still need.

A state is a tuple: the number of the remainder (the formula with all that is known taken out), then for each test its
need, 0 where the remainder does not ask for it. Equal states have equal futures.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from coalition.analysis.conditions import Formula, required, rows_of, simplified
from coalition.analysis.games import Game
from coalition.rules.positions import Position

State = tuple[int, ...]
Known = tuple[tuple[int, bool], ...]


@dataclass(frozen=True)
class Remainder:
    """What is left to decide: the outcome, and inside each seat not counted yet (None: counted, or of no matter)."""

    adopted: Formula
    seats: tuple[tuple[Formula, Formula] | None, ...]


@dataclass(frozen=True)
class Verdict:
    """What known tests make of a remainder: the outcome or None, what is left, the seats that became known."""

    outcome: bool | None
    number: int
    seats: tuple[tuple[int, Position], ...]


@dataclass
class Residues:
    """The arithmetic of states for one game."""

    game: Game
    tops: list[list[int]] = field(init=False)  # by row, by level: the most that the members left can add
    sums: list[list[list[int] | None]] = field(init=False)  # by row, by level: all that they can add, sorted
    remainders: list[Remainder] = field(init=False, default_factory=list)
    rows: list[frozenset[int]] = field(init=False, default_factory=list)  # by remainder: the tests that it asks for
    required: list[frozenset[int]] = field(init=False, default_factory=list)  # those without which it cannot hold
    numbers: dict[Remainder, int] = field(init=False, default_factory=dict)
    verdicts: dict[tuple[int, Known], Verdict] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Tabulate what the members left can add."""
        self.tops = [row.tops() for row in self.game.rows]
        most = most_sums(self.game)
        self.sums = [_sums(row.gains, most) for row in self.game.rows]

    def start(self) -> State:
        """Nobody has taken a position."""
        seats = tuple((seat.yes, seat.no) for seat in self.game.seats)
        return (self.number(Remainder(self.game.adopted, seats)), *(row.need for row in self.game.rows))

    def asks(self, state: State, row: int) -> bool:
        """Whether the state still depends on this test."""
        return row in self.rows[state[0]]

    def reach(self, row: int, level: int, state: State) -> int:
        """The most that a test can still gain."""
        waiting, seats = self.remainders[state[0]].seats, self.game.rows[row].seats
        return self.tops[row][level] + sum(max(by.values()) for seat, by in seats.items() if waiting[seat])

    def attainable(self, row: int, level: int, state: State) -> list[int] | None:
        """The sums that a test can still gain, where they are few enough to list and no seat adds to them."""
        waiting = self.remainders[state[0]].seats
        return None if any(waiting[seat] for seat in self.game.rows[row].seats) else self.sums[row][level]

    def settle(self, state: State, level: int, main: int, holds: bool | None) -> tuple[bool | None, State, int]:
        """The outcome if it is known, else the state normalised, and what seats just counted add to `main`.

        `main` is a test whose need is kept outside the state; `holds` says whether it is known to hold.
        """
        added = 0
        while True:
            known = self.known(state, level, main, holds)
            verdict = self.verdict(state[0], known)
            if verdict.outcome is not None:
                return verdict.outcome, (), 0
            if not verdict.seats:
                return None, self.rounded((verdict.number, *state[1:]), level, main), added
            state, more = self.counted(state, verdict, main)
            added += more

    def known(self, state: State, level: int, main: int, holds: bool | None) -> Known:
        """The tests of the remainder that nothing can change any more."""
        found = []
        for row in sorted(self.rows[state[0]]):
            if row == main:
                if holds is not None:
                    found.append((row, holds))
            elif state[row + 1] <= 0:
                found.append((row, True))
            elif state[row + 1] > self.reach(row, level, state):
                found.append((row, False))
        return tuple(found)

    def rounded(self, state: State, level: int, main: int) -> State:
        """Needs up to the next attainable sum; none where the test is not asked for."""
        asked, after = self.rows[state[0]], [state[0]]
        for row in range(len(self.game.rows)):
            need = state[row + 1] if row in asked else 0
            sums = self.attainable(row, level, state) if need and row != main else None
            after.append(need if sums is None else sums[bisect_left(sums, need)])
        return tuple(after)

    def counted(self, state: State, verdict: Verdict, main: int) -> tuple[State, int]:
        """The state with the seats that became known counted, and what they add to `main`."""
        added, needs = 0, list(state[1:])
        for number, position in verdict.seats:
            for row, test in enumerate(self.game.rows):
                gain = test.seats.get(number, {}).get(position, 0)
                added += gain if row == main else 0
                needs[row] -= gain if row != main else 0
        return (verdict.number, *needs), added

    def verdict(self, number: int, known: Known) -> Verdict:
        """What known tests make of a remainder, remembered."""
        if (number, known) not in self.verdicts:
            self.verdicts[number, known] = self._verdict(self.remainders[number], dict(known))
        return self.verdicts[number, known]

    def _verdict(self, before: Remainder, known: Mapping[int, bool]) -> Verdict:
        adopted = simplified(before.adopted, known)
        if isinstance(adopted, bool):
            return Verdict(adopted, -1, ())
        seats = tuple(
            None if seat is None else (simplified(seat[0], known), simplified(seat[1], known)) for seat in before.seats
        )
        after = self.pruned(Remainder(adopted, seats))
        became = {number: self.position(number, seat) for number, seat in enumerate(after.seats) if seat}
        found = tuple((number, position) for number, position in became.items() if position)
        left = tuple(None if became.get(number) else seat for number, seat in enumerate(after.seats))
        return Verdict(None, self.number(replace(after, seats=left)), found)

    def position(self, number: int, seat: tuple[Formula, Formula]) -> Position | None:
        """What a seat counts as, if that is known."""
        yes, no = seat
        if yes is True:
            return Position.YES
        if yes is not False or not isinstance(no, bool):
            return None
        return Position.NO if no else self.game.seats[number].otherwise

    def pruned(self, remainder: Remainder) -> Remainder:
        """Without the seats that no test in question counts; the tests inside a seat that counts are in question."""
        asked = self.asked(remainder)
        matter = {seat for row in asked for seat in self.game.rows[row].seats}
        return replace(remainder, seats=tuple(s if n in matter else None for n, s in enumerate(remainder.seats)))

    def asked(self, remainder: Remainder) -> frozenset[int]:
        """The tests that can still matter."""
        asked, queue = set[int](), set(rows_of(remainder.adopted))
        while queue:
            row = queue.pop()
            asked.add(row)
            for seat in (remainder.seats[number] for number in self.game.rows[row].seats):
                queue |= (rows_of(seat[0]) | rows_of(seat[1])) - asked if seat else set()
        return frozenset(asked)

    def number(self, remainder: Remainder) -> int:
        """The number of a remainder: equal ones have one."""
        if remainder not in self.numbers:
            self.numbers[remainder] = len(self.remainders)
            self.remainders.append(remainder)
            self.rows.append(self.asked(remainder))
            self.required.append(required(remainder.adopted))
        return self.numbers[remainder]


def most_sums(game: Game) -> int:
    """How many sums of a test are listed. Longer lists cost more than they merge: by trial, for 27 and 35 members."""
    return 1 << max(6, min(16, len(game.order) // 2 - 3))


def _sums(gains: tuple[tuple[int, ...], ...], most: int) -> list[list[int] | None]:
    """By level: the sums that the members from there on can add, in order; None where there are too many to list."""
    found: list[list[int] | None] = [[0]]
    for by_class in reversed(gains):
        last = found[-1]
        if last is None or len(last) * len(set(by_class)) > 2 * most:
            found.append(None)
        else:
            found.append(sorted(set(chain.from_iterable(map(gain.__add__, last) for gain in set(by_class)))))
    return found[::-1]
