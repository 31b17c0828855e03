"""The small readers: each takes a JSON value and its place, and returns it typed or raises `RuleError`."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from coalition.rules.errors import RuleError
from coalition.rules.numbers import read_integer

Choice = TypeVar("Choice", bound=StrEnum)

# Deeper and longer than any rule in use; the bounds keep hostile input from exhausting the stack or the processor.
DEEPEST = 40
SEAT = 10  # levels that a group's seat counts for: each inequality over it asks again how the group decided
MOST = 200


def inside(place: str, key: str) -> str:
    """The place of `key` inside the object at `place`."""
    return f"{place}.{key}" if place else key


def read_object(value: object, place: str) -> Mapping[str, object]:
    """The object at `place`."""
    if not isinstance(value, Mapping):
        raise RuleError(place, f"expected an object, found {named(value)}")
    for key in value:
        if not isinstance(key, str):
            raise RuleError(place, f"the key {key!r} is not text")
    return value


def read_list(value: object, place: str) -> list[object]:
    """The list at `place`, which may not be empty."""
    if not isinstance(value, list):
        raise RuleError(place, f"expected a list, found {named(value)}")
    if not value:
        raise RuleError(place, "the list is empty")
    return value


def read_text(value: object, place: str) -> str:
    """The text at `place`, which may not be blank."""
    if not isinstance(value, str):
        raise RuleError(place, f"expected text, found {named(value)}")
    if not value.strip():
        raise RuleError(place, "the text is empty")
    return value


def read_names(value: object, place: str) -> tuple[str, ...]:
    """The list of names at `place`; none may come twice, and the list may be empty."""
    if not isinstance(value, list):
        raise RuleError(place, f"expected a list of names, found {named(value)}")
    names = tuple(read_text(item, f"{place}[{index}]") for index, item in enumerate(value))
    for index, name in enumerate(names):
        if name in names[:index]:
            raise RuleError(f"{place}[{index}]", f"'{name}' is listed twice")
    return names


def read_whole(value: object, place: str) -> int:
    """The whole number at `place`, zero or more."""
    number = read_integer(value)
    if number is None or number < 0:
        raise RuleError(place, f"expected a whole number from 0, found {named(value)}")
    return number


def one_of(choices: type[Choice], value: object, place: str) -> Choice:
    """The choice named at `place`."""
    if isinstance(value, str) and value in {choice.value for choice in choices}:
        return choices(value)
    known = ", ".join(choice.value for choice in choices)
    raise RuleError(place, f"{named(value)} is not one of {known}")


def known_keys(value: Mapping[str, object], known: Iterable[str], place: str) -> None:
    """Refuse a key that means nothing here: a misspelt condition must not be silently dropped."""
    allowed = tuple(known)
    for key in value:
        if key not in allowed:
            raise RuleError(inside(place, key), f"unknown key; known here: {', '.join(allowed)}")


def named(value: object) -> str:
    """The value in a few words, for an error message."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value[:40]}'"
    if isinstance(value, int | float):
        return str(value)[:40]
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, Mapping) else "something else"
