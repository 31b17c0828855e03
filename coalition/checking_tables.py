"""Tables that somebody brings, checked line by line: every fault is named, with its line and column, at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from coalition.tables import Row, Table, TableError, table_of

MOST = 2 * 2**20  # characters
MOST_FAULTS = 200  # said at once; with more the file is another one
T = TypeVar("T")


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: the line and the column of the file, counted from 1, and the column's name."""

    line: int
    column: int
    name: str
    problem: str


class Faults:
    """Collects what is wrong, line by line."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def of(self, check: Callable[..., T], *given: object) -> T | None:
        """Return what `check` makes of it; None after a fault, which is kept."""
        try:
            return check(*given)
        except TableError as error:
            self.found.append(Fault(error.line, error.column, error.name, error.problem))
            return None


def opened(text: str, faults: Faults, *needed: str) -> Table | None:
    """Return the table, when it is one that has the columns needed."""
    if len(text) > MOST:
        faults.found.append(Fault(0, 0, "", "the file is longer than 2 MB"))
        return None
    table = faults.of(table_of, "file", text.removeprefix("\ufeff"))
    if table is not None and faults.of(_needs, table, needed) is None:
        return None
    return table


def each_once(rows: Iterable[Row], column: str, code_of: Callable[[Row, str], str], faults: Faults) -> dict[str, Row]:
    """Return the rows by member; one that comes twice, or is none, is a fault."""
    found: dict[str, Row] = {}
    for row in rows:
        code = faults.of(code_of, row, column)
        if code is None:
            continue
        if code in found:
            said = _("%(code)s is listed twice (first on line %(line)d)") % {"code": code, "line": found[code].line}
            faults.found.append(Fault(row.line, row.table.header.index(column) + 1, column, said))
        else:
            found[code] = row
    return found


def _needs(table: Table, needed: tuple[str, ...]) -> bool:
    table.need(*needed)
    return True
