"""The path to adoption: its steps are one of the shortest ways, and the rule itself says what each of them does."""

from __future__ import annotations

import pytest

from coalition.rules import catalogue
from coalition.rules.deciding import decide
from coalition.rules.positions import Position
from proposals.room.paths import MOST, path_of
from proposals.room.scenes import Scene, Stand, Supposed, stand_of, standing_as_cast

RULE = "coalition-core-e3-population"
YES, NO = "AL BE CA CZ DK EE FR GB IS LT LU LV ME NL NO PL SE UA", "ES BG"
CAST = dict.fromkeys(YES.split(), "yes") | dict.fromkeys(NO.split(), "no")


def standing(seen: dict[str, str], expected: dict[str, str] | None = None) -> tuple[Scene, Stand]:
    scene = Scene(catalogue.rule(RULE), catalogue.roll("coalition-35"), seen)
    return scene, stand_of(scene, Supposed(expected=expected or {}))


def test_each_step_is_what_the_rule_says():
    scene, stand = standing(CAST)
    steps = path_of(scene, stand)
    first, *rest = steps
    way = [step.member for step in rest]
    assert first.member is None
    assert sorted(way) in [sorted(each) for each in stand.vote["carry"]["first"]]
    assert len(way) == stand.vote["carry"]["members"]
    assert [step.outcome.adopted for step in steps] == [False] * len(way) + [True]
    for taken, step in enumerate(steps):
        positions = dict.fromkeys(stand.roll.voters, Position.NO)
        positions |= {member: Position(position) for member, position in CAST.items()}
        positions |= dict.fromkeys(way[:taken], Position.YES)
        assert step.outcome == decide(scene.rule, stand.roll, positions)


def test_whoever_is_in_most_ways_comes_first():
    scene, stand = standing(CAST)
    counts = [sum(step.member in way for way in stand.vote["carry"]["first"]) for step in path_of(scene, stand)[1:]]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (CAST, {"DE": "no"}),  # blocked: no way is left
        (CAST, dict.fromkeys(["DE", "JP", "TR", "IT"], "yes")),  # carried: none is needed
        ({}, {}),  # so far that nobody could walk it
    ],
)
def test_no_path_where_none_is_needed_left_or_short(seen: dict[str, str], expected: dict[str, str]):
    scene, stand = standing(seen, expected)
    members = stand.vote["carry"]["members"]
    assert path_of(scene, stand) == ()
    assert not members or members > MOST


@pytest.mark.parametrize("seen", [{}, CAST, {**CAST, "DE": "no"}, {**CAST, **dict.fromkeys(["DE", "JP", "TR"], "yes")}])
def test_the_votes_cast_alone_stand_as_they_do_at_length(seen: dict[str, str]):
    scene, stand = standing(seen)
    told = standing_as_cast(scene)
    assert (told["outcome"], told["settled"]) == (stand.vote["outcome"], stand.vote["settled"])
    assert told["carry"]["members"] == stand.vote["carry"]["members"]
