"""What comes in: JSON bodies and query strings, refused as a whole when any part of them is not understood."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

LARGEST_BODY = 3 * 2**20  # bytes; a text as long as may be, each of its characters escaped, takes 2.4 million


class TooLarge(APIException):
    """The body is larger than is read."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The request is too large.")
    default_code = "too_large"


class Json(BaseParser):
    """Reads a JSON body, in UTF-8 and of bounded size.

    Refused as well: NaN, a name given twice, and what no database or hash can take (the NUL character, half a surrogate
    pair), so that no verb ever meets them.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the value. Raises `TooLarge` or `ParseError`."""
        raw = stream.read(LARGEST_BODY + 1)
        if len(raw) > LARGEST_BODY:
            raise TooLarge
        try:
            value = json.loads(raw.decode(), parse_constant=_no_constant, object_pairs_hook=_object)
            for text in _strings(value):
                _check_text(text)
        except (ValueError, RecursionError) as error:
            reason = {"reason": _reason(error)}
            raise ParseError(_("This is not JSON as it is taken here: %(reason)s.") % reason) from error
        return value


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, UnicodeError):
        return "not valid UTF-8"
    return str(error)[:200]


def _check_text(text: str) -> None:
    text.encode()  # fails on half a surrogate pair
    if "\0" in text:
        raise ValueError("the NUL character")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name is given twice in one object")
    return value


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


class Body(serializers.Serializer[Any]):
    """The fields of a request's body. A field that is not listed is refused by name, never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the fields, read."""
        if isinstance(data, Mapping):
            _refuse_unknown(set(data) - set(self.fields), _("There is no such field."))
        return super().to_internal_value(data)


class EmptyBody(Body):
    """An act that takes nothing more: its address says it all."""


class Query(serializers.Serializer[Any]):
    """The parameters of an address. One that is not listed, or given twice, is refused: it would filter nothing."""

    also: frozenset[str] = frozenset()

    def to_internal_value(self, data: Any) -> Any:
        """Return the parameters, read."""
        assert isinstance(data, QueryDict)
        _refuse_unknown(set(data) - set(self.fields) - self.also, _("There is no such parameter."))
        twice = {name for name, values in data.lists() if len(values) > 1}
        _refuse_unknown(twice, _("Give this parameter once."))
        return super().to_internal_value(data.dict())


class ListQuery(Query):
    """The parameters of a list: its filters; which page, the paginator reads."""

    also = frozenset({"page", "page_size"})


def _refuse_unknown(names: set[Any], message: Any) -> None:
    if names:
        raise serializers.ValidationError({str(name): [message] for name in sorted(names, key=str)}, code="unknown")
