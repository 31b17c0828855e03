"""The probability of adoption when members vote independently, each with its own odds; exact, in integers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm, prod

from coalition.analysis.diagrams import Diagram
from coalition.analysis.errors import AnalysisError
from coalition.analysis.passes import Worth, gained, worth
from coalition.rules.positions import Position

# How likely each position of one member is. What is left to 1 is no.
Chances = Mapping[Position, Fraction | float]


def chances_of(member: str, given: Chances) -> dict[Position, Fraction]:
    """The chances as fractions that sum to 1; a float counts as exactly the binary fraction it is.

    Raises `AnalysisError` for a chance below 0, a sum above 1, or what is no number.
    """
    try:
        chances = {Position(position): Fraction(chance) for position, chance in given.items()}
    except (ValueError, OverflowError, TypeError):
        raise AnalysisError(f"odds of {member}: {dict(given)!r} are not numbers from 0 to 1 by position") from None
    rest = 1 - sum(chances.values())
    if rest < 0 or min(chances.values(), default=Fraction(0)) < 0:
        raise AnalysisError(f"odds of {member}: each is from 0 to 1, and together they are at most 1")
    return {**chances, Position.NO: chances.get(Position.NO, Fraction(0)) + rest}


@dataclass(frozen=True)
class Forecast:
    """A diagram with the odds of every member, by level."""

    diagram: Diagram
    chances: Sequence[Mapping[Position, Fraction]]

    @cached_property
    def _odds(self) -> list[list[Fraction]]:
        """By level, by class: the chance of the class."""
        odds = [[Fraction(0)] * len(classes) for classes in self.diagram.game.classes]
        for level, chances in enumerate(self.chances):
            for position, chance in chances.items():
                if chance:
                    odds[level][self.diagram.game.class_of(level, position)] += chance
        return odds

    @cached_property
    def _scales(self) -> list[int]:
        """By level: the common denominator of the chances of a member's classes."""
        return [lcm(*(chance.denominator for chance in by_class)) for by_class in self._odds]

    @cached_property
    def _factors(self) -> list[list[int]]:
        """By level, by class: the chance of the class over the common denominator."""
        scaled = zip(self._odds, self._scales, strict=True)
        return [[int(chance * scale) for chance in by_class] for by_class, scale in scaled]

    @cached_property
    def _worth(self) -> Worth:
        """The pass that both answers need."""
        return worth(self.diagram, self._factors)

    @cached_property
    def probability(self) -> Fraction:
        """The probability that the rule adopts."""
        if self.diagram.constant is not None:
            return Fraction(self.diagram.constant)
        return Fraction(self._worth[0][self.diagram.root], prod(self._scales))

    @cached_property
    def influence(self) -> dict[str, Fraction]:
        """By member: the probability of adoption if it votes yes less that if it votes no, the others as the odds say.

        This is the member's derivative of the probability: what one more point of certainty of its yes is worth.
        """
        game, whole = self.diagram.game, prod(self._scales)
        levels = range(len(game.order))
        pairs = [(game.class_of(level, Position.YES), game.class_of(level, Position.NO)) for level in levels]
        gains = gained(self.diagram, self._factors, pairs, self._worth)
        return {
            member: Fraction(gain, whole // scale)
            for member, gain, scale in zip(game.order, gains, self._scales, strict=True)
        }
