"""The hemicycle seats every member once, whatever their number, from left to right."""

from __future__ import annotations

import pytest

from frontend.pictures.hemicycles import hemicycle


def seated(count):
    return hemicycle([(f"{n}", "circle") for n in range(count)], number="1", caption="x", alt="x")


@pytest.mark.parametrize("count", [1, 2, 3, 5, 12, 27, 35, 36, 100, 193, 751])
def test_every_member_has_a_seat_inside_the_picture_and_of_its_own(count):
    picture = seated(count)
    places = [(float(seat.x), float(seat.y)) for seat in picture.seats]
    assert len(set(places)) == count
    assert all(2 <= x <= 358 and 2 <= y <= 196 for x, y in places)
    apart = 2 * float(picture.seats[0].radius) * 0.9
    nearest = (
        min(((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 for i, (ax, ay) in enumerate(places) for bx, by in places[:i])
        if count > 1
        else apart
    )
    assert nearest >= apart


def test_positions_sweep_from_left_to_right():
    picture = seated(35)
    assert float(picture.seats[0].x) < 100 < 260 < float(picture.seats[-1].x)


def test_small_seats_carry_no_code():
    assert seated(35).lettered
    assert not seated(193).lettered


def test_an_empty_roll_has_an_empty_picture():
    assert seated(0).seats == ()
