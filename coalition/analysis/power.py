"""A priori power: every member votes yes or no, every division of the members alike.

The two-valued game is the one of the published tables. Where a rule also counts abstentions it is the rule restricted
to those who vote yes or no. A *swing* of a member is a way for the others to vote in which its yes adopts and its no
does not; where a rule lets a further yes do harm, the ways in which its no adopts and its yes does not are taken off.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import factorial

from coalition.analysis.swings import Swings


@dataclass(frozen=True)
class Power:
    """The indices, from the swings of each member. Every number is exact."""

    counted: Swings

    @property
    def members(self) -> tuple[str, ...]:
        """The voters, in the order in which they are counted."""
        return self.counted.members

    @property
    def coalitions(self) -> int:
        """All ways to divide the voters into yes and no."""
        return 1 << len(self.members)

    @cached_property
    def winning_coalitions(self) -> int:
        """The sets of members whose yes, against the no of all others, adopts."""
        return self.counted.winning()

    @property
    def power_to_act(self) -> Fraction:
        """The share of all divisions that adopt: the power of the body to act (Coleman 1971)."""
        return Fraction(self.winning_coalitions, self.coalitions)

    @cached_property
    def swings_by_size(self) -> dict[str, tuple[int, ...]]:
        """Each member's swings by how many others vote yes."""
        return dict(zip(self.members, self.counted.by_size(), strict=True))

    @cached_property
    def swings(self) -> dict[str, int]:
        """The raw Banzhaf count (Penrose 1946, Banzhaf 1965)."""
        if "swings_by_size" in self.__dict__:
            return {member: sum(sizes) for member, sizes in self.swings_by_size.items()}
        return dict(zip(self.members, self.counted.swings(), strict=True))

    @cached_property
    def banzhaf(self) -> dict[str, Fraction]:
        """The normalised Banzhaf index: a member's share of all swings; all 0 where nobody ever swings."""
        whole = sum(self.swings.values())
        return {member: Fraction(count, whole) if whole else Fraction(0) for member, count in self.swings.items()}

    @cached_property
    def absolute_banzhaf(self) -> dict[str, Fraction]:
        """The Penrose-Banzhaf measure: the share of the others' divisions in which the member swings."""
        return {member: Fraction(2 * count, self.coalitions) for member, count in self.swings.items()}

    @cached_property
    def shapley(self) -> dict[str, Fraction]:
        """The Shapley-Shubik index (1954): the share of the orders in which the member's yes is the one that adopts."""
        n = len(self.members)
        orders = [factorial(size) * factorial(n - 1 - size) for size in range(n)]
        return {
            member: Fraction(sum(map(int.__mul__, orders, sizes)), factorial(n))
            for member, sizes in self.swings_by_size.items()
        }

    @cached_property
    def power_to_prevent(self) -> dict[str, Fraction]:
        """Of the divisions that adopt, the share that the member alone undoes (Coleman 1971); 0 where none adopts."""
        return self._shares(self.winning_coalitions)

    @cached_property
    def power_to_initiate(self) -> dict[str, Fraction]:
        """Of the divisions that do not adopt, the share that the member alone turns (Coleman 1971); 0 where all do."""
        return self._shares(self.coalitions - self.winning_coalitions)

    @cached_property
    def same_power(self) -> tuple[tuple[str, ...], ...]:
        """The members in classes of equal Banzhaf and Shapley power, the strongest first."""
        alike: dict[tuple[Fraction, int], list[str]] = {}
        for member in self.members:
            alike.setdefault((self.shapley[member], self.swings[member]), []).append(member)
        return tuple(tuple(sorted(alike[key])) for key in sorted(alike, reverse=True))

    @cached_property
    def dummies(self) -> tuple[str, ...]:
        """Members whose vote never matters, as Luxembourg in 1958."""
        never = zip(self.members, self.counted.idle(), strict=True)
        return tuple(sorted(member for member, idle in never if idle))

    @cached_property
    def vetoers(self) -> tuple[str, ...]:
        """Members without whose yes nothing is adopted; empty where nothing is ever adopted."""
        won = self.winning_coalitions
        return tuple(sorted(m for m, swings in self.swings.items() if swings == won)) if won else ()

    @property
    def dictator(self) -> str | None:
        """The member that decides alone, whatever all the others do."""
        alone = self.coalitions // 2
        return next((m for m in self.vetoers if self.swings[m] == self.winning_coalitions == alone), None)

    def _shares(self, of: int) -> dict[str, Fraction]:
        return {member: Fraction(count, of) if of else Fraction(0) for member, count in self.swings.items()}
