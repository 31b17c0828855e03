"""Members and weights from a CSV file, as `--roll` of the commands reads it: previewed, then one act of two people.

A member that is not one yet is admitted, under the names in the file or those of the catalogue; a weight that differs
is set. Nobody is withdrawn, and groups and suspensions stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from coalition import four_eyes
from coalition.checking_tables import MOST_FAULTS, Fault, Faults, each_once, opened
from coalition.errors import Conflict, Invalid
from coalition.four_eyes import Arguments, Asked, Kind, Step, kind_named
from coalition.known import Known
from coalition.membership import LARGEST, check_text
from coalition.models import Coalition, Person, Weight
from coalition.permissions import Act
from coalition.recording import new_salt, record, sealed
from coalition.rolls import members_at
from coalition.rules import catalogue
from coalition.tables import DESCRIPTIVE, MEMBER_COLUMNS, Row, Table, member_code, weight_in


@dataclass(frozen=True)
class Preview:
    """What the file would do, and what is wrong with it; with any fault it does nothing."""

    admitted: list[dict[str, str]]
    weights: list[dict[str, str]]
    ignored: list[str]  # columns that are not imported
    faults: list[Fault]
    more_faults: int = 0

    @property
    def is_good(self) -> bool:
        """Whether it can be asked for."""
        return not self.faults and bool(self.admitted or self.weights)


def preview(*, coalition: Coalition, text: str, instant: datetime) -> Preview:
    """Return what importing the text of a file would do at `instant`. Nothing is written."""
    faults = Faults()
    table = opened(text, faults)
    column = next((name for name in MEMBER_COLUMNS if table and name in table.header), "member")
    if table is None or faults.of(_has, table, column) is None:
        return Preview([], [], [], faults.found)
    rows = each_once(table.rows, column, member_code, faults)
    there = {member.code for member in members_at(coalition, instant)}
    admitted = [faults.of(_admission, code, row) for code, row in rows.items() if code not in there]
    names = [n for n in table.header if n != column and not _is_flag(n) and not DESCRIPTIVE.fullmatch(n)]
    held = _held(coalition, instant)
    weights = [w for code, row in rows.items() for w in _weights(code, row, names, held, faults)]
    found = sorted(faults.found, key=lambda fault: (fault.line, fault.column))
    ignored = [name for name in table.header if _is_flag(name)]
    return Preview(
        [each for each in admitted if each], weights, ignored, found[:MOST_FAULTS], max(len(found) - MOST_FAULTS, 0)
    )


def import_roll(*, coalition: Coalition, text: str, source: str, by: Person, instant: datetime) -> Step[None]:
    """Ask for the members and weights of a file to be taken over, as one act; `source` says where they come from.

    Raises `Invalid` when anything in the file is wrong, so that all of it or nothing is done.
    """
    made = preview(coalition=coalition, text=text, instant=instant)
    if made.faults:
        fault = made.faults[0]
        said = {"line": fault.line, "column": fault.column, "problem": fault.problem}
        raise Invalid("bad_file", _("Line %(line)d, column %(column)d: %(problem)s.") % said, field="text")
    if not made.is_good:
        raise Invalid("nothing_new", _("The file holds nothing that is not on the roll already."), field="text")
    asked: dict[str, Any] = {
        "admitted": made.admitted,
        "weights": made.weights,
        "source": source.strip(),
        "source_salt": new_salt(),
    }
    return four_eyes.do(coalition=coalition, kind="roll_imported", arguments=asked, by=by)


def _has(table: Table, column: str) -> bool:
    table.need(column)
    return True


def _is_flag(name: str) -> bool:
    return name.startswith("group:") or name == "suspended"


def _admission(code: str, row: Row) -> dict[str, str]:
    known = {state.iso2: state for state in catalogue.states()}
    state, cells = known.get(code), row.cells
    names = {
        "name_en": cells.get("name_en", "") or cells.get("name", "") or (state.name_en if state else ""),
        "name_fr": cells.get("name_fr", "") or (state.name_fr if state else "") or cells.get("name_en", ""),
    }
    column = next(name for name in MEMBER_COLUMNS if name in row.table.header)
    if not names["name_en"]:
        message = gettext("%(code)s is no member yet, and has no name: give name_en and name_fr")
        raise row.error(column, message % {"code": code})
    if len(code) > 8:
        raise row.error(column, gettext("'%(code)s' is not a member's code") % {"code": code})
    return {"code": code, **names}


def _held(coalition: Coalition, instant: datetime) -> dict[tuple[str, str], int]:
    rows = Weight.objects.at(instant).filter(member__coalition=coalition)
    return {(code, name): value for code, name, value in rows.values_list("member__code", "name", "value")}


def _weights(
    code: str, row: Row, names: list[str], held: dict[tuple[str, str], int], faults: Faults
) -> list[dict[str, str]]:
    """The weights of a row that differ from those held; an empty cell says nothing."""
    found = []
    for name in names:
        value = faults.of(_weight, row, name) if row.cells[name] else None
        if value is not None and held.get((code, name)) != value:
            found.append({"member": code, "name": name, "value": str(value)})
    return found


def _weight(row: Row, name: str) -> int:
    value = weight_in(row, name)
    if value > LARGEST:
        raise row.error(name, gettext("this is more than can be kept"))
    return value


# The act --------------------------------------------------------------------------------------------------------------


def _pieces(asked: Asked) -> list[tuple[Kind, Asked]]:
    """The acts that it is made of. They name its two people, and it alone the number of the act."""
    given = asked.arguments
    admissions = [("member_admitted", {**each, "at": None}) for each in given["admitted"]]
    said = {"source": given["source"], "source_salt": given["source_salt"], "at": None}
    weights = [("weight_set", {**each, **said}) for each in given["weights"]]
    return [
        (kind_named(kind), replace(asked, arguments=arguments, number=None)) for kind, arguments in admissions + weights
    ]


def _check(asked: Asked) -> None:
    """Check what can be checked before anybody is admitted; each piece is checked again when it is done."""
    check_text(asked.arguments["source"], "source", 200)
    new = {each["code"] for each in asked.arguments["admitted"]}
    for kind, piece in _pieces(asked):
        if piece.arguments.get("member") not in new:
            kind.check(piece)


def _perform(asked: Asked) -> None:
    for kind, piece in _pieces(asked):
        try:
            kind.check(piece)
        except Invalid as fault:
            raise Conflict("import_overtaken", str(fault)) from fault
        kind.perform(piece)
    record(
        coalition_id=asked.coalition.pk,
        kind="roll_imported",
        subject=f"coalition:{asked.coalition.pk}",
        at=asked.at,
        body={**_recorded(asked.arguments), **asked.by},
    )


def _recorded(given: Arguments) -> dict[str, Any]:
    return {
        "admitted": [each["code"] for each in given["admitted"]],
        "weights": len(given["weights"]),
        "source_hash": sealed(given["source"], given["source_salt"]),
    }


def _sentence(given: Arguments, known: Known) -> str:
    admitted = ", ".join(known.pick(each["name_en"], each["name_fr"]) for each in given["admitted"])
    weights = ngettext("set %(count)d weight", "set %(count)d weights", len(given["weights"]))
    said = {"weights": weights % {"count": len(given["weights"])}, "source": given["source"], "admitted": admitted}
    if admitted:
        return str(_("Import: admit %(admitted)s; %(weights)s. Source: %(source)s.") % said)
    return str(_("Import: %(weights)s. Source: %(source)s.") % said)


four_eyes.register(
    Kind("roll_imported", Act.CHANGE_ROLL, _("Import of members and weights"), _sentence, _perform, _check, _recorded)
)
