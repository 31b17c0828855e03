"""`manage.py analyse` and `compare`: answers, and bad input that is one line and exit status 2."""

from __future__ import annotations

import os
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from coalition.rules import catalogue
from tests.coalition.commanding import PYTHON, answer, run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, so that errors name files as given."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text)
    return name


def test_the_security_council() -> None:
    said = answer("analyse", "--rule", "unsc", "--roll", "unsc-2026")
    by_member = {row["member"]: row for row in said["members"]}
    assert [row["member"] for row in said["members"]] == list(catalogue.roll("unsc-2026").members)
    assert (by_member["FR"]["banzhaf_swings"], by_member["FR"]["shapley"]) == (848, "421/2145")
    assert (by_member["GR"]["banzhaf_swings"], by_member["GR"]["shapley"]) == (84, "4/2145")
    assert by_member["FR"]["banzhaf"] == "106/635"
    assert said["winning_coalitions"] == 848
    assert said["settled"] is False
    assert said["vetoers"] == ["CN", "FR", "GB", "RU", "US"]
    assert "probability" not in said
    assert "outcome" not in said


def test_a_veto_settles_the_vote(here: Path) -> None:
    write(here, "b.csv", "member,position\nRU,no\n")
    said = answer("analyse", "--rule", "unsc", "--roll", "unsc-2026", "--ballots", "b.csv")
    assert (said["settled"], said["settled_as"], said["outcome"]) == (True, "not_adopted", "rejected")
    assert said["carry"] == {"members": None, "sets": 0, "first": []}
    assert said["block"] == {"members": 0, "sets": 1, "first": [[]]}


def test_who_can_still_carry_and_block(here: Path) -> None:
    yes = ["CN", "FR", "GB", "RU", "US", "GR", "DK", "LV"]
    write(here, "b.csv", "member,position\n" + "".join(f"{member},yes\n" for member in yes))
    said = answer("analyse", "--rule", "unsc", "--roll", "unsc-2026", "--ballots", "b.csv")
    assert (said["outcome"], said["settled"]) == ("rejected", False)
    others = sorted(set(catalogue.roll("unsc-2026").members) - set(yes))
    assert said["undecided"] == others
    assert (said["carry"]["members"], said["carry"]["sets"]) == (1, 7)
    assert sorted(member for one in said["carry"]["first"] for member in one) == others
    assert (said["block"]["members"], said["block"]["sets"]) == (7, 1)
    assert set(said["swing_members"]) == set(others)


def test_odds(here: Path) -> None:
    write(here, "r.csv", "member\nAA\nBB\nCC\n")
    write(here, "b.csv", "member,position\nAA,yes\n")
    write(here, "o.csv", "member,yes,abstain\nBB,1/2,\nCC,0.25,0.5\nAA,0,\n")
    said = answer("analyse", "--rule", "simple-majority", "--roll", "r.csv", "--ballots", "b.csv", "--odds", "o.csv")
    # yes has BB's and CC's no against it: it carries unless both vote no or one of them does and the other abstains
    adopted = Fraction(1, 2) + Fraction(1, 2) * Fraction(1, 4)
    assert Fraction(said["probability_exact"]) == adopted
    assert said["probability"] == float(adopted)
    assert said["influence"] == {"BB": 0.75, "CC": 0.5}
    assert said["taken_as_absent"] == []


def test_a_member_with_neither_ballot_nor_odds_is_absent(here: Path) -> None:
    write(here, "o.csv", "member,yes\nFR,1\n")
    said = answer("analyse", "--rule", "simple-majority", "--roll", "e3", "--odds", "o.csv")
    assert (said["probability"], said["taken_as_absent"]) == (1.0, ["DE", "GB"])


def test_those_not_participating_leave_the_roll(here: Path) -> None:
    write(here, "b.csv", "member,position\nDK,not_participating\nIE,not_participating\n")
    said = answer("analyse", "--rule", "eu-qmv-participants", "--roll", "eu-27", "--ballots", "b.csv")
    by_member = {row["member"]: row for row in said["members"]}
    assert by_member["DK"]["banzhaf_swings"] == 0
    assert by_member["SE"]["banzhaf_swings"] > 0
    assert "DK" not in said["undecided"]
    assert said["carry"]["members"] == 14  # 55% of 25


def test_large_numbers_are_strings(here: Path) -> None:
    write(here, "r.csv", "member\n" + "".join(f"M{number}\n" for number in range(70)))
    said = answer("analyse", "--rule", "two-thirds", "--roll", "r.csv")
    assert isinstance(said["winning_coalitions"], str)
    assert said["members"][0]["shapley"] == "1/70"


