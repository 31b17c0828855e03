"""The verifier on 100,000 entries: a generated season, held again and again. Target: 10 seconds, in bounded memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coalition.rules import catalogue
from proposals.export import verifier
from proposals.export.bundling import export_coalition
from tests.proposals.export.forging import Forgery, Line
from tests.proposals.export.verifying import write
from tests.seasons import a_season

ENTRIES = 100_000


def held_again(season: Forgery, number: int, votes: int) -> list[Line]:
    """Return the season's lines with other votes, proposals and numbers of decisions."""
    return [_again(line, number, votes) for line in season.lines if "of" in line or _is_of_a_vote(line)]


def _is_of_a_vote(line: Line) -> bool:
    return "entry" in line and line["entry"]["subject"].startswith(("proposal:", "division:"))


def _again(line: Line, number: int, votes: int) -> Line:
    if "entry" not in line:
        return dict(line)
    entry = dict(line["entry"])
    body = entry["body"] = dict(entry["body"])
    entry["subject"] += f"-{number}"
    if "proposal" in body:
        body["proposal"] += f"-{number}"
    if "decision" in body:
        year, decision = body["decision"].split("/")
        body["decision"] = f"{year}/{int(decision) + number * votes}"
    return {"entry": entry}


def a_long_record(season: Forgery, votes: int) -> Forgery:
    """Return a record of `ENTRIES` entries and more, signed after each holding; the coalition's own acts come first."""
    founding = [line for line in season.lines if "entry" in line and not _is_of_a_vote(line)]
    signed = next(line for line in season.lines if "checkpoint" in line)
    lines, number = [season.lines[0], *founding], 0
    while len(lines) < ENTRIES * 1.1:
        checkpoint = {"checkpoint": {"signature": "", "statement": dict(signed["checkpoint"]["statement"])}}
        lines += [*held_again(season, number, votes), checkpoint]
        number += 1
    return Forgery([*lines, {"end": {"entries": 0}}]).resigned()


@pytest.mark.benchmark
@pytest.mark.django_db
def test_the_verifier(tmp_path: Path):
    body, divisions = a_season(seed=1, rule_ids=catalogue.rule_ids()[::2])
    season = Forgery(write(export_coalition(body.coalition), tmp_path))
    path = a_long_record(season, len(divisions)).write(tmp_path / "long.jsonl")
    print(f"\n### verifier: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    run = subprocess.run([sys.executable, "-I", verifier.__file__, str(path)], capture_output=True, text=True)
    elapsed = time.perf_counter() - before[0]
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(run.stdout.strip().splitlines()[-1])
    print(f"{path.stat().st_size / 1e6:.0f} MB in {elapsed:.1f} s, {usage.ru_utime - before[1]:.1f} s of one core,"
          f" {usage.ru_maxrss / 1024:.0f} MB of memory")  # fmt: skip
    assert run.returncode == 0, run.stdout
