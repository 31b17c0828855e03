"""The way from where a vote stands to where it carries, member by member: what each step does to each condition."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from coalition.rules.deciding import Outcome, decide
from coalition.rules.positions import Position
from proposals.room.scenes import Scene, Stand

# A longer way is no path that somebody could walk.
MOST = 8


@dataclass(frozen=True)
class Step:
    """Who says yes at this step (None: where it stands), and what the rule makes of it then."""

    member: str | None
    outcome: Outcome


def path_of(scene: Scene, stand: Stand) -> tuple[Step, ...]:
    """Return the first of the shortest ways to carry it, step by step; nothing where none is needed, left, or short.

    All other free members say no, as in the ways themselves, so the last step carries it whatever they do. Whoever is
    in most of the shortest ways comes first.
    """
    carry = stand.vote["carry"]
    if not carry["members"] or carry["members"] > MOST or not carry["first"]:
        return ()
    weight = Counter(member for way in carry["first"] for member in way)
    way = sorted(carry["first"][0], key=lambda member: (-weight[member], member))
    positions = dict.fromkeys(stand.roll.voters, Position.NO)
    positions |= {member: Position(position) for member, position in stand.positions.items()}
    steps = []
    for member in (None, *way):
        if member:
            positions = {**positions, member: Position.YES}
        steps.append(Step(member, decide(scene.rule, stand.roll, positions, scene.facts, scene.accepted)))
    return tuple(steps)
