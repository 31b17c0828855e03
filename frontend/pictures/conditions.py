"""The conditions of an outcome as they are drawn: bars, cells of members, and trees of conditions within conditions."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.rules.outcomes import ConditionResult, Outcome
from coalition.rules.positions import Position
from frontend.pictures.bars import Bar, bar_of
from frontend.words.conditions import LIMITS, Speaker
from frontend.words.positions import ORDER, Shown, shown

NAMED = ("concurrence", "no_veto")  # conditions on each member of a group
CELL_CLASSES = {Position.YES: "", Position.ABSENT: "none", Position.NO: "no"}


@dataclass(frozen=True)
class Cell:
    """One member, or one group's seat, that must concur."""

    name: str
    shown: Shown
    css: str


@dataclass(frozen=True)
class Drawn:
    """One condition: with a bar, with cells, or with conditions inside it."""

    heading: str
    figure: str
    say: str
    mark: str
    holds: bool
    role: str
    bar: Bar | None
    cells: tuple[Cell, ...]
    children: tuple[Drawn, ...]


@dataclass(frozen=True)
class Conditions:
    """All conditions with the legend of the positions that occur in them."""

    drawn: tuple[Drawn, ...]
    legend: tuple[Shown, ...]


def draw(outcome: Outcome, speaker: Speaker) -> Conditions:
    """Draw the conditions of an outcome, the quorum's first."""
    present = {position for position in Position if outcome.tally.count(position)}
    legend = tuple(
        shown(position, closed=speaker.closed, manner=speaker.manner) for position in ORDER if position in present
    )
    return Conditions(tuple(_draw(condition, speaker) for condition in outcome.conditions), legend)


def _draw(condition: ConditionResult, speaker: Speaker) -> Drawn:
    cells = _cells(condition, speaker)
    return Drawn(
        heading=speaker.heading(condition),
        figure=speaker.figure(condition),
        say=speaker.say(condition),
        mark=_mark(condition, speaker),
        holds=condition.holds,
        role=condition.role,
        bar=None if cells or not condition.segments else _bar(condition, speaker),
        cells=cells,
        children=tuple(_draw(child, speaker) for child in condition.children),
    )


def _bar(condition: ConditionResult, speaker: Speaker) -> Bar:
    return bar_of(
        condition.segments,
        condition.counted,
        condition.need,
        from_right=condition.comparison in LIMITS,
        label=speaker.tick(condition),
        alt=speaker.alternative(condition),
    )


def _cells(condition: ConditionResult, speaker: Speaker) -> tuple[Cell, ...]:
    """Members one by one where each of them must concur or may veto."""
    if condition.kind not in NAMED or not condition.members:
        return ()
    return tuple(
        Cell(
            str(name), shown(position, closed=speaker.closed, manner=speaker.manner), CELL_CLASSES.get(position, "abs")
        )
        for name in speaker.names.sorted(condition.members)
        for position in [condition.members[name.code]]
    )


def _mark(condition: ConditionResult, speaker: Speaker) -> str:
    """Holds, does not, or may still come."""
    if condition.holds:
        return "mk-yes"
    against = condition.kind in NAMED and Position.NO in condition.members.values()
    return "mk-no" if speaker.closed or against else "mk-none"
