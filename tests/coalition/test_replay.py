"""`manage.py replay`: recorded votes against their official outcomes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from coalition.rules import catalogue
from tests.coalition.commanding import answer, run

DATA = Path(__file__).parents[1] / "data"
UNGA = str(DATA / "rollcalls_unga.csv")
HEAD = "body,date,resolution,member_iso,vote,adopted\n"
INDEX = {
    (row["date"], row["resolution"]): row["majority_required"]
    for row in csv.DictReader((DATA / "rollcalls_unga_index.csv").open(encoding="utf-8"))
    if row["listed_yes"]
}


def vote(*positions: str, adopted: str = "true", date: str = "2022-02-25", name: str = "S/2022/155") -> str:
    """Lines of one recorded vote: a member, its position, the next member..."""
    pairs = zip(positions[::2], positions[1::2], strict=True)
    return "".join(f"UNSC,{date},{name},{member},{position},{adopted}\n" for member, position in pairs)


def votes(taken: dict[str, str], adopted: str, date: str, name: str) -> str:
    """The same from positions by member."""
    return vote(*(cell for pair in taken.items() for cell in pair), adopted=adopted, date=date, name=name)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def replayed(here: Path, text: str, *arguments: str) -> Any:
    (here / "calls.csv").write_text(text, encoding="utf-8")
    return answer("replay", "calls.csv", *arguments)


@pytest.mark.parametrize(("rule", "needs"), [("unga-simple", "simple"), ("unga-two-thirds", "two-thirds")])
def test_every_decision_of_the_assembly_matches_under_the_rule_it_needs(rule: str, needs: str) -> None:
    votes = answer("replay", UNGA, "--rule", rule)["votes"]
    assert len(votes) == len(INDEX) == 10
    under = [vote for vote in votes if INDEX[vote["date"], vote["resolution"]].startswith(needs)]
    assert len(under) == {"simple": 7, "two-thirds": 3}[needs]
    assert all(vote["matches"] for vote in under)


def test_the_wrong_rule_is_found_out() -> None:
    """51-49-25 in 1970: a majority, not two thirds. Exit status 1, and the reasons are given."""
    status, out, err = run("replay", UNGA, "--rule", "unga-simple")
    assert (status, err) == (1, "")
    assert out.count("MISMATCH") == 1
    assert "MISMATCH UNGA 1970-11-20 Albanian draft seating PRC (1970)" in out
    assert out.endswith("10 decisions, 9 matched, 1 mismatched\n")


def test_a_file_that_matches_exits_0(here: Path) -> None:
    (here / "calls.csv").write_text(HEAD + vote("FR", "yes", "GB", "no", adopted="false"), encoding="utf-8")
    assert run("replay", "calls.csv", "--rule", "simple-majority")[0] == 0


def test_a_veto_is_told_from_a_lack_of_votes(here: Path) -> None:
    taken = dict.fromkeys(["AL", "BR", "FR", "GA", "GB", "GH", "IE", "KE", "MX", "NO", "US"], "yes")
    taken |= {"RU": "no", "CN": "abstain", "IN": "abstain", "AE": "abstain"}
    veto = votes(taken, "false", "2022-02-25", "S/2022/155")
    lack = veto.replace("S/2022/155", "other").replace("MX,yes", "MX,abstain").replace("KE,yes", "KE,absent")
    lack = lack.replace("NO,yes", "NO,not_participating")
    answered = replayed(here, HEAD + veto + lack, "--rule", "unsc")
    assert answered["matched"] == 2
    assert [one["vetoed_by"] for one in answered["votes"]] == [["RU"], []]
    assert answered["votes"][0]["reasons"][0] == "Vetoed by Russia."
    assert answered["votes"][1]["reasons"][0] == "Not adopted for lack of votes (8 of the 9 needed): not a veto."


def test_the_council_of_eleven_with_its_historic_seats(here: Path) -> None:
    seats = ["AR", "BE", "CA", "CO", "FR", "GB", "SU", "SY", "TW", "UA", "US"]
    yes = dict.fromkeys(seats, "yes")
    adopted = votes({**yes, "SU": "absent", "UA": "abstain"}, "true", "1950-06-27", "a")
    vetoed = votes({**yes, "TW": "no"}, "0", "1955-12-13", "b")
    few = {m: "yes" if m in seats[:6] else "abstain" for m in seats}
    six = votes(few, "rejected", "1948-12-01", "S/1149")
    answered = replayed(here, HEAD + adopted + vetoed + six, "--rule", "unsc-1946")
    assert (answered["decisions"], answered["matched"], answered["mismatched"]) == (3, 3, [])


def eu(members: tuple[str, ...], date: str, adopted: str, **others: str) -> str:
    """A vote of the Council: all in favour but these."""
    taken = dict.fromkeys(members, "yes") | {m: p for p, listed in others.items() for m in listed.split()}
    return votes(taken, adopted, date, date + adopted)


def test_the_council_of_the_union_with_weights_from_the_catalogue(here: Path) -> None:
    now, nice = catalogue.roll("eu-27").members, catalogue.roll("eu-28-2013").members
    calls = eu(now, "2026-01-09", "true", no="AT FR HU IE PL", abstain="BE")
    calls += eu(now, "2024-02-16", "false", no="FR", abstain="DE EE GR")  # platform work
    calls += eu(nice, "2019-04-15", "true", no="FI IT LU NL PL SE", abstain="BE EE SI")  # copyright, 28 members
    assert replayed(here, HEAD + calls, "--rule", "eu-qmv")["matched"] == 3
    old = eu(nice, "2014-06-27", "true", no="GB HU") + eu(nice, "2014-06-28", "false", no="GB DE FR GR")
    assert replayed(here, HEAD + old, "--rule", "eu-nice-28")["matched"] == 2


def test_non_participants_leave_the_roll_of_a_vote_of_participants(here: Path) -> None:
    outside = "CZ DK HU PL RO SE"
    calls = eu(catalogue.roll("eu-27").members, "2026-01-09", "true", no="DE FR", not_participating=outside)
    assert replayed(here, HEAD + calls, "--rule", "eu-qmv-participants")["matched"] == 1
    assert replayed(here, HEAD + calls, "--rule", "eu-qmv")["matched"] == 0


def test_a_roll_given_brings_its_weights_and_its_absent_members(here: Path) -> None:
    (here / "roll.csv").write_text("member,population\nFR,60\nDE,30\nPL,10\n", encoding="utf-8")
    calls = HEAD + vote("FR", "yes", "DE", "yes")
    assert replayed(here, calls, "--rule", "eu-qmv-72", "--roll", "roll.csv")["votes"][0]["counts"]["absent"] == 1
    (mismatch,) = replayed(here, calls, "--rule", "e3", "--roll", "e3")["mismatched"]
    assert (mismatch["official"], mismatch["outcome"]) == ("adopted", "rejected")  # without the United Kingdom


def test_one_file_may_hold_votes_in_any_order_and_other_columns(here: Path) -> None:
    head = "rcid,adopted,vote,member_iso,resolution,date,body\n"
    lines = ["1,yes,YES,FR,a,2000-01-01,X", "2,no,no,FR,b,2000-01-01,X", "1,adopted,yes,UK,a,2000-01-01,X"]
    answered = replayed(here, head + "\n".join(lines), "--rule", "simple-majority")
    assert [one["counts"]["yes"] for one in answered["votes"]] == [2, 0]
    assert answered["matched"] == 2


@pytest.mark.parametrize(
    ("text", "rule", "error"),
    [
        (HEAD, "unsc", "calls.csv, line 2, column 1: no vote is listed"),
        ("body,date\n", "unsc", "calls.csv, line 1, column 1: the column 'resolution' is missing"),
        (HEAD + vote("FR", "aye"), "unsc", "calls.csv, line 2, column 5 (vote): 'aye' is not a position"),
        (HEAD + vote("FR", "yes", "FR", "no"), "unsc", "calls.csv, line 3, column 4 (member_iso): FR is listed twice"),
        (HEAD + vote("FR", "yes", adopted="maybe"), "unsc", "column 6 (adopted): 'maybe' is not an outcome"),
        (
            HEAD + vote("FR", "yes") + vote("GB", "yes", adopted="0"),
            "unsc",
            "line 3, column 6 (adopted): the outcome differs",
        ),
        (HEAD + vote("FR", "yes", date="in May"), "unsc", "column 2 (date): 'in May' is not a date"),
        (
            HEAD + vote("FR", "yes"),
            "esm-qualified",
            "line 2, column 1: S/2022/155: the rule needs the weight 'capital'",
        ),
        (HEAD + vote("SU", "yes"), "eu-qmv", "the weight 'population', and the catalogue holds none for SU"),
    ],
)
def test_bad_roll_calls_are_one_line(text: str, rule: str, error: str, here: Path) -> None:
    (here / "calls.csv").write_text(text, encoding="utf-8")
    status, out, err = run("replay", "calls.csv", "--rule", rule)
    assert (status, out) == (2, "")
    assert error in err
    assert len(err.strip().splitlines()) == 1


def test_a_member_off_the_roll_given_is_named(here: Path) -> None:
    (here / "calls.csv").write_text(HEAD + vote("FR", "yes", "JP", "yes"), encoding="utf-8")
    status, _, err = run("replay", "calls.csv", "--rule", "e3", "--roll", "e3")
    assert status == 2
    assert "calls.csv, line 3, column 4 (member_iso): JP is not a member on this roll" in err
