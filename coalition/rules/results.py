"""What a division can come to."""

from enum import StrEnum


class Result(StrEnum):
    """The result of a division under its rule."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"
    NO_OPINION = "no_opinion"  # neither a majority for nor one against (Regulation 182/2011)
    RECORDED = "recorded"  # nothing was decided: each member's own answer is on record
