"""Power against population: three bars a member, on one scale for all."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Bars:
    """Lengths in per cent of the picture's width; empty where the roll has no population."""

    share: str
    root: str
    power: str


def bars_of(share: Fraction | None, root: Fraction | None, power: Fraction, widest: Fraction) -> Bars:
    """Draw the three shares against the widest of all."""
    return Bars(*(_length(each, widest) for each in (share, root, power)))


def _length(part: Fraction | None, widest: Fraction) -> str:
    return "" if part is None or not widest else f"{min(float(part / widest), 1.0) * 100:.1f}%"