def test_the_answer_in_words(here: Path) -> None:
    write(here, "b.csv", "member,position\nFR,yes\nDE,yes\n")
    write(here, "o.csv", "member,yes\n" + "".join(f"{m},0.9\n" for m in catalogue.roll("eec-6").members))
    arguments = ("--rule", "eec-1958", "--roll", "eec-6", "--ballots", "b.csv", "--odds", "o.csv")
    status, out, err = run("analyse", *arguments)
    assert (status, err) == (0, "")
    assert "Never matters: LU" in out
    assert "Winning coalitions: 14 (21.875% of all)" in out
    assert "If the vote ended now: rejected; not settled" in out
    assert "To carry it: at least 1 of the undecided; sets of that size: 1, for example IT" in out
    assert "Probability of adoption: 0.981" in out


def test_compare(here: Path) -> None:
    yes = [m for m in catalogue.roll("eu-27").members if m != "HU"]
    write(here, "b.csv", "member,position\nHU,no\n" + "".join(f"{m},yes\n" for m in yes))
    rules = "eu-qmv,unanimity,nato-consensus"
    said = answer("compare", "--rules", rules, "--roll", "eu-27", "--ballots", "b.csv")
    qmv, unanimity, nato = said["rules"]
    assert (qmv["rule"], qmv["outcome"], qmv["settled"]) == ("eu-qmv", "adopted", True)
    assert (unanimity["outcome"], unanimity["swing_members"]) == ("rejected", ["HU"])
    assert (nato["admissible"], nato["outcome"]) == (False, None)
    assert nato["obstacles"] == [{"kind": "members", "detail": ["AT", "CY", "IE", "MT"]}]
    assert said["differences"] == [{"rules": ["eu-qmv", "unanimity"], "divisions": 17769802}]


def test_compare_asks_whether_the_subject_is_admissible(here: Path) -> None:
    write(here, "b.csv", "member,position\n")
    arguments = ("compare", "--rules", "eu-qmv", "--roll", "eu-27", "--ballots", "b.csv", "--subject", "military")
    assert answer(*arguments)["rules"][0]["obstacles"] == [{"kind": "subject", "detail": ["military"]}]
    status, out, _ = run(*arguments)
    counted = "Every rule is counted on the 27 members of the roll given, not on a body's own"
    assert (status, out.strip()) == (0, f"{counted}\neu-qmv: may not be used here (subject: military)")


def test_compare_in_words(here: Path) -> None:
    write(here, "b.csv", "member,position\nFR,yes\n")
    status, out, _ = run("compare", "--rules", "e3,simple-majority,jef-opt-in", "--roll", "e3", "--ballots", "b.csv")
    assert status == 0
    assert "not settled: 2 undecided can still carry it, 1 undecided can still block it" in out
    assert "jef-opt-in: may not be used here" in out


BAD = [
    (("analyse", "--rule", "unsc"), "--roll"),
    (("analyse", "--rule", "unscx", "--roll", "unsc-2026"), "unscx: the catalogue has no rule"),
    (("analyse", "--rule", "eu-qmv", "--roll", "bare.csv"), "bare.csv, line 1, column 1: the rule needs the weight"),
    (("analyse", "--rule", "unsc", "--roll", "unsc-2026", "--ballots", "none.csv"), "none.csv: no such file"),
    (("analyse", "--rule", "e3", "--roll", "e3", "--odds", "odds.csv"), "odds.csv, line 2, column 2 (yes): '1.5' is"),
    (("analyse", "--rule", "e3", "--roll", "e3", "--fact", "haste"), "--fact haste: the rule e3 does not ask for this"),
    (("analyse", "--rule", "eu-42-7", "--roll", "eu-27"), "records answers and decides nothing"),
    (("compare", "--rules", "e3", "--roll", "e3"), "--ballots"),
    (("compare", "--rules", "e3,", "--roll", "e3", "--ballots", "ballots.csv"), "--rules: a rule has no name"),
    (("compare", "--rules", "e3,e33", "--roll", "e3", "--ballots", "ballots.csv"), "e33: the catalogue has no rule"),
    (("compare", "--rules", "e3", "--roll", "e3", "--ballots", "ballots.csv", "--fact", "x"), "--fact x"),
]


@pytest.mark.parametrize(("arguments", "error"), BAD, ids=range(len(BAD)))
def test_bad_input_is_one_line(arguments: tuple[str, ...], error: str, here: Path) -> None:
    write(here, "bare.csv", "member\nFR\n")
    write(here, "odds.csv", "member,yes\nFR,1.5\n")
    write(here, "ballots.csv", "member,position\nFR,yes\n")
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert error in err
    assert len(err.strip().splitlines()) == 1


def test_nothing_is_asked_of_a_database() -> None:
    command = [PYTHON, str(ROOT / "manage.py"), "analyse", "--rule", "eu-qmv", "--roll", "eu-27", "--json"]
    env = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"winning_coalitions": 17769803' in done.stdout
