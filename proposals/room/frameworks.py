"""Which framework: one text and one set of positions under every rule asked, each on the members that it counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from coalition.analysis import Analysis, AnalysisError, TooLarge, Vote
from coalition.analysis.answers import cheapest_answer, ratio
from coalition.rules.admissibility import Obstacle, obstacles
from coalition.rules.deciding import Outcome, decide
from coalition.rules.errors import RollError
from coalition.rules.numbers import json_integer
from coalition.rules.positions import Position
from coalition.rules.results import Result
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from proposals.room.answering import Asked, analysis_at_once, forecast_told, vote_told, vote_under_way
from proposals.room.bodies import body_of
from proposals.room.speed import Speed
from proposals.words.troubles import trouble

CARRIED, BLOCKED, OPEN, NOT_ADMISSIBLE, NO_ANSWER = "carried", "blocked", "open", "not_admissible", "no_answer"
SETS_READ = 500  # of the smallest sets that would unblock it: enough for any that somebody could act on
STATUSES = (CARRIED, BLOCKED, OPEN, NOT_ADMISSIBLE, NO_ANSWER)


@dataclass(frozen=True)
class Framework:
    """One rule as a way to decide this text. Of one that may not be used nothing is counted.

    `left_out` are members here that it does not count; `unknown` those that it counts and of whom no position is
    known; `blocked_by` whose position keeps it from being carried even if all others said yes; `unblock` the fewest of
    them that would have to move; `may_block` those of `unknown` whose no alone would prevent it though all others, and
    whoever blocks it now, said yes; `elsewhere` those that it counts and that are not here. `ways` says in how many
    ways those without a position, voting yes or no, carry it; `keep` without whom it falls, those of most power first.
    """

    rule: Rule
    roll: Roll
    status: str
    obstacles: tuple[Obstacle, ...] = ()
    trouble: str = ""
    outcome: Outcome | None = None
    settled: bool = False
    blocked_by: tuple[str, ...] = ()
    unblock: Mapping[str, Any] | None = None
    may_block: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    vote: Mapping[str, Any] | None = None
    ways: Mapping[str, Any] | None = None
    forecast: Mapping[str, Any] | None = None
    winning_coalitions: int | str | None = None
    power_to_act: str | None = None
    bound: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    speed: Speed = field(default_factory=Speed)


def framework(
    rule: Rule, here: Roll, asked: Asked, subjects: Iterable[str], speed: Speed | None = None, body: Roll | None = None
) -> Framework:
    """Return what `rule` makes of the positions, for members `here`; on the roll `body` where one is frozen already.

    Raises `Invalid` for bad odds or efforts.
    """
    roll = body or body_of(rule, here)
    known = {member: position for member, position in asked["positions"].items() if member in roll.members}
    common: dict[str, Any] = {
        "left_out": tuple(member for member in here.members if member not in roll.members),
        "unknown": tuple(member for member in roll.voters if member not in known),
        "elsewhere": tuple(member for member in roll.voters if member not in here.members),
        "speed": speed or Speed(),
    }
    against = obstacles(rule, subjects, roll.members)
    if against:
        return Framework(rule, roll, NOT_ADMISSIBLE, obstacles=against, **common)
    try:
        return _answered(rule, roll, _within(asked, roll, known), common)
    except (RollError, AnalysisError) as error:
        return Framework(rule, roll, NO_ANSWER, trouble=trouble(error), **common)


def _within(asked: Asked, roll: Roll, known: Mapping[str, str]) -> dict[str, Any]:
    """The question kept to the members that are counted."""
    narrowed = {name: _only(asked[name], roll) for name in ("odds", "effort") if name in asked}
    return {**asked, **narrowed, "positions": known}


def _only(by_member: Mapping[str, Any], roll: Roll) -> dict[str, Any]:
    return {member: value for member, value in by_member.items() if member in roll.voters}


def _answered(rule: Rule, roll: Roll, asked: Asked, common: Mapping[str, Any]) -> Framework:
    outcome = decide(rule, roll, asked["positions"], asked.get("facts", ()), asked.get("accepted"))
    analysis = analysis_at_once(rule, roll, asked)
    vote = vote_under_way(analysis, roll, asked)
    told = vote_told(vote, asked)
    blocked = not outcome.adopted and told["carry"]["members"] is None
    unblock = _unblocking(analysis, roll, asked) if blocked else None
    blocked_by = _blockers(unblock, asked["positions"])
    return Framework(
        rule,
        roll,
        CARRIED if outcome.adopted else BLOCKED if blocked else OPEN,
        outcome=outcome,
        settled=bool(told["settled"]),
        blocked_by=blocked_by,
        unblock=unblock and {**unblock, "first": unblock["first"][: asked["listed"]]},
        may_block=_may_block(analysis, roll, asked, blocked_by),
        keep=_keep(analysis, vote, asked) if outcome.adopted else (),
        vote=told,
        ways=_ways(vote),
        forecast=forecast_told(vote, asked) if asked.get("odds") else None,
        bound=tuple(outcome.bound) if outcome.adopted else (),
        **_power(analysis),
        **common,
    )


def _power(analysis: Analysis) -> dict[str, Any]:
    """In how many ways the body could carry anything; nothing where that is too much to count."""
    try:
        power = analysis.power
    except TooLarge:
        return {}
    return {
        "winning_coalitions": json_integer(power.winning_coalitions),
        "power_to_act": ratio(power.power_to_act),
    }


def _ways(vote: Vote) -> dict[str, Any]:
    """In how many ways the members left carry it, of how many: one way, where nobody is left."""
    return {
        "carrying": json_integer(vote.ways),
        "of": json_integer(1 << len(vote.undecided)),
        "undecided": len(vote.undecided),
    }


def _may_block(analysis: Analysis, roll: Roll, asked: Asked, against: Collection[str]) -> tuple[str, ...]:
    """Of whom nothing is known, and whose no alone would be enough: with all others, and those `against`, for it."""
    known = asked["positions"]
    supposed = {**dict.fromkeys(roll.voters, Position.YES.value), **known, **dict.fromkeys(against, Position.YES.value)}
    vote = vote_under_way(analysis, roll, {**asked, "positions": supposed})
    if vote.result is not Result.ADOPTED:
        return ()
    return tuple(sorted(m for m, to in vote.swings.items() if m not in known and Position.NO in to))


def _keep(analysis: Analysis, vote: Vote, asked: Asked) -> tuple[str, ...]:
    """Without whose position it falls: what is only expected first, as it is less sure; then by power."""
    alone = [member for member, to in vote.swings.items() if vote.positions.get(member) is Position.YES]
    cast = asked.get("cast", ())
    try:
        swings = analysis.power.swings if len(alone) > 1 else {}
    except AnalysisError:
        swings = {}
    return tuple(sorted(alone, key=lambda m: (m in cast, -swings.get(m, 0), m)))


def _unblocking(analysis: Analysis, roll: Roll, asked: Asked) -> Mapping[str, Any]:
    """The fewest known positions that would have to become yes, if all whose position is unknown said yes."""
    known = asked["positions"]
    supposed = {**dict.fromkeys(roll.voters, Position.YES.value), **known}
    vote = vote_under_way(analysis, roll, {**asked, "positions": supposed, "final": False})
    movable = {m: 1 for m in vote.order if known.get(m, Position.YES) != Position.YES}
    return cheapest_answer(vote.carry(movable), SETS_READ)


def _blockers(unblock: Mapping[str, Any] | None, known: Mapping[str, str]) -> tuple[str, ...]:
    """Who stands in the way: the members of the smallest sets that would have to move.

    Where these are more than are gone through, whoever says no.
    """
    if unblock is None:
        return ()
    if int(unblock["sets"]) > SETS_READ:
        return tuple(sorted(member for member, position in known.items() if position == Position.NO))
    return tuple(sorted({member for members in unblock["first"] for member in members} & set(known)))
