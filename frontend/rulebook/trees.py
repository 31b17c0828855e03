"""A rule's conditions as a tree: a head that says how those inside combine, and for each test its sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coalition.rules.conditions import (
    Anything,
    Base,
    Comparison,
    Condition,
    Everything,
    Fact,
    Opposite,
    Seat,
    Some,
    Threshold,
    parts_of,
)
from coalition.rules.numbers import Share
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.wording import say_condition
from frontend.words.figures import share
from frontend.words.members import Roster, language

FEW = 12
SIGNS = {
    Comparison.AT_LEAST: "≥ ",
    Comparison.MORE_THAN: "> ",
    Comparison.AT_MOST: "≤ ",
    Comparison.FEWER_THAN: "< ",
}


@dataclass(frozen=True)
class Scale:
    """The picture of a share: where the tick stands, in per cent of the bar. A limit leaves the left part free."""

    tick: str
    anchor: str
    label: str
    is_limit: bool
    alt: str


@dataclass(frozen=True)
class Node:
    """One condition as drawn. `head` is a short word for a combination; a test has a sentence instead."""

    head: str
    text: str
    scale: Scale | None
    children: tuple[Node, ...]
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grower:
    """Draws the conditions of one rule, with the roll's numbers where there is one."""

    rule: Rule
    roll: Roll | None
    names: Roster

    def grow(self, condition: Condition) -> Node:
        """The condition with everything inside it."""
        if isinstance(condition, Threshold):
            seats = tuple(self.seat(seat) for seat in condition.seats)
            cells = self.cells(condition)
            return Node("", self.said(condition), None if cells else _scale(condition), seats, cells)
        if isinstance(condition, Fact):
            return Node(pgettext("condition", "Stated"), self.said(condition), None, ())
        children = tuple(self.grow(part) for part in parts_of(condition))
        if isinstance(condition, Opposite) and isinstance(condition.part, Everything | Anything):
            children = children[0].children
        return Node(*_head(condition), None, children)

    def seat(self, seat: Seat) -> Node:
        """A group that decides inside and counts as one outside."""
        roll = self.roll
        if roll is not None and seat.group in roll.groups:
            roll = roll.only(roll.groups[seat.group])  # inside, the group is everybody
        within = replace(self, roll=roll)
        says_yes, says_no = within.grow(seat.yes), within.grow(seat.no)
        text = _("%(group)s decides inside and counts as one") % {"group": seat.group}
        inside = (
            Node(pgettext("seat", "Yes if"), "", None, (says_yes,)),
            Node(pgettext("seat", "No if"), "", None, (says_no,)),
        )
        return Node(pgettext("seat", "Seat"), text, None, inside)

    def cells(self, test: Threshold) -> tuple[str, ...]:
        """The members of a small group, where each of them must concur or may veto."""
        is_all = isinstance(test.bound, Share) and test.bound.value == 1
        if test.group is None or test.weight is not None or not (is_all or test.bound == 0):
            return ()
        usual = self.rule.groups.get(test.group, frozenset())
        members = self.roll.groups.get(test.group, usual) if self.roll else usual
        return tuple(str(name) for name in self.names.sorted(members)) if len(members) <= FEW else ()

    def said(self, condition: Condition) -> str:
        """The condition as a sentence of its own."""
        text = say_condition(self.rule, condition, self.roll, language(), self.names.plain())
        return f"{text[:1].upper()}{text[1:]}"


def _head(condition: Condition) -> tuple[str, str]:
    if isinstance(condition, Everything):
        return pgettext("condition", "All"), _("all of these must hold")
    if isinstance(condition, Anything):
        return pgettext("condition", "Any"), _("at least one of these must hold")
    if isinstance(condition, Some):
        numbers = {"least": condition.least, "of": len(condition.parts)}
        return _("%(least)d of %(of)d") % numbers, _("at least %(least)d of these must hold") % numbers
    inner = condition.part if isinstance(condition, Opposite) else condition
    if isinstance(inner, Everything):
        return pgettext("condition", "Not all"), _("these must not all hold")
    if isinstance(inner, Anything):
        return pgettext("condition", "None"), _("none of these may hold")
    return pgettext("condition", "Not"), _("this must not hold")


def _scale(test: Threshold) -> Scale | None:
    """A share is drawn, a plain number is not: what it is of, the tick cannot tell without a roll."""
    if not isinstance(test.bound, Share):
        return None
    at = float(test.bound.value) * 100
    label = SIGNS[test.comparison] + share(test.bound.text)
    anchor = "start" if at < 12 else "end" if at > 88 else "middle"
    base = {
        Base.ROLL: _("of the whole roll"),
        Base.PRESENT: _("of those present"),
        Base.VOTING: _("of those voting"),
    }[test.base or Base.ROLL]
    return Scale(f"{at:.2f}%", anchor, label, not test.comparison.is_minimum, f"{label} {base}")
