"""Fields that take only what they say: no number for a text, no word for a number, no instant without its offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coalition.rules.numbers import json_integer
from proposals.ledger.canonical import timestamp

LARGEST_ID = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 1000, 9998  # beyond them an instant cannot be written in every zone, with four digits
BY_LANGUAGE = {
    "type": "object",
    "required": ["en", "fr"],
    "properties": {"en": {"type": "string"}, "fr": {"type": "string"}},
}
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)\Z", re.ASCII)
_NAIVE = re.compile(r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?)?\Z", re.ASCII)
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,18}\Z", re.ASCII)


class Text(serializers.CharField):
    """A string, as it was sent: its own verb trims it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **options})

    def to_internal_value(self, data: Any) -> str:
        """Return the string; refuse numbers, which the framework would turn into one."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Hexadecimal(Text):
    """Bytes, two lower-case hexadecimal digits each."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators.append(RegexValidator(r"\A(?:[0-9a-f]{2})+\Z"))


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "example": "22:00"})
class Hour(serializers.TimeField):
    """An hour of the day to the minute, as `22:00`, in whichever zone the field says."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **options)

    def to_internal_value(self, value: Any) -> time:
        """Return the hour; a second would be lost, and one digit is no hour."""
        if not (isinstance(value, str) and _HOUR.match(value)):
            self.fail("invalid", format="22:00")
        return super().to_internal_value(value)


class Flag(serializers.BooleanField):
    """true or false of JSON, not "yes" or 1."""

    def to_internal_value(self, data: Any) -> bool:
        """Return the truth value."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class RowId(serializers.IntegerField):
    """The number of a row; whatever no row can have is refused, not overflown."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **options)

    def to_internal_value(self, data: Any) -> int:
        """Return the number."""
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return data


class Instant(serializers.DateTimeField):
    """An instant of RFC 3339 with its offset, written in UTC with six decimals, as the ledger writes it."""

    default_error_messages = {
        "naive": _("Give the offset from UTC too, such as 2026-03-01T12:00:00Z."),
        "invalid": _("Not an instant: write it as 2026-03-01T12:00:00Z."),
        "year": _("Give a year from 1000 to 9998."),
    }

    def to_internal_value(self, value: Any) -> datetime:
        """Return the instant in UTC."""
        if isinstance(value, str) and _NAIVE.match(value):
            self.fail("naive")
        if not isinstance(value, str) or not _RFC_3339.match(value):
            self.fail("invalid")
        instant: datetime = super().to_internal_value(value.upper())
        if not FIRST_YEAR <= instant.year <= LAST_YEAR:
            self.fail("year")
        return instant

    def to_representation(self, value: Any) -> Any:
        """Return the instant as text."""
        return timestamp(value) if value else None

    def default_timezone(self) -> Any:
        """UTC, whatever zone a page has set for its reader."""
        return UTC


FLAGS = ["true", "false"]


class QueryFlag(serializers.ChoiceField):
    """`true` or `false` in an address."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=FLAGS, **options)

    def to_internal_value(self, data: Any) -> Any:
        """Return the truth value."""
        return super().to_internal_value(data) == "true"


class QueryNumber(serializers.IntegerField):
    """A whole number in an address."""

    def to_internal_value(self, data: Any) -> int:
        """Return the number."""
        if not isinstance(data, str) or not _WHOLE.match(data):
            self.fail("invalid")
        return int(data)


@extend_schema_field(BY_LANGUAGE)
class InBoth(serializers.Field[Any, Any, Any, Any]):
    """A text that a row keeps in English and French, as `name_en` and `name_fr`."""

    def __init__(self, stem: str, **options: Any) -> None:
        self.stem = stem
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, value: Any) -> dict[str, str]:
        """Return both."""
        return {language: getattr(value, f"{self.stem}_{language}") for language in ("en", "fr")}


class Exercise(serializers.BooleanField):
    """Whether the coalition is an exercise: said wherever a vote is shown."""

    def __init__(self, source: str | None = None) -> None:
        super().__init__(source=source, help_text="Invented votes of real states: show them as an exercise only.")


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "pattern": "^[0-9]+$"}]})
class WholeNumber(serializers.Field[Any, Any, Any, Any]):
    """A whole number: a string of digits once a double would round it."""

    def to_representation(self, value: int) -> int | str:
        """Return it as JSON may hold it."""
        return json_integer(value)


class AsIs(serializers.Field[Any, Any, Any, Any]):
    """A value that is JSON already."""

    def to_representation(self, value: Any) -> Any:
        """Return it unchanged."""
        return value


@extend_schema_field(OpenApiTypes.OBJECT)
class Document(AsIs):
    """A JSON object kept as it is, such as a rule or a roll."""


@extend_schema_field(BY_LANGUAGE)
class Words(AsIs):
    """A text, by language."""
