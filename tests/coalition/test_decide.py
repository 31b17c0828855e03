"""`manage.py decide`: answers, and bad input that is one line and exit status 2."""

from __future__ import annotations

import csv
import os
import subprocess
from pathlib import Path

import pytest

from coalition.rules import catalogue
from tests.coalition.commanding import PYTHON, answer, run

ROOT = Path(__file__).parents[2]
VECTORS = list(csv.DictReader((ROOT / "tests" / "data" / "rule_vectors.csv").open(encoding="utf-8")))
QMV = [row for row in VECTORS if row["rule"] == "EU QMV 55/65"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, so that errors name files as given."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, name: str, text: str | bytes) -> str:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


@pytest.mark.parametrize("row", QMV, ids=lambda row: row["description"])
def test_every_eu_qmv_row(row: dict[str, str], here: Path) -> None:
    lines = [f"{member},{position}" for position in ("yes", "no", "abstain") for member in row[position].split()]
    write(here, "ballots.csv", "\n".join(["member,position", *lines]))
    decided = answer("decide", "--rule", "eu-qmv", "--roll", "eu-27", "--ballots", "ballots.csv")
    assert decided["outcome"] == {"adopted": "adopted", "not adopted": "rejected"}[row["outcome"]]
    members, either = decided["conditions"]
    assert (members["have"], members["need"]) == (len(row["yes"].split()), 15)
    assert (members["holds"], either["children"][0]["holds"]) == (
        "count True" in row["working"],
        "pop True" in row["working"],
    )
    assert decided["bound"] == (list(catalogue.roll("eu-27").members) if row["outcome"] == "adopted" else [])


def test_the_answer_in_words(here: Path) -> None:
    write(here, "b.csv", "member,position\nHU,no\n" + "".join(f"{m},yes\n" for m in ["FR", "DE", "PL"]))
    status, out, _ = run(
        "decide", "--rule", "eu-unanimity", "--roll", "eu-27", "--ballots", "b.csv", "--language", "fr"
    )
    assert status == 0
    assert out.startswith("Non adopté")
    assert "Membres votant contre ou absents\u00a0: 24 sur 27, aucun admis. 24 membres de trop." in out


def test_a_roll_and_a_rule_of_one_s_own(here: Path) -> None:
    write(here, "roll.csv", "member,ships,group:E3,suspended\nFR,30,1,0\nDE,20,1,0\nEL,50,0,0\nHU,100,0,1\n")
    write(here, "rule.json", '{"adopt": {"weight": "ships", "in": ["yes"], "more_than": "50%", "of": "roll"}}')
    write(here, "b.csv", "member;position\r\nFR;YES\r\nde;yes\r\nGR;Not participating\r\nHU;yes\r\n")
    decided = answer("decide", "--rule", "rule.json", "--roll", "roll.csv", "--ballots", "b.csv")
    assert decided["outcome"] == "rejected"  # 50 of 100: Hungary is suspended
    assert decided["tally"]["members"]["not_participating"] == ["GR"]
    assert decided["tally"]["suspended"] == ["HU"]


def test_a_fact_changes_the_answer_and_a_slip_is_refused(here: Path) -> None:
    in_favour = [m for m in catalogue.roll("eu-27-2008").members if m not in ("DE", "FR", "GB")]
    write(here, "b.csv", "member,position\n" + "".join(f"{m},yes\n" for m in in_favour))
    arguments = ("decide", "--rule", "eu-nice-27", "--roll", "eu-27-2008", "--ballots", "b.csv")
    assert answer(*arguments)["outcome"] == "adopted"
    assert answer(*arguments, "--fact", "population_check")["outcome"] == "rejected"
    status, out, err = run(*arguments, "--fact", "population")
    assert (status, out) == (2, "")
    assert "it asks for population_check" in err


def test_no_ballots_at_all_is_an_answer_too(here: Path) -> None:
    write(here, "none.csv", "\ufeffmember,position\r\n")
    decided = answer("decide", "--rule", "nato-silence", "--roll", "nato-32", "--ballots", "none.csv")
    assert (decided["outcome"], decided["headline"]) == ("adopted", "Adopted under silence")


BAD_BALLOTS = [
    ("member,position\nFR,yes\nFR,no\n", "b.csv, line 3, column 1 (member): FR is listed twice"),
    ("member,position\nUK,yes\nGB,no\n", "b.csv, line 3, column 1 (member): GB is listed twice"),
    ("position,member\nmaybe,FR\n", "b.csv, line 2, column 1 (position): 'maybe' is not a position"),
    ("member,position\n\nXX,yes\n", "b.csv, line 3, column 1 (member): XX is not a member on this roll"),
    ("member,position\n,yes\n", "b.csv, line 2, column 1 (member): no member is given"),
    ("member,position,note\nFR,yes,hm\n", "b.csv, line 1, column 3: unknown column 'note'"),
    ("member\nFR\n", "b.csv, line 1, column 1: the column 'position' is missing"),
    ("member,position\nFR\n", "b.csv, line 2, column 2: 1 cells where the header has 2"),
    ("member,position\nFR,yes,\n", "b.csv, line 2, column 3: 3 cells where the header has 2"),
    ("member,member\nFR,yes\n", "b.csv, line 1, column 2: the column 'member' comes twice"),
    ('member,position\n"FR,yes\n', "b.csv, line 2, column 1: not CSV"),
    (b"member,position\nF\xe9,yes\n", "b.csv, line 2, column 2: not UTF-8 text"),
    ("", "b.csv, line 1, column 1: the file is empty"),
    ("\x00\x00", "b.csv, line 1, column 1"),
]


@pytest.mark.parametrize(("text", "error"), BAD_BALLOTS)
def test_bad_ballots_are_one_line(text: str | bytes, error: str, here: Path) -> None:
    write(here, "b.csv", text)
    refused(error, "--rule", "unanimity", "--roll", "eu-27", "--ballots", "b.csv")


BAD_ROLLS = [
    ("member,population\nFR,1.5\n", "r.csv, line 2, column 2 (population): '1.5' is not a weight"),
    ("member,population\nFR,\n", "r.csv, line 2, column 2 (population): '' is not a weight"),
    ("member,population,group:E3\nFR,5,maybe\n", "r.csv, line 2, column 3 (group:E3): 'maybe' is neither 0 nor 1"),
    ("member,population\nFR,5\nFR,6\n", "r.csv, line 3, column 1 (member): FR is listed twice"),
    ("member,population\n", "r.csv, line 2, column 1: no member is listed"),
    ("member,votes\nFR,5\n", "r.csv, line 1, column 1: the rule needs the weight 'population'"),
    ("member,population\nFrance the Great,5\n", "is not a member's code"),
]


@pytest.mark.parametrize(("text", "error"), BAD_ROLLS)
def test_bad_rolls_are_one_line(text: str, error: str, here: Path) -> None:
    write(here, "r.csv", text)
    write(here, "b.csv", "member,position\n")
    refused(error, "--rule", "eu-qmv", "--roll", "r.csv", "--ballots", "b.csv")


BAD_RULES = [
    ("[1]", "rule.json, line 1, column 1: rule: expected an object, found a list"),
    ('{\n "adopt": {"all": [\n  {"in": ["yes"], "at_least": "55%"}]}}', "line 3, column 3: adopt.all[0].of: missing"),
    ('{"adopt": {"in": ["yes"],\n "at_least": 1.5}}', "line 2, column 14: adopt.at_least: 1.5 is not a number"),
    ('{"adopt": {"in": "yes", "at_least": 1, "at_least": 2}}', "line 1, column 52: adopt.at_least is given twice"),
    ('{"adopt": ', "rule.json, line 1, column 11: not JSON"),
    ('{"adopt": {"in": "yes", "at_least": NaN}}', "NaN is not a number"),
    ('{"adopt": {"in": "yes", "at_least": ' + "9" * 5000 + "}}", "rule.json, line 1, column 1: not JSON"),
    ("[" * 100_000, "nested too deep"),
    ('{"id": "\\ud800", "adopt": {"fact": "x"}}', "rule.json, line 1, column 1: not JSON"),
    ("", "rule.json, line 1, column 1: not JSON"),
]


@pytest.mark.parametrize(("text", "error"), BAD_RULES, ids=range(len(BAD_RULES)))
def test_bad_rules_are_one_line(text: str, error: str, here: Path) -> None:
    write(here, "rule.json", text)
    write(here, "b.csv", "member,position\n")
    refused(error, "--rule", "rule.json", "--roll", "eu-27", "--ballots", "b.csv")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--rule", "eu-qmv", "--roll", "eu-27"), "--ballots"),
        (("--rule", "eu-qmv", "--roll", "eu-27", "--ballots", "missing.csv"), "missing.csv: no such file"),
        (("--rule", "eu-qmv", "--roll", "eu-27", "--ballots", "."), ".: is a directory"),
        (("--rule", "eu-qvm", "--roll", "eu-27", "--ballots", "."), "eu-qvm: the catalogue has no rule"),
        (("--rule", "eu-qmv", "--roll", "eu-72", "--ballots", "."), "eu-72: the catalogue has no roll"),
        (("--rule", "eu-qmv", "--roll", "eu-27", "--ballots", ".", "--colour"), "unrecognized arguments: --colour"),
    ],
)
def test_bad_arguments_are_one_line(arguments: tuple[str, ...], error: str, here: Path) -> None:
    refused(error, *arguments)


def refused(error: str, *arguments: str) -> None:
    status, out, err = run("decide", *arguments)
    assert status == 2
    assert out == ""
    assert error in err
    assert len(err.strip().splitlines()) == 1


def test_from_the_shell_the_status_and_the_one_line_are_real(here: Path) -> None:
    """And nothing is asked of a database: its address leads nowhere."""
    write(here, "b.csv", "member,position\nFR,oui\n")
    write(here, "good.csv", "member,position\nFR,yes\n")
    base = [PYTHON, str(ROOT / "manage.py"), "decide", "--rule", "unanimity", "--roll", "eu-27", "--ballots"]
    env = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    bad = subprocess.run([*base, "b.csv"], capture_output=True, text=True, env=env, timeout=60)
    assert (bad.returncode, bad.stdout) == (2, "")
    assert len(bad.stderr.strip().splitlines()) == 1
    assert "b.csv, line 2, column 2 (position): 'oui' is not a position" in bad.stderr
    good = subprocess.run([*base, "good.csv"], capture_output=True, text=True, env=env, timeout=60)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("Adopted by vote 1-0")
