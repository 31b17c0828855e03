"""What a member can do in a division, and the sets of positions that rules speak of."""

from enum import StrEnum


class Position(StrEnum):
    """One member's position; `ABSENT` means that nothing was received from it."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    DECLARED = "declared"  # an abstention qualified by a formal declaration (TEU 31(1))
    NOT_PARTICIPATING = "not_participating"  # in the room, taking no part in the vote
    ABSENT = "absent"


PRESENT = frozenset({Position.YES, Position.NO, Position.ABSTAIN, Position.DECLARED})
VOTING = frozenset({Position.YES, Position.NO})
NOT_YES = frozenset(Position) - {Position.YES}

# The names by which a rule's JSON may call these sets.
NAMED_SETS = {"PRESENT": PRESENT, "VOTING": VOTING, "NOT_YES": NOT_YES}


def ordered(positions: frozenset[Position]) -> tuple[Position, ...]:
    """The positions in the order in which they are always listed, yes first."""
    return tuple(position for position in Position if position in positions)
