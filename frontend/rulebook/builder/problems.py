"""What is wrong, and beside which field it is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# The last step of a place in a rule, and the field of a condition that it is about.
FIELDS = {
    "in": "who",
    "of": "of",
    "weight": "weight",
    "group": "group",
    "some": "least",
    "fact": "fact",
    "else": "else",
    "plus": "plus",
    "at_least": "number",
    "more_than": "number",
    "at_most": "number",
    "fewer_than": "number",
}
FIRST = {"test": "number", "group": "mode", "fact": "fact", "seat": "seat", "raw": "json"}
# The first step of a place outside the conditions.
OWN = {
    "id": "id",
    "version": "version",
    "title": "title_en",
    "tie": "tie",
    "manner": "manner",
    "effect": "binds",
    "disregard": "disregard",
    "read": "read_absent",
    "adopt": "adopt-mode",
    "admissible": "needs_members",
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field: `path` is the condition's, empty for the rule's own fields."""

    path: str
    key: str
    message: str

    @property
    def anchor(self) -> str:
        """The id of the field."""
        return anchor(self.path, self.key)


def anchor(path: str, key: str) -> str:
    """The id of a field."""
    return "-".join(("f", *path.split("."), key)) if path else f"f-{key}"


def located(place: str, message: str, document: Mapping[str, Any], nodes: Mapping[str, tuple[str, Any]]) -> Problem:
    """A problem at a place of the document, beside the field that wrote it. `nodes` are kind and JSON by path."""
    written = {id(value): (path, kind) for path, (kind, value) in nodes.items()}
    found = [
        (where, *written[id(value)])
        for where, value in _places(document, "")
        if id(value) in written and (place == where or place.startswith((f"{where}.", f"{where}[")))
    ]
    if not found:
        return Problem("", OWN.get(place.partition(".")[0].partition("[")[0], "rule"), message)
    where, path, kind = max(found, key=lambda each: len(each[0]))
    rest = place[len(where) :].lstrip(".").replace("[", ".").split(".")
    keys = [FIELDS[step] for step in rest if step in FIELDS]
    return Problem(path, keys[-1] if keys and kind == "test" else FIRST[kind], message)


def _places(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Every object of a document with its place, as the reader of rules names it."""
    if isinstance(value, Mapping):
        yield place, value
        for key, inner in value.items():
            yield from _places(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _places(inner, f"{place}[{index}]")
