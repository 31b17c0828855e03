"""Rolls: what is wrong is named, and JSON gives back the same roll."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coalition.rules import catalogue
from coalition.rules.rolls import Roll, RollError


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"members": ()}, "at least one member"),
        ({"members": ("FR", "FR")}, "FR is listed twice"),
        ({"members": ("FR",), "weights": {"votes": {}}}, "'votes' has no value for FR"),
        ({"members": ("FR",), "weights": {"votes": {"FR": -1}}}, "'votes' of FR is -1"),
        ({"members": ("FR",), "weights": {"votes": {"FR": 1.5}}}, "'votes' of FR is 1.5"),
        ({"members": ("FR",), "weights": {"votes": {"FR": True}}}, "'votes' of FR is True"),
        ({"members": ("FR",), "weights": {"votes": {"FR": 1, "DE": 1}}}, "weight 'votes' names DE"),
        ({"members": ("FR",), "groups": {"E3": frozenset({"GB"})}}, "group 'E3' names GB"),
        ({"members": ("FR",), "suspended": frozenset({"GB"})}, "suspended names GB"),
    ],
)
def test_what_is_wrong_is_named(fields: Any, problem: str) -> None:
    with pytest.raises(RollError, match=problem):
        Roll(**fields)


def test_a_roll_survives_json_with_big_weights_as_strings() -> None:
    roll = Roll(("FR", "DE"), {"w": {"DE": 2**80, "FR": 1}}, {"E3": frozenset({"FR"})}, frozenset({"DE"}))
    data = roll.to_json()
    assert data["weights"] == {"w": {"DE": str(2**80), "FR": 1}}
    assert Roll.from_json(json.loads(json.dumps(data))) == roll


def test_the_order_of_members_does_not_matter() -> None:
    assert Roll(("FR", "DE"), {"w": {"FR": 1, "DE": 2}}) == Roll(("DE", "FR"), {"w": {"DE": 2, "FR": 1}})


@pytest.mark.parametrize(
    "data", [None, [], {}, {"members": "FR"}, {"members": [1]}, {"members": ["FR"], "weights": []}]
)
def test_json_that_is_no_roll_is_refused(data: Any) -> None:
    with pytest.raises(RollError):
        Roll.from_json(data)


@pytest.mark.parametrize(
    ("roll_id", "members", "population"),
    [
        ("coalition-35", 35, 834426370),
        ("eu-27", 27, 450578659),
        ("nato-32", 32, None),
        ("jef-10", 10, None),
        ("nb8", 8, None),
        ("e3", 3, None),
        ("e5", 5, None),
        ("e6", 6, None),
        ("weu-10", 10, None),
        ("eec-6", 6, None),
        ("unsc-2026", 15, None),
    ],
)
def test_the_rolls_of_the_catalogue(roll_id: str, members: int, population: int | None) -> None:
    roll = catalogue.roll(roll_id)
    assert len(roll.members) == members
    if population is not None:
        assert sum(roll.weights["population"].values()) == population


def test_the_nice_weights_add_up_to_their_totals() -> None:
    assert sum(catalogue.roll("eu-27-2008").weights["votes"].values()) == 345
    assert sum(catalogue.roll("eu-28-2013").weights["votes"].values()) == 352
    assert sum(catalogue.roll("eec-6").weights["votes"].values()) == 17
    # 62% of the Council's table of 2008 is published as 306,964.4 thousand.
    assert sum(catalogue.roll("eu-27-2008").weights["population"].values()) * 62 // 10_000 == 3_069_644


def test_weights_on_a_day() -> None:
    assert catalogue.votes_on("1972-12-31", ["FR"]) == {"FR": 4}
    assert catalogue.votes_on("1973-01-01", ["FR"]) == {"FR": 10}
    assert catalogue.population_on("2009-06-01", ["FR"])["FR"] == 63_392_100
    assert catalogue.population_on("2024-06-17", ["FR"])["FR"] == 68_882_600
    assert catalogue.population_on("2024-06-17", ["FR", "JP"])["JP"] == 123_975_371
    with pytest.raises(RollError, match="'votes', and the catalogue holds none for HR"):
        catalogue.votes_on("2010-01-01", ["FR", "HR"])
    with pytest.raises(RollError, match="'capital'"):
        catalogue.weights_on("2020-01-01", "capital", ["FR"])


def test_the_states_of_the_catalogue() -> None:
    states = {state.iso2: state for state in catalogue.states()}
    assert len(states) == 49
    assert (states["TR"].name("en"), states["TR"].name("fr")) == ("Türkiye", "Turquie")
    assert states["FR"].groups >= {"E3", "E5", "E6", "COW", "EU27", "NATO32", "P5"}
    assert sum("COW" in state.groups for state in states.values()) == 35


def test_what_the_catalogue_lacks_is_named() -> None:
    with pytest.raises(catalogue.UnknownEntryError, match="no rule 'eu-qvm'"):
        catalogue.rule("eu-qvm")
    with pytest.raises(catalogue.UnknownEntryError, match="no roll"):
        catalogue.roll("../members")
