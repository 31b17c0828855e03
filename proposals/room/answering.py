"""What the engine answers while somebody waits, for pages and API alike: the same calls, so the same numbers.

`asked` holds what travels in a request and is forgotten with it: `positions`, `final`, `listed` and, where given,
`odds`, `effort`, `facts`; `whatif` where the roll is a supposition, so that nothing made for it is kept; `cast`, the
members whose position is a vote cast where others are only expected; `accepted` as of the vote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from coalition.analysis import Analysis, AnalysisError, TooLarge, Vote, analyse, limits
from coalition.analysis.answers import effort_answer, odds_answer, vote_answer
from coalition.analysis.keeping import kept_analysis
from coalition.errors import Invalid, TooCostly
from coalition.rules.electorate import participants
from coalition.rules.errors import RollError
from coalition.rules.positions import Position
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.tallies import check_positions
from proposals.words.troubles import trouble

Asked = Mapping[str, Any]


def analysis_at_once(rule: Rule, roll: Roll, asked: Asked) -> Analysis:
    """Return the analysis, within the limits of one request.

    It is kept for the next who asks, unless its roll tells who does not take part, or is itself supposed.
    Raises `RollError`, `TooLarge`.
    """
    budget, facts = limits.nodes_at_once(rule, roll), asked.get("facts", ())
    counted = participants(rule, roll, {member: Position(position) for member, position in asked["positions"].items()})
    if counted is roll and not asked.get("whatif"):
        return kept_analysis(rule, roll, facts, budget)
    return analyse(rule, counted, facts, budget)


def vote_under_way(analysis: Analysis, roll: Roll, asked: Asked) -> Vote:
    """Return the vote with the positions of those that take part. Raises `RollError`, `AnalysisError`."""
    positions = check_positions(roll, asked["positions"])
    within = analysis.compiled.roll.members
    return analysis.vote({member: p for member, p in positions.items() if member in within}, asked["final"])


def vote_told(vote: Vote, asked: Asked) -> dict[str, Any]:
    """Return where the vote stands, and the sets that would carry or block it. Raises `Invalid`."""
    told: dict[str, Any] = {"carry_by_effort": None, "block_by_effort": None, **vote_answer(vote, asked["listed"])}
    if "effort" in asked:
        with translated("effort"):
            told |= effort_answer(vote, asked["effort"], asked["listed"])
    return told


def forecast_told(vote: Vote, asked: Asked) -> dict[str, Any]:
    """Return how likely the vote is to adopt, and whose vote matters how much. Raises `Invalid`, `TooCostly`.

    Odds go before a position that is only expected, and never before a vote cast.
    """
    odds = {member: _by_position(given) for member, given in asked.get("odds", {}).items()}
    uncertain = _uncertain(vote, odds.keys() - asked.get("cast", vote.positions.keys()))
    with translated("odds"):
        limits.check_odds(uncertain, odds)
        return odds_answer(uncertain, odds)


def _uncertain(vote: Vote, members: Set[str]) -> Vote:
    """The vote with these members' positions open: of them only the odds are known."""
    if members.isdisjoint(vote.positions):
        return vote
    return replace(vote, positions={m: position for m, position in vote.positions.items() if m not in members})


def _by_position(given: Mapping[str, Fraction]) -> dict[Position, Fraction]:
    return {Position(name): chance for name, chance in given.items()}


def check_facts(rules: list[Rule], asked: Asked) -> None:
    """Raise `Invalid` for a fact that no rule asks for: it is a slip."""
    for number, name in enumerate(asked.get("facts", ())):
        if not any(name in rule.facts for rule in rules):
            raise Invalid("unknown_fact", _("No rule here asks for this fact."), field=f"facts.{number}")


@contextmanager
def translated(field: str) -> Iterator[None]:
    """Turn what the analysis refuses into what the API says; `field` is the input that is to blame."""
    try:
        yield
    except TooLarge as error:
        raise TooCostly("too_large_to_analyse", str(error)) from None
    except AnalysisError as error:
        raise Invalid("no_answer", trouble(error), field=field) from None
    except RollError as error:
        raise Invalid("bad_roll", trouble(error), field="positions") from None
