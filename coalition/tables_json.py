"""JSON from outside: parsed strictly, with the line and column of any place in it."""

import json
import re
from collections.abc import Iterator

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


class NotJsonError(ValueError):
    """Text that is not JSON as we take it: what is wrong, and where."""

    def __init__(self, problem: str, line: int, column: int) -> None:
        super().__init__(problem)
        self.line = line
        self.column = column


def parse_json(text: str) -> object:
    """The JSON in `text`; a key given twice is an error. Raises `NotJsonError`."""
    try:
        data = json.loads(text, parse_constant=_refuse)
        json.dumps(data, ensure_ascii=False).encode()  # half a surrogate pair is no text
        _refuse_twice(text)
    except json.JSONDecodeError as error:
        raise NotJsonError(f"not JSON: {error.msg}", error.lineno, error.colno) from None
    except RecursionError:
        raise NotJsonError("nested too deep", 1, 1) from None
    except NotJsonError:
        raise
    except ValueError as error:
        raise NotJsonError(f"not JSON: {error}", 1, 1) from None
    return data


def _refuse_twice(text: str) -> None:
    """JSON readers keep the last of two equal keys and drop the first without a word."""
    places: set[str] = set()
    for place, offset in walk(text):
        if place in places:
            raise NotJsonError(f"{place} is given twice", *_line_and_column(text, offset))
        places.add(place)


def where(text: str, place: str) -> tuple[int, int]:
    """The line and column of a place like `adopt.all[1].of`; of what holds it, where it is missing itself."""
    offsets = dict(walk(text))
    while place not in offsets:
        place = re.sub(r"(\.?[^.\[\]]*|\[[0-9]+\])\Z", "", place)
    return _line_and_column(text, offsets[place])


def walk(text: str) -> Iterator[tuple[str, int]]:
    """Every place in valid JSON with the offset of its value, the whole (an empty place) first."""
    yield from _value(text, _skip(text, 0), "", [0])


def _value(text: str, at: int, place: str, end: list[int]) -> Iterator[tuple[str, int]]:
    yield place, at
    if text[at] == "{":
        yield from _inside(text, at, place, end, "}")
    elif text[at] == "[":
        yield from _inside(text, at, place, end, "]")
    else:
        end[0] = _DECODER.raw_decode(text, at)[1]


def _inside(text: str, at: int, place: str, end: list[int], close: str) -> Iterator[tuple[str, int]]:
    at, index = _skip(text, at + 1), 0
    while text[at] != close:
        below = f"{place}[{index}]"
        if close == "}":
            key, at = _DECODER.raw_decode(text, at)
            below = f"{place}.{key}" if place else key
            at = _skip(text, _skip(text, at) + 1)
        yield from _value(text, at, below, end)
        at, index = _skip(text, end[0]), index + 1
        if text[at] == ",":
            at = _skip(text, at + 1)
    end[0] = at + 1


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _refuse(name: str) -> object:
    raise NotJsonError(f"{name} is not a number", 1, 1)
