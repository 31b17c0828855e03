"""The example on the page about the analysis runs, and says what the page says."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "analysis.md"


def test_the_example_runs() -> None:
    example = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    names: dict[str, Any] = {}
    exec(example[1], names)  # noqa: S102 - the page is ours
    assert names["analysis"].power.shapley["FR"] == Fraction(838532441, 6177956400)
    assert names["analysis"].minimal_winning.count == 4375666
    assert not names["vote"].settled
