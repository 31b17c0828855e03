"""The map: every member is on it, where it is; what is contested is drawn as the coalition holds it."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.template.loader import render_to_string

from coalition.rules import catalogue
from frontend.pictures.geography.making import lambert
from frontend.pictures.maps import map_of, shapes

MEMBERS = catalogue.roll("coalition-35").members
CODES = {*MEMBERS, "MT", "US"}


def drawn(codes):
    return map_of(dict.fromkeys(codes, "m-yes"), {code: code for code in codes}, "x")


def inside(code: str, lon: float, lat: float) -> bool:
    """Whether the place lies in the state as drawn: a ray from it crosses the outline an odd number of times."""
    x, y = lambert(lon, lat)
    crossed = 0
    for ring in re.findall(r"M([^Mz]+)", shapes()["states"][code]["d"]):
        points = [tuple(map(float, point.split())) for point in ring.split("L")]
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            crossed += (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay)
    return crossed % 2 == 1


def test_every_member_is_placed_once():
    assert Counter(each.code for each in drawn(MEMBERS).members) == Counter(MEMBERS)
    page = render_to_string("frontend/room/map.html", {"map": drawn(MEMBERS)})
    assert Counter(re.findall(r'data-member="(\w+)"', page)) == Counter(MEMBERS)
    assert Counter(re.findall(r"<text[^>]*>(\w+)</text>", page)) == Counter(MEMBERS)


def test_small_ones_are_dots_and_those_overseas_have_insets():
    kinds = {each.code: each.kind for each in drawn(CODES).members}
    assert {code: kinds[code] for code in ("LU", "MT", "CY")} == dict.fromkeys(("LU", "MT", "CY"), "dot")
    assert {code for code, kind in kinds.items() if kind == "inset"} == {"CA", "AU", "JP", "NZ", "US"}
    page = render_to_string("frontend/room/map.html", {"map": drawn(CODES)})
    for code in ("LU", "MT", "CY"):
        assert re.search(rf'data-member="{code}">.*?<circle class="m dot m-yes"', page)
        assert re.search(rf'<text data-label="{code}"[^>]*dy="-9">{code}</text>', page)


@pytest.mark.parametrize(
    ("code", "place", "lon", "lat"),
    [
        ("UA", "Kyiv", 30.52, 50.45),
        ("UA", "Simferopol", 34.10, 44.95),
        ("CY", "Nicosia", 33.30, 35.10),
        ("CY", "Kyrenia", 33.32, 35.31),
        ("CY", "Famagusta", 33.90, 35.14),
    ],
)
def test_crimea_is_in_ukraine_and_cyprus_is_whole(code, place, lon, lat):
    assert inside(code, lon, lat), place
    assert not [other for other in shapes()["states"] if other != code and inside(other, lon, lat)]


def test_what_is_elsewhere_is_not_inside():
    assert not inside("UA", 37.6, 55.75)
    assert not inside("CY", 32.86, 39.93)
