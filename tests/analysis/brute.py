"""Answers by going through every case, straight from `CompiledRule.result`: slow and plain on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, product
from math import factorial, prod

from coalition.rules.compiling import CompiledRule
from coalition.rules.positions import Position
from coalition.rules.results import Result


@dataclass(frozen=True)
class Brute:
    """A compiled rule asked one case at a time."""

    compiled: CompiledRule
    known: dict[tuple[Position, ...], bool] = field(default_factory=dict)

    @property
    def voters(self) -> tuple[str, ...]:
        return self.compiled.voters

    def adopts(self, positions: Mapping[str, Position]) -> bool:
        key = tuple(positions.get(member, Position.ABSENT) for member in self.voters)
        if key not in self.known:
            self.known[key] = self.compiled.result(positions) is Result.ADOPTED
        return self.known[key]

    def wins(self, coalition: frozenset[str]) -> bool:
        return self.adopts({m: Position.YES if m in coalition else Position.NO for m in self.voters})

    def coalitions(self) -> Iterator[frozenset[str]]:
        for size in range(len(self.voters) + 1):
            yield from map(frozenset, combinations(self.voters, size))

    def winning(self) -> int:
        return sum(map(self.wins, self.coalitions()))

    def swings_by_size(self, member: str) -> list[int]:
        sizes = [0] * len(self.voters)
        for others in self.coalitions():
            if member not in others:
                sizes[len(others)] += self.wins(others | {member}) - self.wins(others)
        return sizes

    def shapley(self, member: str) -> Fraction:
        n = len(self.voters)
        sizes = self.swings_by_size(member)
        return sum(Fraction(factorial(k) * factorial(n - 1 - k) * c, factorial(n)) for k, c in enumerate(sizes))

    def minimal(self, blocking: bool = False) -> set[frozenset[str]]:
        everybody = frozenset(self.voters)

        def succeeds(coalition: frozenset[str]) -> bool:
            return not self.wins(everybody - coalition) if blocking else self.wins(coalition)

        return {c for c in self.coalitions() if succeeds(c) and not any(succeeds(c - {m}) for m in c)}

    def futures(self, cast: Mapping[str, Position], domain: tuple[Position, ...]) -> set[bool]:
        open_ = [member for member in self.voters if cast.get(member, Position.ABSENT) is Position.ABSENT]
        return {
            self.adopts({**cast, **dict(zip(open_, taken, strict=True))})
            for taken in product(domain, repeat=len(open_))
        }

    def probability(self, chances: Mapping[str, Mapping[Position, Fraction]]) -> Fraction:
        total = Fraction(0)
        for taken in product(*(chances[member] for member in self.voters)):
            if self.adopts(dict(zip(self.voters, taken, strict=True))):
                total += prod(chances[m][p] for m, p in zip(self.voters, taken, strict=True))
        return total

    def cheapest(
        self, cast: Mapping[str, Position], to: Position, others: Position, costs: Mapping[str, int], goal: bool
    ) -> tuple[int | None, set[frozenset[str]]]:
        open_ = [member for member in self.voters if member not in cast]
        found: dict[int, set[frozenset[str]]] = {}
        for size in range(len(open_) + 1):
            for movers in map(frozenset, combinations([m for m in open_ if m in costs], size)):
                moved = {m: to if m in movers else others for m in open_}
                if self.adopts({**cast, **moved}) is goal:
                    found.setdefault(sum(costs[m] for m in movers), set()).add(movers)
        return (min(found), found[min(found)]) if found else (None, set())
