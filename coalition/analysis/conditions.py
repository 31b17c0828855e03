"""The Boolean part of a compiled rule, over numbered tests whose truth may be known, or not yet."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Test:
    """The test with this number holds."""

    row: int


@dataclass(frozen=True)
class Least:
    """At least `least` of the parts hold."""

    least: int
    parts: tuple["Formula", ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: "Formula"


Formula = bool | Test | Least | Not


def simplified(formula: Formula, known: Mapping[int, bool]) -> Formula:
    """The formula once these tests are known: a constant, or what is left of it."""
    match formula:
        case Test(row=row):
            return known.get(row, formula)
        case Not(part=part):
            inside = simplified(part, known)
            return not inside if isinstance(inside, bool) else Not(inside)
        case Least(least=least, parts=parts):
            return _least(least, tuple(simplified(part, known) for part in parts))
    return formula


def _least(least: int, parts: tuple[Formula, ...]) -> Formula:
    left = tuple(part for part in parts if not isinstance(part, bool))
    least -= sum(part is True for part in parts)
    if least <= 0:
        return True
    if least > len(left):
        return False
    return left[0] if len(left) == 1 else Least(least, left)


def rows_of(formula: Formula) -> frozenset[int]:
    """The tests in a formula."""
    match formula:
        case Test(row=row):
            return frozenset({row})
        case Not(part=part):
            return rows_of(part)
        case Least(parts=parts):
            return frozenset().union(*(rows_of(part) for part in parts))
    return frozenset()


def required(formula: Formula) -> frozenset[int]:
    """The tests without which a formula cannot hold, as far as they stand on top of it."""
    match formula:
        case Test(row=row):
            return frozenset({row})
        case Least(least=least, parts=parts) if least == len(parts):
            return frozenset(part.row for part in parts if isinstance(part, Test))
    return frozenset()


def renumbered(formula: Formula, number: Mapping[int, int]) -> Formula:
    """The same formula over tests numbered otherwise."""
    match formula:
        case Test(row=row):
            return Test(number[row])
        case Not(part=part):
            return Not(renumbered(part, number))
        case Least(least=least, parts=parts):
            return Least(least, tuple(renumbered(part, number) for part in parts))
    return formula
