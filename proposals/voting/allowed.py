"""Which positions a member can take in a division, in the order they are offered."""

from __future__ import annotations

from coalition.rules.positions import Position
from coalition.rules.rule import Binds, Manner, Rule

VOTE = (Position.YES, Position.NO, Position.ABSTAIN)
OPT_IN = (Position.YES, Position.NOT_PARTICIPATING)


def positions_under(rule: Rule) -> tuple[Position, ...]:
    """Return the positions offered under `rule`.

    An opt-in is taken part in or not. A declared abstention is offered where it has an effect: where the decision then
    does not bind the member (as TEU 31(1)).
    """
    if rule.manner is Manner.OPT_IN:
        return OPT_IN
    if rule.effect.binds is Binds.ALL_BUT_DECLARED:
        return (*VOTE, Position.DECLARED)
    return VOTE
