"""The hemicycle: one seat per member, ordered by position from the left, each with its code and a shape of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

CENTRE_X, CENTRE_Y = 180.0, 178.0
OUTER, INNER = 160.0, 84.0
SEAT, ROW_GAP, SPACING = 13.0, 38.0, 35.0  # of a body of up to 35; a larger one is drawn with smaller seats


@dataclass(frozen=True)
class Seat:
    """A seat as drawn: `shape` is circle, square, diamond, declared, ring, crossed or dot."""

    code: str
    shape: str
    x: str
    y: str
    text_y: str
    left: str
    top: str
    size: str
    radius: str
    path: str


@dataclass(frozen=True)
class Hemicycle:
    """A hemicycle as drawn."""

    seats: tuple[Seat, ...]
    number: str
    caption: str
    alt: str
    lettered: bool


def hemicycle(seats: Sequence[tuple[str, str]], *, number: str, caption: str, alt: str) -> Hemicycle:
    """Seat `(code, shape)` from left to right."""
    scale, rows = _plan(len(seats))
    places = sorted(
        (place for radius, count in rows for place in _row(radius, count)), key=lambda p: (round(p[0], 6), p[1])
    )
    drawn = tuple(
        _seat(code, shape, *_point(*place), scale) for (code, shape), place in zip(seats, places, strict=True)
    )
    return Hemicycle(drawn, number, caption, alt, lettered=scale > 0.7)


def _plan(count: int) -> tuple[float, list[tuple[float, int]]]:
    """The largest seats that fit, in as few rows as hold them."""
    scale = 1.0
    while True:
        radii = _radii(scale)
        for used in range(1, len(radii) + 1):
            capacity = [int(math.pi * radius / (SPACING * scale)) + 1 for radius in radii[:used]]
            if sum(capacity) >= count:
                return scale, _shared(count, radii[:used])
        scale *= 0.94


def _radii(scale: float) -> list[float]:
    rows = int((OUTER - INNER + 0.01) / (ROW_GAP * scale)) + 1
    return [OUTER - row * ROW_GAP * scale for row in range(rows)]


def _shared(count: int, radii: list[float]) -> list[tuple[float, int]]:
    """Divide the seats over the rows by their length; the outermost row takes the remainder."""
    total = sum(radii)
    counts = [round(count * radius / total) for radius in radii]
    counts[0] += count - sum(counts)
    return list(zip(radii, counts, strict=True))


def _row(radius: float, count: int) -> list[tuple[float, float]]:
    """Angles from 0 (left) to pi (right), each with its radius."""
    if count == 1:
        return [(math.pi / 2, -radius)]
    return [(math.pi * index / (count - 1), -radius) for index in range(count)]


def _point(angle: float, negative_radius: float) -> tuple[float, float]:
    return CENTRE_X + negative_radius * math.cos(angle), CENTRE_Y + negative_radius * math.sin(angle)


def _seat(code: str, shape: str, x: float, y: float, scale: float) -> Seat:
    radius, half = SEAT * scale, 12 * scale
    tall = 15 * scale
    path = f"M{x:.1f} {y - tall:.1f}l{tall:.1f} {tall:.1f}-{tall:.1f} {tall:.1f}-{tall:.1f}-{tall:.1f}z"
    return Seat(
        code=code,
        shape=shape,
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        text_y=f"{y + 3.4:.1f}",
        left=f"{x - half:.1f}",
        top=f"{y - half:.1f}",
        size=f"{2 * half:.1f}",
        radius=f"{radius - (0 if shape == 'circle' else 0.7):.1f}",
        path=path,
    )
