"""The worked cases beside a rule: who took which position, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalition.rules import catalogue
from coalition.rules.positions import Position
from coalition.rules.results import Result
from frontend.decisions.reads import BADGES
from frontend.rulebook.words import text_of
from frontend.words.members import listing
from frontend.words.positions import Shown, shown

FEW = 6


@dataclass(frozen=True)
class Side:
    """The members in one position: by code where they are few, else how many."""

    shown: Shown
    members: str


@dataclass(frozen=True)
class Case:
    """One worked case."""

    description: str
    roll: str
    sides: list[Side]
    result: str
    css: str
    icon: str
    note: str
    from_source: bool


def cases_of(rule_id: str) -> list[Case]:
    """The worked cases of a rule of the catalogue."""
    return [_case(case) for case in catalogue.vectors(rule_id)]


def _case(case: dict[str, Any]) -> Case:
    roll, total = _roll(case["roll"])
    css, icon = BADGES[Result(case["result"])]
    return Case(
        description=case["description"],
        roll=roll,
        sides=_sides(case, total),
        result=result_word(Result(case["result"])),
        css=css,
        icon=icon,
        note=str(case.get("note", "")),
        from_source=case["basis"] == "source",
    )


def _sides(case: dict[str, Any], total: int) -> list[Side]:
    given = {Position(name): list(codes) for name, codes in case["positions"].items()}
    named = sum(map(len, given.values()))
    sides = [Side(shown(p, closed=True), _members(given[p])) for p in Position if given.get(p)]
    if "others" in case and total > named:
        rest = ngettext("the other %(n)d", "the other %(n)d", total - named) % {"n": total - named}
        sides.append(Side(shown(Position(case["others"]), closed=True), rest))
    return sides


def _members(codes: list[str]) -> str:
    """Codes of states, or how many where they are invented or many."""
    if len(codes) > FEW or any(len(code) > 2 for code in codes):
        return str(len(codes))
    return listing(codes, most=FEW)


def _roll(roll: Any) -> tuple[str, int]:
    if isinstance(roll, str):
        return text_of(catalogue.roll_document(roll)["title"]), len(catalogue.roll(roll).members)
    count = len(roll["members"])
    return ngettext("%(n)d member", "%(n)d members", count) % {"n": count}, count


def result_word(result: Result) -> str:
    """The result in a word or two."""
    return {
        Result.ADOPTED: _("Adopted"),
        Result.REJECTED: _("Not adopted"),
        Result.NO_QUORUM: _("No quorum"),
        Result.NO_OPINION: _("No opinion"),
        Result.RECORDED: _("Answers recorded"),
    }[result]
