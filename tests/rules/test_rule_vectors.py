"""The 43 worked cases of tests/data/rule_vectors.csv, none dropped: each row is read as it stands."""

from __future__ import annotations

import csv
import itertools
import re
from pathlib import Path

import pytest

from coalition.rules import catalogue
from coalition.rules.deciding import decide
from coalition.rules.positions import Position
from coalition.rules.rolls import Roll

ROWS = list(csv.DictReader((Path(__file__).parents[1] / "data" / "rule_vectors.csv").open(encoding="utf-8")))
OSCE = Roll(tuple(f"M{i:02}" for i in range(57)))
UNGA = Roll(tuple(f"M{i:03}" for i in range(193)))
# Today's Council and that of 1948 stand for the years named: who the other members were changes no result here.
UNSC, UNSC_1948 = (
    catalogue.roll("unsc-2026"),
    Roll(("AR", "BE", "CA", "CO", "FR", "GB", "RU", "SY", "CN", "UA", "US")),
)
UNSC_2022 = Roll(("AE", "AL", "BR", "CN", "FR", "GA", "GB", "GH", "IE", "IN", "KE", "MX", "NO", "RU", "US"))
UNSC_2014 = Roll(("AR", "AU", "CL", "CN", "FR", "GB", "JO", "KR", "LT", "LU", "NG", "RU", "RW", "TD", "US"))

SYSTEMS = {
    "EU QMV 55/65": ("eu-qmv", catalogue.roll("eu-27")),
    "EU QMV 72/65": ("eu-qmv-72", catalogue.roll("eu-27")),
    "EU QMV 238(3)(a) participants (euro area 21)": ("eu-qmv-participants", catalogue.roll("eu-27")),
    "PESCO 46(3)/(4) among 26 (MT out), 238(3)(a)": ("pesco-membership", catalogue.roll("eu-27")),
    "EU unanimity 238(4)": ("eu-unanimity", catalogue.roll("eu-27")),
    "CFSP constructive abstention 31(1)": ("eu-cfsp", catalogue.roll("eu-27")),
    "EU simple majority 238(1)": ("eu-simple-majority", catalogue.roll("eu-27")),
    "Nice EU28 (260/352, 15 of 28)": ("eu-nice-28", catalogue.roll("eu-28-2013")),
    "Nice EU27 (255/345, 14 of 27)": ("eu-nice-27", catalogue.roll("eu-27-2008")),
    "UNSC art. 27": ("unsc", UNSC),
    "UNSC pre-1966 (7 of 11)": ("unsc-1946", UNSC_1948),
    "UNGA art. 18 (2/3 present and voting)": ("unga-two-thirds", UNGA),
    "UNGA art. 18 (simple majority)": ("unga-simple", UNGA),
    "NATO consensus/silence": ("nato-silence", catalogue.roll("nato-32")),
    "OSCE consensus": ("osce-consensus", OSCE),
    "OSCE consensus minus one": ("osce-consensus-minus-one", OSCE),
    "JEF opt-in": ("jef-opt-in", catalogue.roll("jef-10")),
}
CONCERNED = "M00"
# Cells that speak instead of listing.
SAID = {
    "91 votes": ["DE", "FR", "GB", "LU"],
    "1 breaks": ["FR"],
    "state concerned": [CONCERNED],
    "two": [CONCERNED, "M01"],
}
REST = re.compile(r"(\d+ )?others|all.*|\d+ silent")


def system_of(row: dict[str, str]) -> tuple[str, Roll]:
    """The rule and the roll of a row."""
    rule_id, roll = SYSTEMS[row["rule"]]
    if "procedural" in row["description"]:
        return "unsc-procedural", UNSC_2022
    if row["description"].startswith("2022"):
        return rule_id, UNSC_2022
    return rule_id, UNSC_2014 if row["description"].startswith("2014") else roll


