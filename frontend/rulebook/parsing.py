"""JSON that somebody brings: refused where it is long, deep, says a thing twice or holds a number beyond all use."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from coalition.errors import Invalid

LONGEST = 100_000  # bytes
DEEPEST = 100
MOST_DIGITS = 60


def parsed(text: str) -> Any:
    """The value of a JSON text. Raises `Invalid` whose message says what is wrong and, where it can, at which line."""
    if not text.strip():
        raise _refused(_("Choose a file or paste a rule."))
    if len(text.encode()) > LONGEST:
        raise too_long()
    if _depth(text) > DEEPEST:
        raise _refused(_("The document is nested more than %(most)d deep.") % {"most": DEEPEST})
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_integer, parse_constant=_constant)
    except json.JSONDecodeError as error:
        message = _("This is not JSON: line %(line)d, column %(column)d.")
        raise _refused(message % {"line": error.lineno, "column": error.colno}) from error


def too_long() -> Invalid:
    """The refusal of a document beyond the limit."""
    return _refused(_("The document is longer than 100 KB."))


def _refused(message: str) -> Invalid:
    return Invalid("bad_rule", message, field="text")


def _depth(text: str) -> int:
    """How deep the brackets are nested, counted without recursion; brackets inside strings are text."""
    depth = deepest = 0
    is_text = is_escaped = False
    for character in text:
        if is_text:
            is_text = is_escaped or character != '"'
            is_escaped = character == "\\" and not is_escaped
        elif character == '"':
            is_text = True
        else:
            depth += (character in "[{") - (character in "]}")
            deepest = max(deepest, depth)
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _refused(_("The name “%(name)s” stands twice in one object.") % {"name": twice[:60]})
    return value


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise _refused(
            _("A number has more than %(most)d digits: %(start)s...") % {"most": MOST_DIGITS, "start": digits[:12]}
        )
    return int(digits)


def _constant(name: str) -> NoReturn:
    raise _refused(_("%(name)s is not a number in JSON.") % {"name": name})
