"""Tests that other tests make needless: what holds anyway whenever another holds need not be asked.

Whether a test follows from another is a knapsack question, bounded by letting members split their positions (Dantzig
1957). The bound is exact in fractions, and one-sided: what it calls implied is, not all that is implied is called so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from coalition.analysis.conditions import Formula, Least, Not, Test

# By member, by class: what a position adds to the one test, and to the other.
Points = Sequence[Sequence[tuple[int, int]]]


@dataclass
class Implications:
    """Which of these tests follow from which. `tests[row]` are its gains by member and class, and its need.

    None stands for a test that is not looked into: one that counts seats.
    """

    tests: Sequence[tuple[Sequence[Sequence[int]], int] | None]
    found: dict[tuple[int, int, bool], bool] = field(init=False, default_factory=dict)

    def without(self, formula: Formula) -> Formula:
        """The formula without the parts that others imply; it is true in the same cases."""
        match formula:
            case Not(part=part):
                inside = self.without(part)
                return not inside if isinstance(inside, bool) else Not(inside)
            case Least(least=least, parts=parts):
                return self._least(least, [self.without(part) for part in parts])
        return formula

    def _least(self, least: int, parts: list[Formula]) -> Formula:
        """In "all" a part goes that another implies, in "any" one that implies another."""
        every, any_ = least == len(parts), least == 1
        for part in list(parts) if every or any_ else ():
            others = list(parts)
            others.remove(part)
            if any(self.implies(*((other, part) if every else (part, other))) for other in others):
                parts = others
        return parts[0] if len(parts) == 1 else Least(len(parts) if every else least, tuple(parts))

    def implies(self, one: Formula, other: Formula) -> bool:
        """Whether the other is certain to hold whenever the one does."""
        if one == other or (isinstance(one, Test) and isinstance(other, Test) and self.follows(one.row, other.row)):
            return True
        if isinstance(other, Not):
            return self.excludes(one, other.part)
        if isinstance(other, Least) and sum(self.implies(one, part) for part in other.parts) >= other.least:
            return True
        return isinstance(one, Least) and _suffice(one, [self.implies(part, other) for part in one.parts])

    def excludes(self, one: Formula, other: Formula) -> bool:
        """Whether the other is certain not to hold whenever the one does."""
        if isinstance(one, Test) and isinstance(other, Test):
            return self.follows(one.row, other.row, against=True)
        if isinstance(one, Least) and _suffice(one, [self.excludes(part, other) for part in one.parts]):
            return True
        return isinstance(other, Least) and _suffice(other, [self.excludes(one, part) for part in other.parts])

    def follows(self, one: int, other: int, against: bool = False) -> bool:
        """Whether a test holds, or fails (`against`), whenever another holds. Remembered."""
        if (one, other, against) not in self.found:
            self.found[one, other, against] = self._follows(one, other, against)
        return self.found[one, other, against]

    def _follows(self, one: int, other: int, against: bool) -> bool:
        first, second = self.tests[one], self.tests[other]
        if first is None or second is None:
            return False
        sign = -1 if against else 1
        points = [
            [(gain, sign * then) for gain, then in zip(*by_class, strict=True)]
            for by_class in zip(first[0], second[0], strict=True)
        ]
        bound = -second[1] if against else second[1] - 1
        rough = least_of(points, first[1], float)
        if rough is not None and rough < bound - abs(bound) / 1e6:
            return False  # most tests are far from implied, and floats are quicker at seeing it
        least = least_of(points, first[1])
        return least is None or least > bound


def _suffice(formula: Least, parts: Sequence[bool]) -> bool:
    """Whether these parts are so many that at least one of them is among any `least` that hold."""
    return sum(parts) > len(formula.parts) - formula.least


def least_of(points: Points, need: int, number: type[Fraction] | type[float] = Fraction) -> Fraction | float | None:
    """The least that the second sums can come to where the first come to `need`; None where they cannot.

    Members may split between positions, so the truth is this or more.
    """
    steps: list[tuple[Fraction | float, int]] = []
    have, least = 0, number(0)
    for by_class in points:
        (gain, then), *more = _hull(by_class)
        have, least = have + gain, least + then
        steps += [(number(y2 - y1) / (x2 - x1), x2 - x1) for (x1, y1), (x2, y2) in pairwise([(gain, then), *more])]
    for price, amount in sorted(steps):
        if have >= need:
            break
        taken = min(amount, need - have)
        have, least = have + taken, least + price * taken
    return least if have >= need else None


def _hull(by_class: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """From the least of the second to the most of the first, each step the cheapest there is."""
    here = min(by_class, key=lambda point: (point[1], -point[0]))
    while True:
        yield here
        dearer = [point for point in set(by_class) if point[0] > here[0]]
        if not dearer:
            return
        if len(dearer) > 1:
            dearer.sort(key=lambda point: (Fraction(point[1] - here[1], point[0] - here[0]), -point[0]))
        here = dearer[0]
