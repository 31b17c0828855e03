"""docs/verifying.md names every finding that the verifier can make, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from proposals.export import verifier

DOCS = Path(__file__).resolve().parents[3] / "docs" / "verifying.md"
SOURCE = Path(verifier.__file__).read_text()
COMPUTED = {
    "roll",
    "facts",
    "accepted",
    "early",
    "late",
    "suspended",
}  # named by a variable, beside others of their sort


def kinds_found() -> set[str]:
    """Return the first word of every finding in the source."""
    called = re.findall(r'wrong\(\s*(?:[a-z_.]+,\s*)?"([a-z_0-9]+)"', SOURCE)
    listed = re.findall(r'\("([a-z_]+)", f?"[^"]* [^"]*"\)', SOURCE)
    return {*called, *listed} | COMPUTED


def test_every_finding_is_documented():
    table = DOCS.read_text().split("## What is checked")[1].split("## How it counts")[0]
    told = set(re.findall(r"`([a-z_]+)`", "".join(line.split("|")[1] for line in table.splitlines() if "|" in line)))
    assert told == kinds_found()
