"""What one person knows of a vote: what the vote lets them see, then what they expect of the others."""

from __future__ import annotations

from collections.abc import Mapping

from coalition.rules.rolls import Roll
from proposals.room.changes import spoken_for
from proposals.voting.visibility import Sight


def seen_positions(sight: Sight) -> dict[str, str]:
    """The votes cast that the person may see: all of them, or their own members' alone while the vote hides how."""
    if sight.positions is not None:
        return {code: position.value for code, position in sight.positions.items()}
    return {code: ballot.position for code, ballot in sight.own.items()}


def known_positions(
    seen: Mapping[str, str], expected: Mapping[str, str], roll: Roll, speaks: Mapping[str, str] | None = None
) -> dict[str, str]:
    """What is taken as each member's position on `roll`: a vote cast goes before what is expected of its member."""
    cast = {code: position for code, position in seen.items() if code in roll.members}
    supposed = spoken_for({**expected, **cast}, roll, speaks or {})
    return {**supposed, **cast}
