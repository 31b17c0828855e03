"""Tables from outside: rolls, ballots, odds and roll calls in CSV, rules in JSON.

Whatever is wrong with a file is said with its name, line and column. Codes are ISO 3166 alpha-2; EL and UK are read
as GR and GB; codes no longer in ISO (SU, YU, DD, CS, TW, YD) are codes like any other.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from io import StringIO
from pathlib import Path

from django.utils.translation import gettext as _

from coalition.rules import catalogue
from coalition.rules.errors import RollError, RuleError
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.tables_json import NotJsonError, parse_json, where

ALIASES = {"EL": "GR", "UK": "GB"}
MEMBER_COLUMNS = ("member", "member_iso", "iso2")
# Columns of a roll that describe and count for nothing.
DESCRIPTIVE = re.compile(r"name(_\w+)?|iso3|source|notes?|exact_official|official_pct")
TRUE = frozenset({"true", "1", "yes", "y", "t", "adopted", "passed"})
FALSE = frozenset({"false", "0", "no", "n", "f", "rejected", "not adopted", "not_adopted", "failed", "vetoed"})


class TableError(ValueError):
    """A file that cannot be used: says file, line, column and what is wrong, in one line."""

    def __init__(self, file: object, problem: str, line: int = 0, column: int = 0, name: str = "") -> None:
        place = f"{file}"
        if line:
            place += f", line {line}, column {column or 1}" + (f" ({name})" if name else "")
        line_of_text = " ".join(f"{place}: {problem}".split())
        super().__init__("".join(c if c.isprintable() else "?" for c in line_of_text))
        self.problem, self.line, self.column, self.name = problem, line, column, name


@dataclass(frozen=True)
class Row:
    """One line of a table: its number in the file and its cells by column."""

    table: "Table"
    line: int
    cells: Mapping[str, str]

    def error(self, column: str, problem: str) -> TableError:
        """What is wrong in one cell."""
        return TableError(self.table.file, problem, self.line, self.table.header.index(column) + 1, column)


@dataclass(frozen=True)
class Table:
    """A CSV file with a header."""

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...] = field(default=(), compare=False)

    def need(self, *columns: str) -> None:
        """Refuse a table that lacks a column."""
        for column in columns:
            if column not in self.header:
                found = ", ".join(self.header)
                raise TableError(
                    self.file,
                    _("the column '%(name)s' is missing; found %(found)s") % {"name": column, "found": found},
                    1,
                )

    def allow(self, *columns: str) -> None:
        """Refuse a column that means nothing here."""
        for index, column in enumerate(self.header):
            if column not in columns:
                known = ", ".join(columns)
                raise TableError(
                    self.file,
                    _("unknown column '%(name)s'; known: %(known)s") % {"name": column, "known": known},
                    1,
                    index + 1,
                )


@dataclass(frozen=True)
class Odds:
    """How likely a member is to vote yes, or to abstain; the rest is no. Exact as written."""

    yes: Fraction
    abstain: Fraction


@dataclass(frozen=True)
class RollCall:
    """One recorded vote: the positions of the members listed, and the official outcome."""

    file: str
    line: int
    body: str
    date: str
    resolution: str
    adopted: bool
    positions: Mapping[str, Position]
    lines: Mapping[str, int]
    column: int  # of the members, counted from 1


def read_text(file: str) -> str:
    """The text of a file: UTF-8, with or without a byte-order mark."""
    try:
        data = Path(file).read_bytes()
    except FileNotFoundError:
        raise TableError(file, "no such file") from None
    except IsADirectoryError:
        raise TableError(file, "is a directory, not a file") from None
    except (OSError, ValueError) as error:
        raise TableError(file, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise TableError(file, "not UTF-8 text", before.count(b"\n") + 1, column) from None


def read_table(file: str) -> Table:
    """A CSV file as a table. Blank lines are skipped; every other line has as many cells as the header."""
    return table_of(file, read_text(file))


def table_of(file: str, text: str) -> Table:
    """The text of a CSV file as a table."""
    lines = _lines(file, text)
    try:
        line, header = next(lines)
    except StopIteration:
        raise TableError(file, _("the file is empty: a header is needed"), 1) from None
    names = tuple(cell.strip() for cell in header)
    for index, name in enumerate(names):
        if not name or name in names[:index]:
            problem = _("the column '%(name)s' comes twice") % {"name": name} if name else _("a column has no name")
            raise TableError(file, problem, line, index + 1)
    table = Table(file, names)
    return Table(file, names, tuple(_row(table, line, cells) for line, cells in lines))


def _lines(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold anything, each with the number of its first line."""
    first = text.partition("\n")[0]
    reader = csv.reader(StringIO(text), delimiter=";" if ";" in first and "," not in first else ",", strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(file, _("not CSV: %(reason)s") % {"reason": error}, line) from None
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _row(table: Table, line: int, cells: list[str]) -> Row:
    if len(cells) != len(table.header):
        short = min(len(cells), len(table.header)) + 1
        said = {"cells": len(cells), "columns": len(table.header)}
        raise TableError(table.file, _("%(cells)d cells where the header has %(columns)d") % said, line, short)
    return Row(table, line, {name: cell.strip() for name, cell in zip(table.header, cells, strict=True)})


def member_code(row: Row, column: str) -> str:
    """The member in a cell."""
    code = row.cells[column]
    if not code:
        raise row.error(column, _("no member is given"))
    if len(code) > 40 or not code.isprintable() or " " in code:
        raise row.error(column, _("'%(code)s' is not a member's code") % {"code": code[:40]})
    code = code.upper() if len(code) == 2 else code
    return ALIASES.get(code, code)


def read_roll(file: str) -> Roll:
    """A roll: `member`, a column per weight, a 0/1 column per `group:NAME`, and 0/1 `suspended`."""
    table = read_table(file)
    column = next((name for name in MEMBER_COLUMNS if name in table.header), "member")
    table.need(column)
    members = _members(table, column)
    if not members:
        raise TableError(file, _("no member is listed"), 2)
    flags = [name for name in table.header if name.startswith("group:") or name == "suspended"]
    weights = [n for n in table.header if n != column and n not in flags and not DESCRIPTIVE.fullmatch(n)]
    groups = {name: frozenset(m for m, row in members.items() if _flag(row, name)) for name in flags}
    return Roll(
        members=tuple(members),
        weights={name: {member: weight_in(row, name) for member, row in members.items()} for name in weights},
        groups={_group(table, name): group for name, group in groups.items() if name != "suspended"},
        suspended=groups.get("suspended", frozenset()),
    )


def _group(table: Table, column: str) -> str:
    name = column.removeprefix("group:").strip()
    if not name:
        raise TableError(table.file, _("a group has no name"), 1, table.header.index(column) + 1, column)
    return name


def _members(table: Table, column: str) -> dict[str, Row]:
    """The rows by member; a member comes once."""
    members: dict[str, Row] = {}
    for row in table.rows:
        code = member_code(row, column)
        if code in members:
            said = {"code": code, "line": members[code].line}
            raise row.error(column, _("%(code)s is listed twice (first on line %(line)d)") % said)
        members[code] = row
    return members


def weight_in(row: Row, column: str) -> int:
    """The weight in a cell."""
    text = row.cells[column]
    if not re.fullmatch(r"[0-9]{1,60}", text, re.ASCII):
        message = _("'%(text)s' is not a weight: a whole number from 0 is needed")
        raise row.error(column, message % {"text": text[:40]})
    return int(text)


def _flag(row: Row, column: str) -> bool:
    text = row.cells[column].lower()
    if text in ("1", "true"):
        return True
    if text in ("0", "", "false"):
        return False
    raise row.error(column, _("'%(text)s' is neither 0 nor 1") % {"text": text[:40]})


def read_ballots(file: str, roll: Roll) -> dict[str, Position]:
    """Ballots: `member,position`, each member of the roll at most once."""
    table = read_table(file)
    column = next((name for name in MEMBER_COLUMNS if name in table.header), "member")
    table.need(column, "position")
    table.allow(column, "position")
    rows = _members(table, column)
    return {_on_roll(code, row, column, roll): position_in(row, "position") for code, row in rows.items()}


def _on_roll(code: str, row: Row, column: str, roll: Roll) -> str:
    if code not in roll.members:
        raise row.error(column, _("%(code)s is not a member on this roll") % {"code": code})
    return code


def position_in(row: Row, column: str) -> Position:
    """The position in a cell."""
    text = row.cells[column]
    plain = re.sub(r"[\s-]+", "_", text.lower())
    if plain not in {position.value for position in Position}:
        known = ", ".join(position.value for position in Position)
        said = {"text": text[:40], "known": known}
        raise row.error(column, _("'%(text)s' is not a position; known: %(known)s") % said)
    return Position(plain)


def read_odds(file: str, roll: Roll) -> dict[str, Odds]:
    """Odds: `member,yes[,abstain]`, each from 0 to 1 and together at most 1."""
    table = read_table(file)
    column = next((name for name in MEMBER_COLUMNS if name in table.header), "member")
    table.need(column, "yes")
    table.allow(column, "yes", "abstain")
    return {_on_roll(code, row, column, roll): _odds(row) for code, row in _members(table, column).items()}


def _odds(row: Row) -> Odds:
    yes = _probability(row, "yes")
    abstain = _probability(row, "abstain") if row.cells.get("abstain") else Fraction(0)
    if yes + abstain > 1:
        raise row.error("abstain", f"yes and abstain together are {float(yes + abstain):g}: more than 1")
    return Odds(yes, abstain)


def _probability(row: Row, column: str) -> Fraction:
    text = row.cells[column]
    if not re.fullmatch(r"[0-9]{1,20}(\.[0-9]{1,30})?|\.[0-9]{1,30}|[0-9]{1,20}/0*[1-9][0-9]{0,20}", text, re.ASCII):
        raise row.error(column, f"'{text[:40]}' is not a probability from 0 to 1")
    value = Fraction(text)
    if value > 1:
        raise row.error(column, f"'{text[:40]}' is more than 1")
    return value


def read_roll_calls(file: str) -> list[RollCall]:
    """Recorded votes, one member a line: `body,date,resolution,member_iso,vote,adopted`; other columns are ignored."""
    column, votes = votes_in(read_table(file))
    return [roll_call_of(rows, column) for rows in votes]


def votes_in(table: Table) -> tuple[str, list[list[Row]]]:
    """The column of the members, and the lines of each recorded vote."""
    column = next((name for name in ("member_iso", "member") if name in table.header), "member_iso")
    table.need("body", "date", "resolution", column, "vote", "adopted")
    votes: dict[tuple[str, str, str], list[Row]] = {}
    for row in table.rows:
        votes.setdefault((row.cells["body"], row.cells["date"], row.cells["resolution"]), []).append(row)
    if not votes:
        raise TableError(table.file, _("no vote is listed"), 2)
    return column, list(votes.values())


def roll_call_of(rows: list[Row], column: str) -> RollCall:
    """One recorded vote from its lines. Raises `TableError` for the first that is wrong."""
    first = rows[0]
    if not re.match(r"[0-9]{4}(-|\Z)", first.cells["date"]):
        said = {"text": first.cells["date"][:40]}
        raise first.error("date", _("'%(text)s' is not a date: write 2022-03-02") % said)
    members = _members(Table(first.table.file, first.table.header, tuple(rows)), column)
    adopted = adopted_in(first)
    for row in rows:
        if adopted_in(row) is not adopted:
            message = _("the outcome differs from line %(line)d of the same vote")
            raise row.error("adopted", message % {"line": first.line})
    return RollCall(
        file=first.table.file,
        line=first.line,
        body=first.cells["body"],
        date=first.cells["date"],
        resolution=first.cells["resolution"],
        adopted=adopted,
        positions={code: position_in(row, "vote") for code, row in members.items()},
        lines={code: row.line for code, row in members.items()},
        column=first.table.header.index(column) + 1,
    )


def adopted_in(row: Row) -> bool:
    """The official outcome in a row."""
    text = row.cells["adopted"].lower()
    if text in TRUE or text in FALSE:
        return text in TRUE
    raise row.error("adopted", _("'%(text)s' is not an outcome: write true or false") % {"text": text[:40]})


def find_rule(name: str) -> Rule:
    """A rule by its catalogue id or its JSON file."""
    if name in catalogue.rule_ids():
        return catalogue.rule(name)
    _need_file(name, "rule")
    text = read_text(name)
    try:
        return read_rule(parse_json(text))
    except NotJsonError as error:
        raise TableError(name, str(error), error.line, error.column) from None
    except RuleError as error:
        line, column = where(text, error.place)
        raise TableError(name, str(error), line, column) from None


def find_roll(name: str) -> Roll:
    """A roll by its catalogue id or its CSV file."""
    if name in catalogue.roll_ids():
        return catalogue.roll(name)
    _need_file(name, "roll")
    try:
        return read_roll(name)
    except RollError as error:
        raise TableError(name, str(error), 1) from None


def _need_file(name: str, kind: str) -> None:
    try:
        exists = Path(name).exists()
    except (OSError, ValueError):
        exists = False
    if not exists:
        raise TableError(name, f"the catalogue has no {kind} of this id, and there is no such file")
