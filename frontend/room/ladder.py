"""The path to adoption as it is drawn: one rung a member, one gauge a condition."""

from __future__ import annotations

from dataclasses import dataclass

from frontend.pictures.gauges import Gauge, gauge_of
from frontend.words.conditions import Speaker
from frontend.words.members import Name, Roster
from proposals.room.paths import path_of
from proposals.room.scenes import Scene, Stand


@dataclass(frozen=True)
class Rung:
    """One step. `name` is None where it stands now."""

    name: Name | None
    gauges: tuple[tuple[str, Gauge], ...]
    carries: bool


@dataclass(frozen=True)
class Ladder:
    """The rungs, from where it stands to where it carries; none where there is no short way."""

    headings: tuple[str, ...]
    rungs: tuple[Rung, ...]


def ladder_of(scene: Scene, stand: Stand, names: Roster) -> Ladder:
    """Draw the path."""
    speaker = Speaker(names, closed=False, manner=scene.rule.manner)
    headings = tuple(map(speaker.heading, stand.outcome.conditions))
    rungs = tuple(
        Rung(
            names[step.member] if step.member else None,
            tuple((speaker.heading(each), gauge_of(each, speaker)) for each in step.outcome.conditions),
            step.outcome.adopted,
        )
        for step in path_of(scene, stand)
    )
    return Ladder(headings, rungs)
