"""`analyse(rule, roll)`: compile once, ask many times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from coalition.analysis.building import NODES, build
from coalition.analysis.comparing import PAIRS, differing
from coalition.analysis.diagrams import Diagram
from coalition.analysis.games import YES_OR_NO, Game, game_of
from coalition.analysis.minimal import Counted, Minimal, dual
from coalition.analysis.power import Power
from coalition.analysis.small_bodies import SmallBody
from coalition.analysis.swings import SwingsOfDiagram
from coalition.analysis.votes import Vote
from coalition.analysis.weighted import weighted_swings
from coalition.rules.compiling import CompiledRule, compile_rule
from coalition.rules.electorate import participants
from coalition.rules.positions import Position
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.tallies import check_positions


def analyse(rule: Rule, roll: Roll, facts: Iterable[str] = (), budget: int = NODES) -> "Analysis":
    """The rule on the roll, ready to be asked. `facts` are those that are true; `budget` is in nodes of the diagram.

    Raises `RollError` for a weight or group that the roll lacks. `TooLarge` is raised by the first question that needs
    a diagram past the budget, `AnalysisError` by a question that has no answer.
    """
    return Analysis(compile_rule(rule, roll, facts), frozenset(facts), budget)


@dataclass(frozen=True)
class Analysis:
    """A rule on a roll. Diagrams are built when first asked for, and kept; so is what `limits` counted of them."""

    compiled: CompiledRule
    facts: frozenset[str] = frozenset()
    budget: int = NODES
    counted: dict[str, Counted] = field(default_factory=dict, compare=False, repr=False)

    @property
    def voters(self) -> tuple[str, ...]:
        """The members that vote, in the order of the roll."""
        return self.compiled.voters

    @property
    def domain(self) -> tuple[Position, ...]:
        """The positions that a member may take. Where only participants vote, the roll is that of the participants."""
        only = self.compiled.rule.participants_only
        return tuple(position for position in Position if not (only and position is Position.NOT_PARTICIPATING))

    @cached_property
    def whole(self) -> Diagram:
        """The diagram over all positions."""
        return build(game_of(self.compiled, self.domain), self.budget)

    @cached_property
    def yes_or_no(self) -> Diagram:
        """The diagram over yes and no: the one over all positions where the others count as one of these."""
        game = self.yes_or_no_game
        if "whole" in self.__dict__ and all(len(alike) <= 2 for alike in self.whole.game.classes):
            everywhere = zip(game.classes, self.whole.game.classes, strict=True)
            if game.order == self.whole.game.order and all(len(two) == len(all_) for two, all_ in everywhere):
                return self.whole
        return build(game, self.budget)

    @cached_property
    def yes_or_no_game(self) -> Game:
        """The rule where everybody votes yes or no."""
        return game_of(self.compiled, YES_OR_NO)

    @property
    def nodes_built(self) -> int:
        """The nodes of the diagrams built so far."""
        built = {id(diagram): diagram for name in ("whole", "yes_or_no") if (diagram := self.__dict__.get(name))}
        return sum(diagram.nodes for diagram in built.values())

    @cached_property
    def power(self) -> Power:
        """A priori power: Banzhaf, Shapley-Shubik, Coleman, winning coalitions."""
        return Power(weighted_swings(self.yes_or_no_game) or SwingsOfDiagram(self.yes_or_no))

    @cached_property
    def minimal_winning(self) -> Minimal:
        """The minimal winning coalitions."""
        return Minimal(self.yes_or_no)

    @cached_property
    def minimal_blocking(self) -> Minimal:
        """The minimal blocking coalitions: their no prevents adoption, and every one of them is needed for that."""
        return Minimal(dual(self.yes_or_no))

    @cached_property
    def small_body(self) -> SmallBody:
        """Johnston, Deegan-Packel and Holler."""
        return SmallBody(self.yes_or_no)

    def vote(self, positions: Mapping[str, Position], final: bool = True) -> Vote:
        """The vote as it stands with these positions. `final`: what is cast stays cast.

        Where only participants vote, those not participating leave the roll first (TFEU 238(3)), and stay outside; if
        nobody participates, the roll stays whole and all are undecided.
        Raises `RollError` for an unknown member or position.
        """
        given = check_positions(self.compiled.roll, positions)
        counted = participants(self.compiled.rule, self.compiled.roll, given)
        given = {member: position for member, position in given.items() if position in self.domain}
        if counted is self.compiled.roll:
            return Vote(self.compiled, self.whole, given, final)
        inside = Analysis(compile_rule(self.compiled.rule, counted, self.facts), self.facts, self.budget)
        return Vote(inside.compiled, inside.whole, given, final)

    def differs_from(self, other: "Analysis", budget: int = PAIRS) -> int:
        """In how many of the divisions into yes and no exactly one of the two rules adopts; 0: they are equivalent.

        Raises `AnalysisError` when the two have not the same voters, `TooLarge` past the budget of pairs of nodes.
        """
        return differing(self.yes_or_no, self._in_order(other, YES_OR_NO), YES_OR_NO, budget)

    def is_equivalent_to(self, other: "Analysis") -> bool:
        """Whether both rules adopt in the same cases, whatever positions the members take."""
        if self.domain != other.domain:
            return False
        return differing(self.whole, self._in_order(other, self.domain), self.domain) == 0

    def is_dual_of(self, other: "Analysis") -> bool:
        """Whether what blocks under the one is exactly what wins under the other, over yes and no."""
        return differing(dual(self.yes_or_no), self._in_order(other, YES_OR_NO), YES_OR_NO) == 0

    def _in_order(self, other: "Analysis", positions: tuple[Position, ...]) -> Diagram:
        order = self.yes_or_no.game.order if positions == YES_OR_NO else self.whole.game.order
        if sorted(order) != sorted(other.voters):
            return build(game_of(other.compiled, positions), other.budget)
        return build(game_of(other.compiled, positions, order), other.budget)
