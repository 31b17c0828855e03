"""The page on integrity names tests and checks: each of them exists, and every invariant has its line."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.invariants.checks import checks
from tests.stack.processes import ROOT

PAGE = (ROOT / "docs" / "integrity.md").read_text()
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)
INVARIANTS = PAGE.split("## The invariants")[1].split("## Faults")[0]


def functions_of(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists():
    assert len(NAMED) > 50
    missing = [(file, name) for file, name in NAMED if name and name not in functions_of(ROOT / file)]
    assert not missing


def test_every_invariant_has_its_line_and_every_check_is_named():
    numbers = re.findall(r"^\| ([\d, ]+) \|", INVARIANTS, re.MULTILINE)
    assert [int(n) for each in numbers for n in each.split(",")] == list(range(1, 25))
    assert set(re.findall(r"`(i\d\d_\w+)`", INVARIANTS)) == {check.__name__ for check in checks().values()}


def test_every_fault_has_a_test():
    rows = [line for line in PAGE.split("## Faults and attacks")[1].split("## Figures")[0].splitlines() if "|" in line]
    for row in rows[2:]:
        assert "`tests/" in row, row
