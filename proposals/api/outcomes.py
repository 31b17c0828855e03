"""The JSON of an outcome, described: what `coalition.rules.outcomes` writes and a decision freezes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field

from coalition.rules.positions import Position
from coalition.rules.results import Result
from coalition.rules.rule import Binds, Manner, Tie
from proposals.api.fields import AsIs

_WHOLE = {"oneOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+$"}]}
_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_MAYBE = {"type": ["string", "null"]}
_POSITION = {"type": "string", "enum": [position.value for position in Position]}


def _object(properties: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "required": sorted(properties),
        "properties": properties,
    }


def _by_position(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value, "propertyNames": _POSITION}


CONDITION = _object(
    {
        "kind": _TEXT,
        "role": {"type": "string", "enum": ["quorum", "adopt", "reject"]},
        "place": _TEXT,
        "holds": {"type": "boolean"},
        "have": _WHOLE,
        "need": _WHOLE,
        "missing": _WHOLE,
        "comparison": _MAYBE,
        "of": _MAYBE,
        "of_amount": _WHOLE,
        "share": _MAYBE,
        "weight": _MAYBE,
        "group": _MAYBE,
        "fact": _MAYBE,
        "computed": {"type": "boolean"},
        "tie": {"type": "boolean"},
        "counted": {"type": "array", "items": _POSITION},
        "segments": _by_position(_WHOLE),
        "members": {"type": "object", "additionalProperties": _POSITION},
        "seats": {"type": "object", "additionalProperties": _POSITION},
        "children": {"type": "array", "items": {"$ref": "#/components/schemas/Condition"}},
    },
    "One condition of the rule: whether it holds, what it has and needs, and how much is missing.",
)
TALLY = _object(
    {
        "members": _by_position(_TEXTS),
        "counts": _by_position({"type": "integer"}),
        "weights": {"type": "object", "additionalProperties": _by_position(_WHOLE)},
        "suspended": _TEXTS,
        "disregarded": _TEXTS,
    },
    "Members by position, how many, and the sum of each weight.",
)
OUTCOME = _object(
    {
        "rule": _TEXT,
        "version": _TEXT,
        "result": {"type": "string", "enum": [result.value for result in Result]},
        "manner": {"type": "string", "enum": [manner.value for manner in Manner]},
        "tally": {"$ref": "#/components/schemas/Count"},
        "conditions": {"type": "array", "items": {"$ref": "#/components/schemas/Condition"}},
        "bound": _TEXTS,
        "unaccepted": _TEXTS | {"description": "Would be bound too, had they accepted the rules of procedure."},
        "effect": _object(
            {"binds": {"type": "string", "enum": [b.value for b in Binds]}, "political": {"type": "boolean"}},
            "Whom an adopted text binds.",
        ),
        "supported_by": _object({"yes": {"type": "integer"}, "of": {"type": "integer"}}, "For, of those counted."),
        "tie": {"type": ["string", "null"], "enum": [*(tie.value for tie in Tie), None]},
        "facts": _TEXTS,
    },
    "What the rule makes of the tally, with the reasons.",
)
COMPONENTS = {"Condition": CONDITION, "Count": TALLY, "Outcome": OUTCOME}


@extend_schema_field({"$ref": "#/components/schemas/Outcome"})
class OutcomeDocument(AsIs):
    """An outcome, as its own module wrote it."""
