"""Bars: lengths are exact, the tick is the threshold, and the text says the same."""

from __future__ import annotations

from coalition.rules.positions import Position
from frontend.pictures.bars import bar_of

POSITIONS = {Position.YES: 18, Position.NO: 2, Position.DECLARED: 2, Position.ABSENT: 13}


def drawn(segments, counted, tick, from_right=False):
    return bar_of(segments, counted, tick, from_right=from_right, label="x", alt="x")


def test_what_counts_grows_from_the_left_and_what_is_against_from_the_right():
    bar = drawn(POSITIONS, [Position.YES], 20)
    assert [piece.fill for piece in bar.pieces] == ["f-yes", "f-surf", "p-dec", "p-no"]
    assert bar.pieces[0].width == "51.43%"
    assert bar.pieces[-1].end == "100.00%"
    assert bar.tick == "57.14%"


def test_a_limit_is_measured_from_the_right():
    bar = drawn({Position.YES: 30, Position.NO: 3, Position.ABSENT: 2}, [Position.NO], 4, from_right=True)
    assert bar.tick == "88.57%"
    assert bar.pieces[-1].fill == "p-no"


def test_a_quorum_counts_all_who_are_present():
    bar = drawn({Position.YES: 1, Position.NO: 1, Position.ABSENT: 2}, [Position.YES, Position.NO], 2)
    assert [piece.fill for piece in bar.pieces] == ["f-yes", "p-no", "f-surf"]


def test_the_label_stays_inside():
    assert drawn(POSITIONS, [Position.YES], 1).anchor == "start"
    assert drawn(POSITIONS, [Position.YES], 18).anchor == "middle"
    assert drawn(POSITIONS, [Position.YES], 35).anchor == "end"


def test_an_empty_roll_draws_nothing():
    assert drawn({}, [Position.YES], 0).pieces == ()
