"""The board's form, read: what somebody supposes of a vote. Its fields name members: `p-DE`, `o-DE`, `e-DE`.

Whoever joins has no row on the board: its position is `joining`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from django.http import QueryDict
from django.utils.translation import gettext as _

from coalition.errors import Invalid
from coalition.rules import catalogue
from coalition.rules.positions import Position
from coalition.rules.rolls import Roll
from proposals.api.analysing import MOST_EFFORT
from proposals.room.changes import Changes
from proposals.room.scenes import Supposed

LISTED = 50  # of the shortest ways; a page names as many as fit, and counts in how many of these a member is
MOST_FIGURE = 10**15


def supposed_in(form: QueryDict, roll: Roll) -> Supposed:
    """Return what the form supposes of the members of `roll`. Raises `Invalid` that names the field."""
    changes = _changes(form)
    members = [*roll.members, *changes.join]
    joining = _position(form, "joining")
    return Supposed(
        expected=(dict.fromkeys(changes.join, joining) if joining else {})
        | {code: p for code in [*members, *_beside(form, members)] if (p := _position(form, f"p-{code}"))},
        odds={code: {"yes": odds} for code in members if (odds := _percent(form, f"o-{code}")) is not None},
        effort={code: effort for code in members if (effort := _number(form, f"e-{code}", 1, MOST_EFFORT))},
        changes=changes,
        listed=LISTED,
    )


def _beside(form: QueryDict, members: Collection[str]) -> list[str]:
    """The states that the form names and that are not here: another framework counts them."""
    named = (state.iso2 for state in catalogue.states() if f"p-{state.iso2}" in form)
    return [code for code in named if code not in members]


def _changes(form: QueryDict) -> Changes:
    speaker, weigher = form.get("speaker", ""), form.get("weigh", "")
    figure = _number(form, "figure", 0, MOST_FIGURE)
    if weigher and figure is None:
        raise Invalid("no_figure", _("Give the figure that the member should have."), field="figure")
    return Changes(
        leave=tuple(_codes(form.getlist("leave"))),
        join=tuple(_codes(form.getlist("join"))),
        weights={form.get("weight", "population"): {weigher: figure}} if weigher and figure is not None else {},
        speaks={code: speaker for code in _codes(form.getlist("spoken")) if code != speaker} if speaker else {},
    )


def _codes(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _position(form: QueryDict, field: str) -> str:
    value = form.get(field, "")
    if value in ("", "none"):
        return ""
    if value not in set(Position):
        raise Invalid("no_position", _("“%(value)s” is no position.") % {"value": value[:20]}, field=field)
    return value


def _percent(form: QueryDict, field: str) -> Fraction | None:
    number = _number(form, field, 0, 100)
    return None if number is None else Fraction(number, 100)


def _number(form: QueryDict, field: str, least: int, most: int) -> int | None:
    value = form.get(field, "").strip()
    if not value:
        return None
    if not (value.isascii() and value.isdigit()) or not least <= int(value[:20]) <= most:
        said = {"least": least, "most": most}
        raise Invalid("no_number", _("Give a whole number from %(least)d to %(most)d.") % said, field=field)
    return int(value)
