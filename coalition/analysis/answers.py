"""Answers as plain data: what the command line and the API say.

Fractions are "p/q"; integers that a double would round are strings.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import islice

from coalition.analysis.analysing import Analysis
from coalition.analysis.cheapest import Cheapest
from coalition.analysis.minimal import Counted
from coalition.analysis.odds import Chances
from coalition.analysis.small_bodies import SmallBody
from coalition.analysis.votes import Vote
from coalition.rules.numbers import json_integer

# How many of the cheapest sets an answer lists.
LISTED = 10

Data = dict[str, object]


def power_answer(analysis: Analysis, members: Iterable[str]) -> Data:
    """A priori power over yes and no. Members that do not vote have none."""
    power = analysis.power
    shapley = power.shapley  # first: it counts the swings of each size, and what is asked after it only adds them up
    nothing = Fraction(0)
    return {
        "members": [
            {
                "member": member,
                "banzhaf_swings": json_integer(power.swings.get(member, 0)),
                "banzhaf": ratio(power.banzhaf.get(member, nothing)),
                "banzhaf_absolute": ratio(power.absolute_banzhaf.get(member, nothing)),
                "shapley": ratio(shapley.get(member, nothing)),
                "power_to_prevent": ratio(power.power_to_prevent.get(member, nothing)),
                "power_to_initiate": ratio(power.power_to_initiate.get(member, nothing)),
            }
            for member in members
        ],
        "winning_coalitions": json_integer(power.winning_coalitions),
        "power_to_act": ratio(power.power_to_act),
        "vetoers": list(power.vetoers),
        "dummies": list(power.dummies),
        "dictator": power.dictator,
        "same_power": [list(members) for members in power.same_power],
        "nodes": analysis.yes_or_no.nodes,
    }


def vote_answer(vote: Vote, listed: int = LISTED) -> Data:
    """Where a vote stands, and what can still come of it when what is cast stays cast."""
    return {
        "outcome": vote.result.value,
        "settled": vote.settled,
        "settled_as": {True: "adopted", False: "not_adopted", None: None}[vote.settled_as],
        "undecided": sorted(vote.undecided),
        "swing_members": {member: [p.value for p in to] for member, to in sorted(vote.swings.items())},
        "carry": cheapest_answer(vote.carry(), listed),
        "block": cheapest_answer(vote.block(), listed),
    }


def effort_answer(vote: Vote, effort: Mapping[str, int], listed: int = LISTED) -> Data:
    """The same two where moving a member takes an effort, and only those with one can be moved."""
    asked = {"carry_by_effort": vote.carry(effort), "block_by_effort": vote.block(effort)}
    answers = {name: (found, cheapest_answer(found, listed)) for name, found in asked.items()}
    return {
        name: {"effort": found.cost, "sets": a["sets"], "first": a["first"]} for name, (found, a) in answers.items()
    }


def cheapest_answer(found: Cheapest, listed: int = LISTED) -> Data:
    """The least number of movers (None: no set of them suffices), how many such sets there are, and the first."""
    return {
        "members": found.cost,
        "sets": json_integer(found.count),
        "first": [sorted(members) for members in islice(found, listed)],
    }


def odds_answer(vote: Vote, odds: Mapping[str, Chances]) -> Data:
    """The probability of adoption: exact, and as the nearest double; and what each undecided member moves it by."""
    forecast = vote.forecast(odds)
    absent = [member for member in sorted(vote.undecided) if member not in odds]
    return {
        "probability": float(forecast.probability),
        "probability_exact": ratio(forecast.probability),
        "influence": {member: float(forecast.influence[member]) for member in sorted(vote.undecided)},
        "taken_as_absent": absent,
    }


def minimal_answer(found: Counted, listed: int = LISTED) -> Data:
    """How many minimal coalitions there are, in all and of each size, and the smallest."""
    return {
        "coalitions": json_integer(found.count),
        "sizes": [{"members": size, "coalitions": json_integer(ways)} for size, ways in found.sizes.items()],
        "first": [sorted(members) for members in islice(found, listed)],
    }


def small_body_answer(small: SmallBody) -> Data:
    """The indices that look at coalitions one by one."""
    indices = {"johnston": small.johnston, "deegan_packel": small.deegan_packel, "holler": small.holler}
    return {name: {member: ratio(share) for member, share in sorted(by.items())} for name, by in indices.items()}


def ratio(value: Fraction) -> str:
    """A fraction as "p/q", in lowest terms."""
    return f"{value.numerator}/{value.denominator}"
