"""The published JSON Schema of a rule."""

import json
from importlib.resources import files


def rule_schema() -> dict[str, object]:
    """The schema, versioned by its `$id`. What it cannot say, `reading` says."""
    schema = json.loads(files("coalition.rules").joinpath("schema.json").read_text(encoding="utf-8"))
    assert isinstance(schema, dict)
    return schema
