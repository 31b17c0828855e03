"""A gauge: how far one condition is from what it needs, small enough for a table; and where it was before."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from coalition.rules.outcomes import ConditionResult
from frontend.words.conditions import LIMITS, Speaker


@dataclass(frozen=True)
class Gauge:
    """Lengths in per cent of the picture. The figure says the same in words; `before` is empty where nothing was."""

    figure: str
    mark: str
    fill: str
    length: str
    tick: str
    before: str


def gauge_of(condition: ConditionResult, speaker: Speaker, before: ConditionResult | None = None) -> Gauge:
    """Draw one condition."""
    return Gauge(
        figure=speaker.figure(condition),
        mark="mk-yes" if condition.holds else "mk-none",
        fill="f-no" if condition.comparison in LIMITS else "f-yes",
        length=_along(condition.have, condition),
        tick=_along(condition.need, condition),
        before="" if before is None else _along(before.have, before),
    )


def _along(amount: int, condition: ConditionResult) -> str:
    """Where an amount stands on all that there is to count, or on what is needed where that is not known."""
    whole = sum(condition.segments.values()) or len(condition.members) or condition.need or 1
    return f"{float(min(max(Fraction(amount, whole), Fraction(0)), Fraction(1))) * 100:.1f}%"
