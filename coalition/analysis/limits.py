"""What can be answered while somebody waits: about a second of work and some hundred megabytes, said beforehand."""

from collections.abc import Iterable, Mapping
from math import lcm

from coalition.analysis.analysing import Analysis
from coalition.analysis.errors import TooLarge
from coalition.analysis.minimal import Counted, Minimal, dual
from coalition.analysis.odds import Chances, chances_of
from coalition.analysis.votes import Vote
from coalition.rules.conditions import Threshold
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule

# Nodes of a diagram, as predicted. Below them 35 states with exact populations can be answered.
NODES = 600_000
# A rule's tests times the members: what compiling goes through, several times.
TERMS = 20_000
# Bits of all the numbers that one pass over a diagram keeps.
BITS = 1 << 30
# Nodes of a diagram whose minimal coalitions are counted, and the states that this may come to: a body of 35 with a
# double majority stays below. Pairs of nodes in a comparison.
NODES_OF_MINIMAL, STATES, PAIRS = 200_000, 600_000, 200_000

# Sets that an answer lists at most.
MOST_LISTED = 100


def nodes_at_once(rule: Rule, roll: Roll) -> int:
    """The budget of nodes for this rule: the more tests, the longer each node takes.

    Raises `TooLarge` where there are too many tests to begin with.
    """
    tests = sum(isinstance(condition, Threshold) for condition in rule.conditions())
    if tests * len(roll.members) > TERMS:
        raise TooLarge(tests * len(roll.members), "tests and members are multiplied", TERMS)
    return NODES * 4 // max(4, tests)


def check_power(analysis: Analysis) -> None:
    """Raise `TooLarge` where counting swings by size takes too long numbers: a field for each size, at each node."""
    members = len(analysis.voters)
    _check_bits(analysis.yes_or_no.nodes, members * (members + 2))


def minimal(analysis: Analysis) -> tuple[Counted, Counted]:
    """The minimal winning and the minimal blocking coalitions, as many as an answer lists; kept with the analysis.

    Raises `TooLarge` where they take too long to count.
    """
    kept = analysis.counted
    if "blocking" not in kept:
        winning, blocking = _minimal(analysis)
        kept["winning"], kept["blocking"] = winning.counted(MOST_LISTED), blocking.counted(MOST_LISTED)
    return kept["winning"], kept["blocking"]


def _minimal(analysis: Analysis) -> tuple[Minimal, Minimal]:
    nodes = analysis.yes_or_no.nodes
    if nodes > NODES_OF_MINIMAL:
        raise TooLarge(nodes, "nodes are too many to count minimal coalitions", NODES_OF_MINIMAL)
    return Minimal(analysis.yes_or_no, STATES), Minimal(dual(analysis.yes_or_no), STATES)


def check_odds(vote: Vote, odds: Mapping[str, Chances]) -> None:
    """Raise `TooLarge` where the denominators of the odds make too long numbers; `AnalysisError` for no odds at all."""
    chances = (chances_of(member, given).values() for member, given in odds.items())
    _check_bits(vote.diagram.nodes, sum(_bits(chance.denominator for chance in by) for by in chances))


def _bits(denominators: Iterable[int]) -> int:
    return lcm(*denominators).bit_length()


def _check_bits(nodes: int, bits: int) -> None:
    """A number grows from nothing to its full length along the levels: half of it on the whole."""
    if nodes * bits // 2 > BITS:
        raise TooLarge(nodes * bits // 2, "bits of intermediate numbers are needed", BITS)