def positions_of(row: dict[str, str], roll: Roll) -> dict[str, Position]:
    """The positions in a row: codes, numbers of members, "others", or the words in `SAID`."""
    columns = {name: row[name].strip() for name in ("yes", "no", "abstain", "not_participating")}
    taken: dict[str, Position] = {}
    for name, cell in columns.items():
        declared = name == "abstain" and row["rule"].startswith("CFSP")
        position = Position.DECLARED if declared else Position(name)
        for member in SAID.get(cell, [] if REST.fullmatch(cell) else cell.split()):
            if not member.isdigit():
                assert member in roll.members, (member, row)
                taken[member] = position
    for name, cell in columns.items():
        free = [m for m in roll.members if m not in taken]
        if cell.isdigit():
            taken |= dict.fromkeys(free[: int(cell)], Position(name))
            assert len(free) >= int(cell)
    return taken | dict.fromkeys((m for m in roll.members if m not in taken), rest_of(row, columns))


def rest_of(row: dict[str, str], columns: dict[str, str]) -> Position:
    """What the members not otherwise named did."""
    if row["rule"].startswith("NATO"):
        return Position.ABSENT  # silence: nothing was received
    if "91 votes" in columns.values() or columns["no"] == "DE FR GB":
        return Position.YES  # the row leaves the others out: they are for
    for name, cell in columns.items():
        if REST.fullmatch(cell):
            return Position(name)
    return Position.ABSENT


def roll_of(row: dict[str, str], roll: Roll) -> Roll:
    """The roll, with the member concerned where a row has one."""
    if row["rule"].startswith("PESCO"):
        return Roll(roll.members, roll.weights, {"concerned": frozenset({"HU"})})
    if row["rule"] == "OSCE consensus minus one":
        return Roll(roll.members, roll.weights, {"concerned": frozenset({CONCERNED})})
    return roll


def test_there_are_43_rows_and_every_one_is_tried() -> None:
    assert len(ROWS) == 43
    assert {row["rule"] for row in ROWS} == {*SYSTEMS, "EEC 1958 (12/17)"}


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r["rule"] != "EEC 1958 (12/17)"], ids=lambda row: row["description"]
)
def test_a_row(row: dict[str, str]) -> None:
    rule_id, roll = system_of(row)
    roll = roll_of(row, roll)
    outcome = decide(catalogue.rule(rule_id), roll, positions_of(row, roll))
    official = not row["outcome"].startswith("not adopted")
    assert outcome.adopted is official, (row["outcome"], outcome.tally.counts)
    counted = re.match(r"(\d+) of (\d+),", row["working"])
    if counted and rule_id != "eu-cfsp":
        assert (outcome.supported_by.yes, outcome.supported_by.of) == (int(counted[1]), int(counted[2]))


def test_row_nice_27_unless_the_population_check_is_asked_for() -> None:
    (row,) = [r for r in ROWS if "unless" in r["outcome"]]
    rule_id, roll = system_of(row)
    positions = positions_of(row, roll)
    asked = decide(catalogue.rule(rule_id), roll, positions, {"population_check"})
    assert decide(catalogue.rule(rule_id), roll, positions).adopted
    assert not asked.adopted
    population = asked.conditions[2].children[1]
    assert round(population.have * 100 / population.of_amount, 4) == 58.2854


def test_row_eec_1958_luxembourg_can_never_change_the_outcome() -> None:
    rule, roll = catalogue.rule("eec-1958"), catalogue.roll("eec-6")
    others = [member for member in roll.members if member != "LU"]
    for taken in itertools.product((Position.YES, Position.NO), repeat=len(others)):
        positions = dict(zip(others, taken, strict=True))
        with_it = decide(rule, roll, {**positions, "LU": Position.YES}).result
        assert with_it == decide(rule, roll, {**positions, "LU": Position.NO}).result


def test_row_unsc_2014_fails_for_lack_of_votes_and_row_2022_by_veto() -> None:
    lack = next(r for r in ROWS if r["description"].startswith("2014"))
    veto = next(r for r in ROWS if r["description"].startswith("2022-02-25"))
    outcomes = [decide(catalogue.rule("unsc"), system_of(r)[1], positions_of(r, system_of(r)[1])) for r in (lack, veto)]
    assert [outcome.vetoed_by for outcome in outcomes] == [(), ("RU",)]
    assert outcomes[0].tally.members[Position.NO] == ("AU", "US")


def test_row_jef_goes_ahead_with_two_and_binds_only_them() -> None:
    row = ROWS[-1]
    outcome = decide(
        catalogue.rule("jef-opt-in"), catalogue.roll("jef-10"), positions_of(row, catalogue.roll("jef-10"))
    )
    assert outcome.bound == ("EE", "GB")
