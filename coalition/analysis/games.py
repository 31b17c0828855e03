"""A compiled rule made ready for the diagram: tests with gains from zero, members in order, positions in classes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import gcd

from coalition.analysis.conditions import Formula, Least, Not, Test, renumbered, rows_of, simplified
from coalition.analysis.errors import AnalysisError, DecidesNothing
from coalition.analysis.implying import Implications
from coalition.rules.compiling import CompiledRule
from coalition.rules.inequalities import AtLeast, CompiledSeat, Constant, Inequality, Negation, Node, every
from coalition.rules.positions import Position
from coalition.rules.rule import Manner

YES_OR_NO = (Position.YES, Position.NO)
WITH_ABSTENTION = (Position.YES, Position.ABSTAIN, Position.NO)
Gains = dict[tuple[str, Position], int]


@dataclass(frozen=True)
class Row:
    """A test: `sum of gains >= need`. Of each member and each seat the least gain is 0, so sums only grow."""

    gains: tuple[tuple[int, ...], ...]  # by level, by class
    seats: Mapping[int, Mapping[Position, int]]  # by seat, by its position
    need: int

    def tops(self) -> list[int]:
        """By level: the most that the members from there on can add."""
        tops = [0]
        for gains in reversed(self.gains):
            tops.append(tops[-1] + max(gains))
        return tops[::-1]


@dataclass(frozen=True)
class SeatOf:
    """A group that counts as one: yes where `yes` holds, else no where `no` does, else `otherwise`."""

    yes: Formula
    no: Formula
    otherwise: Position


@dataclass(frozen=True)
class Game:
    """Whether a rule adopts, as a formula of tests. `classes`: by level, positions that count alike everywhere."""

    order: tuple[str, ...]
    classes: tuple[tuple[tuple[Position, ...], ...], ...]
    rows: tuple[Row, ...]
    seats: tuple[SeatOf, ...]
    adopted: Formula

    def class_of(self, level: int, position: Position) -> int:
        """The class that holds this position. Raises `AnalysisError` for a position outside this game."""
        for index, alike in enumerate(self.classes[level]):
            if position in alike:
                return index
        raise AnalysisError(f"{self.order[level]}: the position {position.value} is outside this question")


def game_of(
    compiled: CompiledRule, positions: Iterable[Position], order: Iterable[str] = (), dropping: bool = True
) -> Game:
    """The rule as a game in which each voter takes one of `positions`; `order` overrides the members' own.

    Tests that others imply are dropped, unless `dropping` is False: the game is the same.

    Raises `DecidesNothing` where that is so of the rule.
    """
    if compiled.rule.manner is Manner.ANSWERS:
        raise DecidesNothing(compiled.rule.id)
    return _Maker(compiled, tuple(positions)).game(tuple(order), dropping)


class _Maker:
    """Numbers the tests and seats met on the way through one compiled rule."""

    def __init__(self, compiled: CompiledRule, positions: tuple[Position, ...]) -> None:
        self.compiled = compiled
        self.positions = positions
        self.rows: dict[object, int] = {}
        self.tests: list[tuple[Gains, dict[int, dict[Position, int]], int]] = []
        self.seat_numbers: dict[str, int] = {}
        self.seats: list[SeatOf] = []

    def game(self, order: tuple[str, ...], dropping: bool) -> Game:
        """The whole, its members in order."""
        parts = (self.compiled.quorum, self.compiled.adopt)
        adopted = self.formula(every(*(part for part in parts if part is not None)))
        if dropping and len(self.tests) > 1:
            adopted = self.without_implied(adopted)
        members = order or self.order()
        classes = tuple(self.classes(member) for member in members)
        rows = tuple(
            Row(
                tuple(
                    tuple(gains.get((member, alike[0]), 0) for alike in by_class)
                    for member, by_class in zip(members, classes, strict=True)
                ),
                seats,
                need,
            )
            for gains, seats, need in self.tests
        )
        return Game(members, classes, rows, tuple(self.seats), adopted)

    def without_implied(self, adopted: Formula) -> Formula:
        """The formula without the tests that others imply, and the tests that are left, numbered anew."""
        implications = Implications([None if seats else (self.table(gains), need) for gains, seats, need in self.tests])
        adopted = implications.without(adopted)
        self.seats = [replace(s, yes=implications.without(s.yes), no=implications.without(s.no)) for s in self.seats]
        rows, seats = self.asked(adopted)
        row_at, seat_at = ({old: new for new, old in enumerate(sorted(kept))} for kept in (rows, seats))
        self.tests = [
            (gains, {seat_at[seat]: by for seat, by in counted.items()}, need)
            for gains, counted, need in (self.tests[row] for row in row_at)
        ]
        self.seats = [
            replace(seat, yes=renumbered(seat.yes, row_at), no=renumbered(seat.no, row_at))
            for seat in (self.seats[number] for number in seat_at)
        ]
        return renumbered(adopted, row_at)

    def asked(self, adopted: Formula) -> tuple[set[int], set[int]]:
        """The tests that the outcome can depend on, and the seats that these count."""
        rows, seats, queue = set[int](), set[int](), set(rows_of(adopted))
        while queue:
            row = queue.pop()
            rows.add(row)
            seats |= self.tests[row][1].keys()
            queue |= {
                inside for seat in seats for inside in rows_of(self.seats[seat].yes) | rows_of(self.seats[seat].no)
            }
            queue -= rows
        return rows, seats

    def table(self, gains: Gains) -> list[tuple[int, ...]]:
        """By voter, by position: what a test gains."""
        return [tuple(gains.get((m, position), 0) for position in self.positions) for m in self.compiled.voters]

    def formula(self, node: Node) -> Formula:
        """A node of the compiled rule."""
        match node:
            case Constant(value=value):
                return value
            case Negation(part=part):
                return Not(self.formula(part))
            case AtLeast(least=least, parts=parts):
                return Least(least, tuple(self.formula(part) for part in parts))
            case Inequality():
                return self.test(node)

    def test(self, node: Inequality) -> Formula:
        """A test with gains from zero, divided by what they have in common."""
        gains, lowest = self.member_gains(node)
        seats, lowest_of_seats = self.seat_gains(node)
        need = node.bound - lowest - lowest_of_seats
        common = gcd(*gains.values(), *(gain for by in seats.values() for gain in by.values()))
        if need <= 0 or not common:
            return need <= 0
        gains = {key: gain // common for key, gain in gains.items()}
        seats = {seat: {p: gain // common for p, gain in by.items()} for seat, by in seats.items()}
        need = -(-need // common)
        if seats and need == _most(gains) + sum(max(by.values()) for by in seats.values()):
            return self.all_at_most(gains, seats)
        return self.numbered(gains, seats, need)

    def numbered(self, gains: Gains, seats: dict[int, dict[Position, int]], need: int) -> Formula:
        """The test with its number: the same one is numbered once."""
        key = (tuple(sorted(gains.items())), tuple(sorted((s, *sorted(by.items())) for s, by in seats.items())), need)
        if key not in self.rows:
            self.rows[key] = len(self.tests)
            self.tests.append((gains, seats, need))
        return Test(self.rows[key])

    def all_at_most(self, gains: Gains, seats: Mapping[int, Mapping[Position, int]]) -> Formula:
        """The formula of a test that every member and every seat must give all it can: seats stand apart in it."""
        parts = [
            self.of_seat(self.seats[number], frozenset(p for p, gain in by.items() if gain == max(by.values())))
            for number, by in seats.items()
        ]
        if gains:
            parts.append(self.numbered(gains, {}, _most(gains)))
        return Least(len(parts), tuple(parts))

    def of_seat(self, seat: SeatOf, positions: frozenset[Position]) -> Formula:
        """That a seat comes to one of these positions: no test, but what stands inside the seat."""
        ways: list[Formula] = [seat.yes] if Position.YES in positions else []
        for position, inside in ((Position.NO, seat.no), (seat.otherwise, Not(seat.no))):
            if position in positions:
                ways.append(inside if Position.YES in positions else Least(2, (Not(seat.yes), inside)))
        return simplified(Least(1, tuple(ways)), {})

    def member_gains(self, node: Inequality) -> tuple[Gains, int]:
        """Each member's gains over its worst position, and the sum of the worst."""
        gains, lowest = {}, 0
        for member in {member for member, _ in node.members}:
            by = {position: node.members.get((member, position), 0) for position in self.positions}
            worst = min(by.values())
            lowest += worst
            gains.update({(member, position): value - worst for position, value in by.items() if value > worst})
        return gains, lowest

    def seat_gains(self, node: Inequality) -> tuple[dict[int, dict[Position, int]], int]:
        """The same of each seat, over the three positions that it can come to."""
        gains, lowest = {}, 0
        for name in sorted({name for name, _ in node.seats}):
            seat = self.compiled.seats[name]
            possible = {Position.YES, Position.NO, seat.otherwise}
            by = {position: node.seats.get((name, position), 0) for position in possible}
            worst = min(by.values())
            lowest += worst
            if max(by.values()) > worst:
                gains[self.seat(seat)] = {position: value - worst for position, value in by.items()}
        return gains, lowest

    def seat(self, seat: CompiledSeat) -> int:
        """The number of a seat."""
        if seat.name not in self.seat_numbers:
            made = SeatOf(self.formula(seat.yes), self.formula(seat.no), seat.otherwise)
            self.seat_numbers[seat.name] = len(self.seats)
            self.seats.append(made)
        return self.seat_numbers[seat.name]

    def classes(self, member: str) -> tuple[tuple[Position, ...], ...]:
        """The positions of a member, those that gain the same in every test together."""
        alike: dict[tuple[int, ...], list[Position]] = {}
        for position in self.positions:
            gains = tuple(gains.get((member, position), 0) for gains, _, _ in self.tests)
            alike.setdefault(gains, []).append(position)
        return tuple(tuple(positions) for positions in alike.values())

    def order(self) -> tuple[str, ...]:
        """Members of a seat together and first, then in descending share of the tests' weights (Bolus 2011)."""
        seated = {m: n for n, name in enumerate(self.seat_numbers) for m in self.compiled.seats[name].members}
        share = dict.fromkeys(self.compiled.voters, 0.0)
        for gains, _, _ in self.tests:
            most: dict[str, int] = {}
            for (member, _), gain in gains.items():
                most[member] = max(gain, most.get(member, 0))
            for member, gain in most.items():
                share[member] += gain / sum(most.values())
        unseated = len(self.seat_numbers)
        return tuple(sorted(share, key=lambda member: (seated.get(member, unseated), -share[member], member)))


def _most(gains: Gains) -> int:
    """The most that the members can add to a test."""
    most: dict[str, int] = {}
    for (member, _), gain in gains.items():
        most[member] = max(gain, most.get(member, 0))
    return sum(most.values())
