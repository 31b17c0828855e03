"""What the room is about: one vote as a person may see it, or a rule on a roll with nothing cast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coalition.analysis import Vote
from coalition.models import Coalition, SubjectRules
from coalition.procedure import subjects_in_force
from coalition.rules.deciding import Outcome, decide
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from proposals.room.answering import analysis_at_once, forecast_told, translated, vote_told, vote_under_way
from proposals.room.changes import Changes, changed_roll
from proposals.room.frameworks import Framework, framework
from proposals.room.seeing import known_positions, seen_positions
from proposals.room.speed import speed_of
from proposals.voting.models import Division
from proposals.voting.states import State, state_of
from proposals.voting.visibility import Sight


@dataclass(frozen=True)
class Supposed:
    """What travels in a request and stays nowhere: positions expected, odds, efforts, and changes of the roll.

    A position may be expected of a state that is not on the roll: frameworks that count it read it, nothing else does.
    """

    expected: Mapping[str, str] = field(default_factory=dict)
    odds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    effort: Mapping[str, int] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    listed: int = 10


@dataclass(frozen=True)
class Scene:
    """A rule on a roll with the votes that are seen; `entries` are the subjects of the rules of procedure in force."""

    rule: Rule
    roll: Roll
    seen: Mapping[str, str] = field(default_factory=dict)
    subjects: tuple[str, ...] = ()
    facts: frozenset[str] = frozenset()
    accepted: frozenset[str] | None = None
    entries: tuple[SubjectRules, ...] = ()
    closes_at: datetime | None = None
    frozen: bool = False  # the roll is that of a vote: its own rule counts nobody else


@dataclass(frozen=True)
class Stand:
    """Where a scene stands: what the rule makes of it now, and what can still come of it."""

    roll: Roll
    positions: Mapping[str, str]
    outcome: Outcome
    vote: Mapping[str, Any]
    forecast: Mapping[str, Any] | None
    state: Vote


def scene_of(
    division: Division, sight: Sight, instant: datetime, entries: Sequence[SubjectRules] | None = None
) -> Scene:
    """Return the scene of a division for whoever has this sight of it; `entries` where they are read already."""
    entries = subjects_in_force(division.coalition, instant) if entries is None else entries
    about = next((entry for entry in entries if entry.code == division.proposal.subject), None)
    return Scene(
        read_rule(division.rule),
        Roll.from_json(division.roll),
        seen_positions(sight),
        tuple(about.implications) if about else (),
        frozenset(division.facts),
        None if division.accepted is None else frozenset(division.accepted),
        tuple(entries),
        division.closes_at if state_of(division, instant) is State.OPEN else None,
        frozen=True,
    )


def asked_of(scene: Scene, supposed: Supposed) -> tuple[Roll, dict[str, Any]]:
    """Return the roll as supposed, and the question on it. Raises `Invalid` for what cannot be supposed."""
    roll = changed_roll(scene.roll, supposed.changes)
    expected = {member: position for member, position in supposed.expected.items() if member in roll.members}
    asked: dict[str, Any] = {
        "positions": known_positions(scene.seen, expected, roll, supposed.changes.speaks),
        "cast": frozenset(scene.seen),
        "final": True,
        "listed": supposed.listed,
        "facts": sorted(scene.facts),
        "whatif": supposed.changes.of_roll,
    }
    for name, given in (("odds", supposed.odds), ("effort", supposed.effort)):
        if given:
            asked[name] = {member: value for member, value in given.items() if member in roll.members}
    return roll, asked


def stand_of(scene: Scene, supposed: Supposed) -> Stand:
    """Return where it stands. Raises `Invalid` and `TooCostly`."""
    roll, asked = asked_of(scene, supposed)
    with translated("rule"):
        outcome = decide(scene.rule, roll, asked["positions"], scene.facts, scene.accepted)
        analysis = analysis_at_once(scene.rule, roll, asked)
        vote = vote_under_way(analysis, roll, asked)
        told = vote_told(vote, asked)
        forecast = forecast_told(vote, asked) if asked.get("odds") else None
    return Stand(roll, asked["positions"], outcome, told, forecast, vote)


def standing_as_cast(scene: Scene) -> dict[str, Any]:
    """Return how the votes cast alone stand, of `Stand.vote` no more than that: a page asks after every tap."""
    roll, asked = asked_of(scene, Supposed())
    with translated("rule"):
        vote = vote_under_way(analysis_at_once(scene.rule, roll, asked), roll, asked)
        return {"outcome": vote.result.value, "settled": vote.settled, "carry": {"members": vote.carry().cost}}


def frameworks_of(scene: Scene, rules: Iterable[Rule], supposed: Supposed) -> list[Framework]:
    """Return the scene under each of the rules; the vote's own as it is frozen. Raises `Invalid`, `TooCostly`."""
    roll, asked = asked_of(scene, supposed)
    positions = {**supposed.expected, **asked["positions"]}
    rows = []
    for rule in rules:
        own = rule == scene.rule
        speed = speed_of(rule, scene.entries, scene.closes_at if own else None)
        facts = [fact for fact in asked["facts"] if fact in rule.facts]
        told = {**asked, "positions": positions, "facts": facts, "accepted": scene.accepted if own else None}
        rows.append(framework(rule, roll, told, scene.subjects, speed, roll if own and scene.frozen else None))
    return rows


def scene_at(coalition: Coalition, rule: Rule, roll: Roll, instant: datetime) -> Scene:
    """Return a scene with nothing cast: a rule on a roll, as the coalition would use it."""
    return Scene(rule, roll, entries=tuple(subjects_in_force(coalition, instant)))
