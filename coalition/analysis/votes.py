"""A vote under way: the positions taken so far, and everything that can still come of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from coalition.analysis.cheapest import MOST, Cheapest, Choice
from coalition.analysis.diagrams import FIRST, Diagram
from coalition.analysis.errors import AnalysisError
from coalition.analysis.odds import Chances, Forecast, chances_of
from coalition.analysis.passes import worth
from coalition.analysis.restricting import certain, restricted
from coalition.rules.compiling import CompiledRule
from coalition.rules.positions import Position
from coalition.rules.results import Result

Costs = Mapping[str, int]
# So many ballots are only looked past: cutting a diagram takes about as long as all answers on it. By trial, of 35.
FEW = 2


@dataclass(frozen=True)
class Vote:
    """Positions taken on a diagram over all positions. Whoever has none, or is absent, is undecided.

    `final`: what is cast stays cast; otherwise everybody may still move, and stands where it is until it does.
    """

    compiled: CompiledRule
    whole: Diagram
    positions: Mapping[str, Position]
    final: bool = True

    @cached_property
    def cast(self) -> dict[str, Position]:
        """The positions that voters have taken."""
        known = self.positions
        return {m: known[m] for m in self.order if known.get(m, Position.ABSENT) is not Position.ABSENT}

    @property
    def order(self) -> tuple[str, ...]:
        """The voters in the order of the diagram."""
        return self.whole.game.order

    @property
    def undecided(self) -> tuple[str, ...]:
        """The voters that have taken no position, in the order of the diagram."""
        return tuple(member for member in self.order if member not in self.cast)

    @property
    def result(self) -> Result:
        """What the rule makes of the vote if it ends now: the undecided are absent."""
        return self.compiled.result(self.cast)

    @cached_property
    def diagram(self) -> Diagram:
        """What is left of the diagram once what is cast is fixed: all of it while so little is that no cut pays."""
        return restricted(self.whole, self._fixed) if len(self._fixed) > FEW else self.whole

    @cached_property
    def _fixed(self) -> dict[int, int]:
        """By level: the class of a member that stays there."""
        game, cast = self.whole.game, self.cast if self.final else {}
        return {level: game.class_of(level, cast[m]) for level, m in enumerate(self.order) if m in cast}

    @property
    def settled(self) -> bool:
        """Whether adopted or not adopted is certain, whatever those who may still move do."""
        return self.settled_as is not None

    @cached_property
    def settled_as(self) -> bool | None:
        """Adopted (True) or not (False) when that is settled, else None."""
        return certain(self.diagram, self._fixed)

    @cached_property
    def swings(self) -> dict[str, tuple[Position, ...]]:
        """The members any of which alone, by moving, turns the result if the vote ended now; and to where."""
        now = [self._class_now(level) for level in range(len(self.order))]
        found, node = {}, self.whole.root
        adopted = self._end(0, node, now)
        for level, member in enumerate(self.order):
            turning = tuple(
                position
                for index, alike in enumerate(self.whole.game.classes[level])
                if self._end(level + 1, self.whole.below(level, node, index), now) != adopted
                for position in alike
            )
            if turning:
                found[member] = turning
            node = self.whole.below(level, node, now[level])
        return found

    def _class_now(self, level: int) -> int:
        return self.whole.game.class_of(level, self.cast.get(self.order[level], Position.ABSENT))

    def _end(self, level: int, node: int, now: Sequence[int]) -> int:
        """Where the vote ends from a node if it ends now."""
        while node >= FIRST:
            node, level = self.whole.below(level, node, now[level]), level + 1
        return node

    @cached_property
    def ways(self) -> int:
        """In how many ways for the undecided to vote yes or no each, of `1 << len(undecided)`, the rule adopts.

        What is cast is taken as it stands.
        """
        if self.diagram.constant is not None:
            return self.diagram.constant << len(self.undecided)
        return worth(self.diagram, [self._alike(level) for level in range(len(self.order))])[0][self.diagram.root]

    def _alike(self, level: int) -> list[int]:
        """By class: in how many ways the member comes to be in it."""
        member, game = self.order[level], self.whole.game
        factors = [0] * len(game.classes[level])
        for position in (self.cast[member],) if member in self.cast else (Position.YES, Position.NO):
            factors[game.class_of(level, position)] += 1
        return factors

    def forecast(self, odds: Mapping[str, Chances]) -> Forecast:
        """The probability of adoption and each member's influence on it.

        What is cast is certain (unless it may change and odds are given); whoever has neither stays absent. Raises
        `AnalysisError` for odds that are none, or of a member that does not vote.
        """
        self._need_voters(odds)
        return Forecast(self.diagram, [self._chances(member, odds) for member in self.order])

    def _chances(self, member: str, odds: Mapping[str, Chances]) -> dict[Position, Fraction]:
        if member in odds and not (self.final and member in self.cast):
            return chances_of(member, odds[member])
        return {self.cast.get(member, Position.ABSENT): Fraction(1)}

    def carry(self, costs: Costs | None = None, others: Position | None = Position.NO) -> Cheapest:
        """The cheapest sets of members whose move to yes adopts, the other undecided members at `others`.

        Without `costs` each move costs 1, so the cheapest are the fewest; with them only those named may move. Against
        a no of all others a set is certain to carry under any rule that a further yes never harms. `others` None leaves
        them absent.
        """
        return self._cheapest(Position.YES, others, True, costs)

    def block(self, costs: Costs | None = None, others: Position | None = Position.YES) -> Cheapest:
        """The cheapest sets of members whose move to no prevents adoption, the other undecided members at `others`."""
        return self._cheapest(Position.NO, others, False, costs)

    def _cheapest(self, to: Position, others: Position | None, goal: bool, costs: Costs | None) -> Cheapest:
        self._need_voters(costs or ())
        for member, cost in (costs or {}).items():
            if isinstance(cost, bool) or not isinstance(cost, int) or not 0 < cost <= MOST:
                raise AnalysisError(f"the cost of {member} is {cost!r}: a whole number from 1 is needed")
        choices = [self._choice(level, to, others or Position.ABSENT, costs) for level in range(len(self.order))]
        return Cheapest(self.diagram, choices, goal)

    def _choice(self, level: int, to: Position, others: Position, costs: Costs | None) -> Choice:
        member, game = self.order[level], self.whole.game
        stays = self.cast.get(member, others)
        movable = not (self.final and member in self.cast)
        cost = (1 if costs is None else costs.get(member)) if movable else None
        return Choice(game.class_of(level, stays), game.class_of(level, to), cost)

    def _need_voters(self, members: Iterable[str]) -> None:
        for member in members:
            if member not in self.order:
                raise AnalysisError(f"{member} does not vote under this rule on this roll")
