"""Tables from outside that no command reads yet, and the places in a rule's JSON."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from coalition.rules import catalogue
from coalition.tables import Odds, TableError, read_odds, read_roll, read_table
from coalition.tables_json import where

E3 = catalogue.roll("e3")


def written(folder: Path, text: str) -> str:
    (folder / "t.csv").write_text(text, encoding="utf-8", newline="")
    return str(folder / "t.csv")


def test_odds_are_exact(tmp_path: Path) -> None:
    odds = read_odds(written(tmp_path, "member,yes,abstain\nFR,0.1,0.2\nUK,1/3,\nDE,1,0\n"), E3)
    assert odds["FR"] == Odds(Fraction(1, 10), Fraction(1, 5))
    assert odds["GB"] == Odds(Fraction(1, 3), Fraction(0))
    assert read_odds(written(tmp_path, "member,yes\nFR,.5\n"), E3)["FR"].yes == Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("member,yes\nFR,1.1\n", "line 2, column 2 (yes): '1.1' is more than 1"),
        ("member,yes\nFR,-0.1\n", "line 2, column 2 (yes): '-0.1' is not a probability"),
        ("member,yes\nFR,nan\n", "line 2, column 2 (yes): 'nan' is not a probability"),
        ("member,yes\nFR,1/0\n", "line 2, column 2 (yes): '1/0' is not a probability"),
        ("member,yes,abstain\nFR,0.6,0.5\n", "line 2, column 3 (abstain): yes and abstain together are 1.1"),
        ("member,yes\nPL,0.6\n", "line 2, column 1 (member): PL is not a member on this roll"),
        ("member,yes,no\nFR,0.6,0.4\n", "line 1, column 3: unknown column 'no'"),
    ],
)
def test_bad_odds_are_named(text: str, error: str, tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        read_odds(written(tmp_path, text), E3)
    assert error in str(caught.value)


def test_a_line_is_counted_as_an_editor_counts_it(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, 'member,name\r\n\r\nFR,"France,\r\nthe Republic"\r\nDE,x\r\n'))
    assert [(row.line, row.cells["member"]) for row in table.rows] == [(3, "FR"), (5, "DE")]


def test_a_published_table_of_populations_is_a_roll(tmp_path: Path) -> None:
    text = "iso2,population,official_pct,exact_official,source\nAT,9180000,,1,Eurostat\nEL,10409547,,1,Eurostat\n"
    roll = read_roll(written(tmp_path, text))
    assert roll.weights == {"population": {"AT": 9180000, "GR": 10409547}}


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("", (1, 1)),
        ("adopt", (2, 12)),
        ("adopt.all[1]", (3, 4)),
        ("adopt.all[1].in[0]", (3, 12)),
        ("adopt.all[1].of", (3, 4)),  # missing: the place of what should hold it
        ("adopt.all[7].of", (2, 20)),
    ],
)
def test_where_a_place_is(place: str, found: tuple[int, int]) -> None:
    text = '{"id": "a \\"b\\"",\n  "adopt": {"all": [{"fact": "x"},\n   {"in": ["yes"], "at_least": "55%"}]}}'
    assert where(text, place) == found
