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


@dataclass(frozen=True)
class Shift:
    """One member's power before (a ring) and after (a square), in per cent of the width, and the line between them.

    Empty where the member is not there.
    """

    before: str
    after: str
    start: str
    length: str


def shift_of(before: Fraction | None, after: Fraction | None, widest: Fraction) -> Shift:
    """Draw both against the widest of all."""
    ends = [share for share in (before, after) if share is not None]
    length = max(ends) - min(ends) if len(ends) == 2 else Fraction(0)
    return Shift(_length(before, widest), _length(after, widest), _length(min(ends), widest), _length(length, widest))
