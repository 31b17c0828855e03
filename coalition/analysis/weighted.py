"""Who swings how often where the rule is one weighted test: by generating functions, without a diagram.

How many coalitions have this weight and this size is one polynomial in two variables, the product over the members of
`1 + x^weight y` (Mann & Shapley 1962; Brams & Affuso 1976). Packed into one integer, a field for each weight and size,
the product is a shift and an addition a member.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from coalition.analysis.conditions import Test
from coalition.analysis.games import Game
from coalition.analysis.swings import field_width, fields
from coalition.rules.positions import Position

# Bits of the packed polynomial for each member: beyond, a diagram is the faster way. By trial, for 15 to 200 members.
MOST_BITS = 1 << 17


@dataclass(frozen=True)
class WeightedSwings:
    """The swings of `[need; weights]`.

    A member swings with others that weigh at least `need - weight` and less than `need`; in terms of those that these
    others leave out, with less than a window below `total - need`. The lighter of the two is counted.
    """

    members: tuple[str, ...]
    weights: tuple[int, ...]
    need: int

    @property
    def bits(self) -> int:
        """How long the packed polynomial is at most."""
        return 8 * self._bytes * (self._most + 1)

    def winning(self) -> int:
        """The coalitions up to the bound lose, or are what winning ones leave out."""
        counted = sum(fields(self._up_to[-1], self._width, len(self.members) + 1)) if self._most >= 0 else 0
        return counted if self._left_out else (1 << len(self.members)) - counted

    def swings(self) -> list[int]:
        """Each member's swings, all sizes together."""
        return [sum(sizes) for sizes in self.by_size()]

    def by_size(self) -> list[tuple[int, ...]]:
        """Each member's swings by how many others vote yes: the same for the same weight."""
        return [self._by_weight[weight] for weight in self.weights]

    def idle(self) -> list[bool]:
        """Whether the member never swings: more weight never does harm, so nothing is taken off."""
        return [not any(sizes) for sizes in self.by_size()]

    @cached_property
    def _by_weight(self) -> dict[int, tuple[int, ...]]:
        return {weight: self._sizes(weight) for weight in set(self.weights)}

    def _sizes(self, weight: int) -> tuple[int, ...]:
        """The swings of a member of this weight, by size.

        Those without it are `all / (1 + x^weight y)`, that is all, less those shifted once, and so on in turns; so of
        the sums over its window nothing is left but sums up to some weights.
        """
        packed, shift = 0, 0
        for high in range(self._most, -1, -weight) if weight else ():
            window = self._up_to[high] - (self._up_to[high - weight] if high >= weight else 0)
            packed += -(window << shift) if (shift // self._width) % 2 else window << shift
            shift += self._width
        sizes = fields(packed, self._width, len(self.members))
        return sizes[::-1] if self._left_out else sizes

    @cached_property
    def _left_out(self) -> bool:
        """Whether those left out are counted, being lighter."""
        return sum(self.weights) - self.need < self.need - 1

    @cached_property
    def _most(self) -> int:
        """The most weight that is counted; -1 where nobody can bring what is needed."""
        return max(sum(self.weights) - self.need, -1) if self._left_out else self.need - 1

    @cached_property
    def _width(self) -> int:
        """The bits of a field: for all members, one more than swing."""
        return field_width(len(self.members) + 1)

    @cached_property
    def _bytes(self) -> int:
        """What all sizes of one weight take."""
        return -(-self._width * (len(self.members) + 1) // 8)

    @cached_property
    def _up_to(self) -> Sequence[int]:
        """By weight up to the bound: the coalitions of at most this weight, packed by size."""
        bits, whole = 8 * self._bytes, (1 << self.bits) - 1
        product = 1
        for weight in self.weights:
            product += product << weight * bits + self._width & whole
        raw = product.to_bytes(self.bits // 8, "little")
        places = range(0, len(raw), self._bytes)
        return list(accumulate(int.from_bytes(raw[at : at + self._bytes], "little") for at in places))


def weighted_swings(game: Game) -> WeightedSwings | None:
    """The swings of a game over yes and no that is one weighted test of no great size; None of any other."""
    if game.adopted != Test(0) or game.rows[0].seats:
        return None
    row, weights = game.rows[0], []
    for level, gains in enumerate(row.gains):
        yes, no = (gains[game.class_of(level, position)] for position in (Position.YES, Position.NO))
        if no:
            return None
        weights.append(yes)
    made = WeightedSwings(game.order, tuple(weights), row.need)
    return made if made.bits <= MOST_BITS * len(game.order) else None
