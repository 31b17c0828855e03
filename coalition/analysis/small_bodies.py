"""Indices that look at coalitions one by one: for small bodies."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from coalition.analysis.diagrams import ADOPTED, FIRST, Diagram
from coalition.analysis.errors import AnalysisError
from coalition.analysis.minimal import Minimal
from coalition.rules.positions import Position

MOST_MEMBERS = 16
MOST_COALITIONS = 200_000


@dataclass(frozen=True)
class SmallBody:
    """Johnston, Deegan-Packel and Holler of a diagram over yes and no. Each sums to 1, or is 0 where nothing wins."""

    diagram: Diagram

    @property
    def johnston(self) -> dict[str, Fraction]:
        """Each winning coalition that a member alone can undo is shared among those who can (Johnston 1978).

        Raises `AnalysisError` for more than 16 members.
        """
        order = self.diagram.game.order
        if len(order) > MOST_MEMBERS:
            raise AnalysisError(f"the Johnston index is for at most {MOST_MEMBERS} members, here are {len(order)}")
        wins = self._table()
        shares = dict.fromkeys(order, Fraction(0))
        for coalition, won in enumerate(wins):
            critical = [
                m for bit, m in enumerate(order) if won and coalition >> bit & 1 and not wins[coalition ^ 1 << bit]
            ]
            for member in critical:
                shares[member] += Fraction(1, len(critical))
        return _normalised(shares)

    @property
    def deegan_packel(self) -> dict[str, Fraction]:
        """Each minimal winning coalition is shared equally among its members (Deegan & Packel 1978)."""
        shares = dict.fromkeys(self.diagram.game.order, Fraction(0))
        for coalition in self._minimal():
            for member in coalition:
                shares[member] += Fraction(1, len(coalition))
        return _normalised(shares)

    @property
    def holler(self) -> dict[str, Fraction]:
        """A member's share of all memberships in minimal winning coalitions: the public good index (Holler 1982)."""
        counts = dict.fromkeys(self.diagram.game.order, Fraction(0))
        for coalition in self._minimal():
            for member in coalition:
                counts[member] += 1
        return _normalised(counts)

    def _minimal(self) -> Iterable[tuple[str, ...]]:
        minimal = Minimal(self.diagram)
        if minimal.count > MOST_COALITIONS:
            raise AnalysisError(
                f"{minimal.count} minimal winning coalitions are more than {MOST_COALITIONS} to go through"
            )
        return minimal

    def _table(self) -> list[bool]:
        """By coalition, a bit per level: whether it wins."""
        game, nodes = self.diagram.game, [self.diagram.root]
        for level, edges in enumerate(self.diagram.levels):
            yes, no = edges[game.class_of(level, Position.YES)], edges[game.class_of(level, Position.NO)]
            out = [node if node < FIRST else no[node - FIRST] for node in nodes]
            nodes = out + [node if node < FIRST else yes[node - FIRST] for node in nodes]
        return [node == ADOPTED for node in nodes]


def _normalised(shares: dict[str, Fraction]) -> dict[str, Fraction]:
    whole = sum(shares.values())
    return {member: share / whole if whole else Fraction(0) for member, share in shares.items()}
