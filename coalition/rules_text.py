"""The rules of procedure as a text: what a proposal to change them says, and what is read from it.

A section for each subject that changes, a line for each thing said of it; what is not said stays as it is:

    ## joint-statements
    - Notice: 48 h
    - Opened by: either

Names of lines are English or French; what they say are the words of the API. Before the first section
anything may stand: why the change is put.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid
from coalition.models.procedure import Consent, Opener, Procedure, Signing, TieBreak, Visibility

Document = dict[str, Any]
TAKEN_OUT = "taken_out"
_HEADING = re.compile(r"##\s+([a-z0-9][a-z0-9_-]{0,59})\s*\Z")
_LINE = re.compile(r"[-*]\s+([^:]+?)\s*:\s*(.*?)\s*\Z")
_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400, "j": 86400}  # j: jours
_SPAN = re.compile(r"(\d{1,6})\s*(s|min|h|d|j)\b")
_RULE = re.compile(r"([A-Za-z0-9_-]{1,80})(?:,?\s+version\s+([A-Za-z0-9._-]{1,20}))?\Z", re.ASCII)
COLON = (":", "\N{NO-BREAK SPACE}:")
_NONE, _YES, _NO = ("none", "aucun"), ("yes", "oui"), ("no", "non")


@dataclass(frozen=True)
class Change:
    """What a text says of one subject, and in which of its lines."""

    code: str
    line: int
    said: Document = field(default_factory=dict)

    @property
    def taken_out(self) -> bool:
        """Whether the subject goes."""
        return bool(self.said.get(TAKEN_OUT))


@dataclass(frozen=True)
class _Kind:
    """How one thing is written and read. `read` raises `ValueError`."""

    read: Callable[[str], Any]
    write: Callable[[Any, bool], str]


def _read_name(text: str) -> str:
    if not 0 < len(text) <= 120:
        raise ValueError
    return text


def _read_rule(text: str) -> list[str | None]:
    found = _RULE.match(text)
    if found is None:
        raise ValueError
    return [found[1], found[2]]


def _read_span(text: str) -> int | None:
    if text.lower() in _NONE:
        return None
    parts = _SPAN.findall(text)
    if not parts or _SPAN.sub("", text).strip():
        raise ValueError
    seconds = sum(int(number) * _UNITS[unit] for number, unit in parts)
    if seconds > 366 * _UNITS["d"]:
        raise ValueError
    return seconds


def _write_span(seconds: int | None, french: bool) -> str:
    if not seconds:
        return _NONE[french]
    days, rest = divmod(seconds, _UNITS["d"])
    hours, rest = divmod(rest, _UNITS["h"])
    minutes, left = divmod(rest, _UNITS["min"])
    parts = ((days, "j" if french else "d"), (hours, "h"), (minutes, "min"), (left, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def _read_flag(text: str) -> bool:
    if text.lower() in (*_YES, *_NO):
        return text.lower() in _YES
    raise ValueError


def _read_list(text: str) -> list[str]:
    return [] if text.lower() in _NONE else sorted({part.strip() for part in text.split(",") if part.strip()})


def _read_group(text: str) -> str:
    if len(text) > 60:
        raise ValueError
    return "" if text.lower() in _NONE else text


def _one_of(choices: type) -> _Kind:
    def read(text: str) -> str:
        return str(choices(text).value)

    return _Kind(read, lambda value, _french: str(value))


NAME = _Kind(_read_name, lambda value, _french: str(value))
RULE = _Kind(_read_rule, lambda value, _french: f"{value[0]}, version {value[1]}")
SPAN = _Kind(_read_span, _write_span)
FLAG = _Kind(_read_flag, lambda value, french: (_YES if value else _NO)[french])
LIST = _Kind(_read_list, lambda value, french: ", ".join(value) or _NONE[french])
GROUP = _Kind(_read_group, lambda value, french: value or _NONE[french])
CONDITION = _Kind(
    lambda text: None if text.lower() in _NONE else json.loads(text),
    lambda value, french: _NONE[french] if value is None else json.dumps(value, sort_keys=True),
)

# What can be said of a subject: the names of its line in English and in French, and how it is read.
LINES: dict[str, tuple[str, str, _Kind]] = {
    "title_en": ("Title in English", "Titre en anglais", NAME),
    "title_fr": ("Title in French", "Titre en français", NAME),
    "rule": ("Rule", "Règle", RULE),
    "procedure": ("Procedure", "Procédure", _one_of(Procedure)),
    "notice": ("Notice", "Préavis", SPAN),
    "emergency_notice": ("Notice in an emergency", "Préavis en cas d’urgence", SPAN),
    "outage_extension": ("An outage moves the deadline by", "Une panne reporte l’échéance de", SPAN),
    "consent": ("Consent to the procedure", "Accord sur la procédure", _one_of(Consent)),
    "body": ("Only the group", "Seul le groupe", GROUP),
    "quorum": ("Quorum", "Quorum", CONDITION),
    "visibility": ("Visibility", "Visibilité", _one_of(Visibility)),
    "tie_break": ("Tie", "Partage des voix", _one_of(TieBreak)),
    "opener": ("Opened by", "Ouvert par", _one_of(Opener)),
    "four_eyes_opening": ("Opened by two people", "Ouvert à deux", FLAG),
    "implications": ("Touches", "Touche à", LIST),
    "signing": ("Signed by delegates", "Signé par les délégués", _one_of(Signing)),
    "note_wait": ("Waits for signed notes", "Attend les notes signées", SPAN),
    TAKEN_OUT: ("Taken out", "Supprimé", FLAG),
}
_NAMES = {label.lower(): name for name, (*labels, _kind) in LINES.items() for label in labels}


def write(documents: list[Mapping[str, Any]], *, french: bool = False) -> str:
    """Return what the rules of procedure say on these subjects, as a text that changes them would."""
    return "\n\n".join(_section(document, french) for document in documents)


def _section(document: Mapping[str, Any], french: bool) -> str:
    lines = [
        f"- {labels[french]}{COLON[french]} {kind.write(document[name], french)}"
        for name, (*labels, kind) in LINES.items()
        if name != TAKEN_OUT
    ]
    return "\n".join([f"## {document['code']}", "", *lines])


def read(text: str) -> list[Change]:
    """Return what the text changes, subject by subject. Raises `Invalid` on the field `text` that names the line."""
    changes: list[Change] = []
    for number, line in enumerate(text.splitlines(), 1):
        heading = _HEADING.match(line)
        if heading:
            if any(each.code == heading[1] for each in changes):
                raise _wrong(number, _("The subject %(what)s has a section already.") % {"what": heading[1]})
            changes.append(Change(heading[1], number))
        elif changes and line.strip():
            _read_line(number, line, changes[-1].said)
    if not changes:
        message = _("Name each subject that changes in a heading of its own, such as “## statements”.")
        raise Invalid("no_change", message, field="text")
    empty = next((each for each in changes if not each.said), None)
    if empty:
        raise _wrong(empty.line, _("Say what changes on the subject %(what)s.") % {"what": empty.code})
    return changes


def _read_line(number: int, line: str, said: Document) -> None:
    found = _LINE.match(line.strip())
    name = _NAMES.get(found[1].lower()) if found else None
    if found is None or name is None:
        raise _wrong(number, _("This is none of the lines that rules of procedure have: “%(what)s”.") % {"what": line})
    if name in said:
        raise _wrong(number, _("“%(what)s” is said already.") % {"what": found[1]})
    try:
        said[name] = LINES[name][2].read(found[2])
    except (ValueError, RecursionError) as error:
        message = _("“%(what)s” cannot be read from “%(said)s”.") % {"what": found[1], "said": found[2]}
        raise _wrong(number, message) from error


def _wrong(number: int, message: str) -> Invalid:
    said = _("Line %(number)d: %(message)s") % {"number": number, "message": message}
    return Invalid("bad_rules_text", said, field="text")
