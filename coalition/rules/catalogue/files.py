"""The catalogue's data files, read once from the package."""

import csv
import json
from functools import cache
from importlib.resources import files
from io import StringIO

_HERE = files(__package__ or "coalition.rules.catalogue")


@cache
def names(folder: str) -> tuple[str, ...]:
    """The JSON files of a folder, by name without ending, sorted."""
    found = (entry.name for entry in _HERE.joinpath(folder).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in found if name.endswith(".json")))


def read_json(folder: str, name: str) -> object:
    """A data file as parsed: a fresh copy for each caller."""
    return json.loads(_HERE.joinpath(folder, f"{name}.json").read_text(encoding="utf-8"))


@cache
def rows(*path: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV data file."""
    text = _HERE.joinpath(*path).read_text(encoding="utf-8")
    return tuple(csv.DictReader(StringIO(text)))
