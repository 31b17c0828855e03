"""Numbers in words."""

from __future__ import annotations

from fractions import Fraction

from frontend.words.members import is_french

NARROW = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK = "\N{NO-BREAK SPACE}"


def whole(number: int) -> str:
    """A whole number with its thousands apart."""
    text = f"{number:,}"
    return text.replace(",", NARROW) if is_french() else text


def percent(part: int, of: int) -> str:
    """A share as a percentage with one decimal, rounded down."""
    tenths = int(Fraction(part * 1000, of or 1))
    return _percent_sign(f"{tenths // 10}.{tenths % 10}")


def share(text: str) -> str:
    """A share as the rule wrote it, in the reader's language: "55%", « 55 % », "2/3"."""
    return _percent_sign(text.rstrip("% ")) if text.endswith("%") else text


def _percent_sign(number: str) -> str:
    return f"{number.replace('.', ',')}{NO_BREAK}%" if is_french() else f"{number}%"
