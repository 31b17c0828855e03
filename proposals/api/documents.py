"""Rules and rolls that come in as JSON: bounded before anything reads them, refused with the place that is wrong."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coalition.errors import Invalid
from coalition.rules import catalogue
from coalition.rules.errors import RollError
from coalition.rules.rolls import Roll

LONGEST = 100_000  # characters, counted as they stand between the quotes
DEEPEST = 128
MOST_MEMBERS = 300


@extend_schema_field(OpenApiTypes.OBJECT)
class GivenDocument(serializers.Field[Any, Any, Any, Any]):
    """A JSON object of bounded length and depth."""

    default_error_messages = {
        "not_an_object": _("Give a JSON object."),
        "too_long": _("The document is longer than 100 KB."),
        "too_deep": _("The document is nested too deeply."),
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the object. It is measured without recursion: its depth is anybody's."""
        if not isinstance(data, dict):
            self.fail("not_an_object")
        length, depth, level = 0, 0, [data]
        while level:
            length, depth = length + sum(map(_own_length, level)), depth + 1
            if length > LONGEST:
                self.fail("too_long")
            if depth > DEEPEST:
                self.fail("too_deep")
            level = [inner for outer in level for inner in _inside(outer)]
        return dict(data)


def _own_length(value: Any) -> int:
    """Return about how many characters a value takes, without what is inside it."""
    if isinstance(value, dict):
        return 2 + sum(len(name) + 4 for name in value)
    if isinstance(value, list):
        return 2 + len(value)
    return len(value) + 2 if isinstance(value, str) else len(str(value))


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def roll_named(name: str) -> Roll:
    """Return a roll of the catalogue. Raises `Invalid`."""
    if name not in catalogue.roll_ids():
        raise Invalid("unknown_roll", _("The catalogue has no roll “%(name)s”.") % {"name": name}, field="roll")
    return catalogue.roll(name)


def roll_given(document: Any) -> Roll:
    """Return the roll in a document. Raises `Invalid`."""
    members = document.get("members")
    if isinstance(members, list) and len(members) > MOST_MEMBERS:
        message = _("A roll holds at most %(most)d members.") % {"most": MOST_MEMBERS}
        raise Invalid("bad_roll", message, field="roll_document.members")
    try:
        return Roll.from_json(document)
    except RollError as error:
        raise Invalid("bad_roll", str(error), field="roll_document") from error
