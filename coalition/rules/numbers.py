"""Exact numbers in JSON: integers that every reader keeps whole, and shares."""

import re
from dataclasses import dataclass
from fractions import Fraction

# RFC 8785 writes numbers as IEEE doubles: above this an integer would be rounded.
LARGEST_SAFE = 2**53 - 1

_LONGEST = 60  # digits: more than anything that is weighed; the length of a number is work to whoever computes with it
_LARGEST = 10**_LONGEST
_DIGITS = re.compile(r"[0-9]+\Z", re.ASCII)
_PERCENT = re.compile(r"([0-9]+)(?:\.([0-9]+))?\s?%\Z", re.ASCII)
_FRACTION = re.compile(r"([0-9]+)/([0-9]+)\Z", re.ASCII)


@dataclass(frozen=True)
class Share:
    """A part of a base: as written ("55%", "2/3") and its exact value between 0 and 1."""

    text: str
    value: Fraction


def json_integer(number: int) -> int | str:
    """The integer as JSON may hold it: a string of digits once a double would round it."""
    return number if abs(number) <= LARGEST_SAFE else str(number)


def read_integer(value: object) -> int | None:
    """The whole number in `value` (an int, or a string of digits), or None if it is not one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < _LARGEST else None
    if isinstance(value, str) and _DIGITS.match(value) and len(value) <= _LONGEST:
        return int(value)
    return None


def read_share(text: str) -> Share | None:
    """The share written in `text`, or None when it is not one. May exceed the whole: the caller says so."""
    if len(text) > _LONGEST:
        return None
    if match := _PERCENT.match(text):
        whole, decimals = match[1], match[2] or ""
        return Share(text, Fraction(int(whole + decimals), 100 * 10 ** len(decimals)))
    if (match := _FRACTION.match(text)) and int(match[2]) > 0:
        return Share(text, Fraction(int(match[1]), int(match[2])))
    return None
