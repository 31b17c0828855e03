"""Cells of a spreadsheet: what it would compute is made text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before what could begin one."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the table as CSV, with the mark by which a spreadsheet knows UTF-8."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow([harmless(name) for name in header])
    for row in rows:
        writer.writerow([harmless("" if cell is None else str(cell)) for cell in row])
    return file.getvalue()
