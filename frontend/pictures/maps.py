"""The map: every member where it is, small ones as labelled dots, those overseas in insets, the rest in a row.

Shapes: `geography/README.md`. A state's fill and outline come from classes; its code stands on it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

GAP = 10.0
DOT = 7.0


@dataclass(frozen=True)
class Placed:
    """One member as drawn: `kind` is land, dot, inset or row."""

    code: str
    name: str
    css: str
    kind: str
    path: str
    x: str
    y: str
    left: str = "0"
    top: str = "0"


@dataclass(frozen=True)
class Map:
    """A map as drawn, with its text."""

    width: int
    height: int
    land: str
    sea_height: int
    members: tuple[Placed, ...]
    alt: str


@cache
def shapes() -> dict[str, Any]:
    """The shapes, as the file holds them."""
    text = resources.files("frontend.pictures").joinpath("geography/shapes.json").read_text()
    found: dict[str, Any] = json.loads(text)
    return found


def map_of(marks: Mapping[str, str], names: Mapping[str, str], alt: str) -> Map:
    """Draw the members that have a mark: a class by code. Whoever is on no map is a dot in the row below it."""
    known = shapes()
    on_land = [code for code in marks if code in known["states"]]
    overseas = [code for code in marks if code in known["insets"]]
    others = [code for code in marks if code not in known["states"] and code not in known["insets"]]
    below = known["height"] + GAP
    placed = [_land(code, marks[code], names) for code in on_land]
    placed += [_inset(code, marks[code], names, number, below) for number, code in enumerate(overseas)]
    rows = below + (known["inset_height"] + GAP if overseas else 0)
    placed += [_dot(code, marks[code], names, number, rows) for number, code in enumerate(others)]
    height = rows + (DOT * 4 * (1 + (len(others) - 1) // _in_a_row()) if others else 0)
    drawn = tuple(sorted(placed, key=lambda each: (each.kind == "dot", each.code)))
    return Map(int(known["width"]), int(height), known["land"], int(known["height"]), drawn, alt)


def _land(code: str, css: str, names: Mapping[str, str]) -> Placed:
    shape = shapes()["states"][code]
    kind = "dot" if shape["small"] else "land"
    return Placed(code, names[code], css, kind, shape["d"], f"{shape['x']}", f"{shape['y']}")


def _inset(code: str, css: str, names: Mapping[str, str], number: int, below: float) -> Placed:
    shape, wide = shapes()["insets"][code], shapes()["inset_width"]
    left = GAP + number * (wide + GAP)
    return Placed(code, names[code], css, "inset", shape["d"], "5", "57", f"{left:.0f}", f"{below:.0f}")


def _in_a_row() -> int:
    return int((shapes()["width"] - GAP) // (DOT * 7))


def _dot(code: str, css: str, names: Mapping[str, str], number: int, top: float) -> Placed:
    row, column = divmod(number, _in_a_row())
    x, y = GAP + DOT + column * DOT * 7, top + DOT * 2 + row * DOT * 4
    return Placed(code, names[code], css, "row", "", f"{x:.1f}", f"{y:.1f}")
