"""The condition bar: what is there, what may still come, what is against, and the tick that must be passed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from coalition.rules.positions import Position

FILLS = {
    Position.YES: "f-yes",
    Position.NO: "p-no",
    Position.ABSTAIN: "p-abs",
    Position.DECLARED: "p-dec",
    Position.NOT_PARTICIPATING: "p-nil",
    Position.ABSENT: "f-surf",
}
LEFT = (Position.YES, Position.ABSTAIN, Position.DECLARED, Position.NO)
RIGHT = (Position.ABSENT, Position.NOT_PARTICIPATING, Position.ABSTAIN, Position.DECLARED, Position.NO)


@dataclass(frozen=True)
class Piece:
    """One stretch of the bar, in per cent of its length."""

    fill: str
    start: str
    width: str
    end: str


@dataclass(frozen=True)
class Bar:
    """A bar as drawn. `tick` is where the threshold stands; `anchor` keeps its label inside the picture."""

    pieces: tuple[Piece, ...]
    tick: str
    anchor: str
    label: str
    alt: str


def bar_of(
    segments: Mapping[Position, int], counted: Iterable[Position], tick: int, *, from_right: bool, label: str, alt: str
) -> Bar:
    """Draw amounts by position. What the condition counts grows from the left; for a limit, from the right."""
    total = sum(segments.values()) or 1
    at = Fraction(min(max(tick, 0), total), total)
    at = 1 - at if from_right else at
    ordered = _order(frozenset(counted), from_right)
    return Bar(_pieces(segments, ordered, total), _per_cent(at), _anchor(at), label, alt)


def _order(counted: frozenset[Position], from_right: bool) -> list[Position]:
    """Counted first, then what may still come, then the rest; a limit's counted positions come last."""
    if from_right:
        return [p for p in LEFT if p not in counted] + [p for p in RIGHT if p in counted or p not in LEFT]
    return [p for p in LEFT if p in counted] + [p for p in RIGHT if p not in counted or p not in LEFT]


def _pieces(segments: Mapping[Position, int], ordered: list[Position], total: int) -> tuple[Piece, ...]:
    pieces, start = [], Fraction(0)
    for position in ordered:
        width = Fraction(segments.get(position, 0), total)
        if width:
            pieces.append(Piece(FILLS[position], _per_cent(start), _per_cent(width), _per_cent(start + width)))
            start += width
    return tuple(pieces)


def _anchor(at: Fraction) -> str:
    if at < Fraction(12, 100):
        return "start"
    return "end" if at > Fraction(88, 100) else "middle"


def _per_cent(part: Fraction) -> str:
    return f"{float(part) * 100:.2f}%"
