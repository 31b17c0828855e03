"""Exports made through the verbs, and the verifier run on them as a stranger runs it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from proposals.drafting.models import Proposal
from proposals.export import verifier
from proposals.export.bundling import Export
from proposals.ledger.checkpointing import checkpoint
from proposals.tasks import tick
from proposals.voting.models import Division
from tests.clocks import clock_at
from tests.factories import Body, after_grace, cast, open_vote


def write(export: Export, folder: Path, name: str = "export.jsonl") -> Path:
    """Write an export to a file."""
    path = folder / name
    path.write_bytes(b"".join(export.lines))
    return path


def verified(path: Path, **asked: Any) -> verifier.Report:
    """Verify a file in this process."""
    return verifier.verify(verifier.Asked(path, **asked))


def as_a_stranger(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of the verifier in an empty folder, with nothing of Concert in reach."""
    folder = tmp_path / "elsewhere"
    folder.mkdir(exist_ok=True)
    shutil.copy(verifier.__file__, folder / "verifier.py")
    command = [sys.executable, "-I", "verifier.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, env={})


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Read an export's lines."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def decided(body: Body, *, proposal: Proposal | None = None, **positions: str) -> Division:
    """Hold a vote to its decision."""
    division = open_vote(body, proposal=proposal)
    for code, position in positions.items():
        cast(division, body, code, position)
    settle(division)
    return division


def settle(division: Division) -> None:
    """Seal and decide a vote whose time has come, and sign the record."""
    with clock_at(after_grace(division)):
        tick()
    checkpoint(coalition_id=division.coalition_id)
