"""The what-if board: who is still free and what is supposed of them, the votes cast, the map and the hemicycle."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from coalition.rules.positions import Position
from coalition.rules.rolls import Roll
from frontend.pictures.hemicycles import Hemicycle, hemicycle
from frontend.pictures.maps import Map, map_of
from frontend.voting.standing import SEATING, SHAPES
from frontend.words.members import Name, Roster
from frontend.words.positions import ORDER, Shown, shown

CHOICES = (Position.YES, Position.ABSTAIN, Position.NO)


@dataclass(frozen=True)
class Choice:
    """One position that can be set."""

    value: str
    shown: Shown
    chosen: bool


@dataclass(frozen=True)
class Row:
    """One member of the board. `cast` is its vote, where it is seen: then nothing can be supposed."""

    name: Name
    group: str
    cast: Shown | None
    choices: tuple[Choice, ...]
    odds: str
    effort: str


def board_rows(roll: Roll, seen: Mapping[str, str], names: Roster, form: QueryDict) -> list[Row]:
    """The members in the alphabet of the reader's language: those still free, then those that have voted."""
    rows = [_row(names[code], roll, seen.get(code), form) for code in (name.code for name in names.sorted(roll.voters))]
    return sorted(rows, key=lambda row: row.cast is not None)


def rows_beside(roll: Roll, codes: Collection[str], names: Roster, form: QueryDict) -> list[Row]:
    """States that are not here and that another framework counts, in the same alphabet."""
    return [_row(names[name.code], roll, None, form) for name in names.sorted(codes)]


def _row(name: Name, roll: Roll, cast: str | None, form: QueryDict) -> Row:
    held = [(len(members), group) for group, members in roll.groups.items() if name.code in members]
    return Row(
        name=name,
        group=min(held)[1] if held else "",
        cast=shown(Position(cast)) if cast else None,
        choices=choices_of(form.get(f"p-{name.code}", "none")),
        odds=form.get(f"o-{name.code}", ""),
        effort=form.get(f"e-{name.code}", ""),
    )


def choices_of(given: str) -> tuple[Choice, ...]:
    """The positions that can be supposed, last that none is known."""
    choices = [Choice(p.value, shown(p), given == p.value) for p in CHOICES]
    unknown = Choice("none", Shown(Position.ABSENT, _("Unknown"), "mk-none"), given not in {c.value for c in choices})
    return (*choices, unknown)


def marks_of(roll: Roll, positions: Mapping[str, str], seen: Mapping[str, str]) -> dict[str, str]:
    """By member the classes of its mark: its position, and whether that is only expected."""
    return {
        code: f"m-{positions.get(code, 'absent')}{'' if code in seen or code not in positions else ' expected'}"
        for code in roll.voters
    }


def drawn_map(roll: Roll, marks: Mapping[str, str], positions: Mapping[str, str], names: Roster) -> Map:
    """The map, with its picture in words."""
    return map_of(marks, {code: str(names[code]) for code in roll.voters}, spoken(roll, positions, names))


def spoken(roll: Roll, positions: Mapping[str, str], names: Roster) -> str:
    """Who stands where, in words."""
    parts = []
    for position in ORDER:
        codes = [code for code in roll.voters if positions.get(code, "absent") == position.value]
        word = _("Unknown") if position is Position.ABSENT else shown(position).word
        if codes:
            listed = names.listed(codes, most=60)
            parts.append(_("%(word)s: %(members)s") % {"word": word, "members": listed})
    return ". ".join(parts)


def seats_of(roll: Roll, positions: Mapping[str, str], names: Roster) -> Hemicycle:
    """The hemicycle of what is counted."""
    by = {position: [c for c in roll.voters if positions.get(c, "absent") == position.value] for position in SEATING}
    yes = len(by[Position.YES])
    return hemicycle(
        [(code, SHAPES[position]) for position in SEATING for code in by[position]],
        number=str(yes),
        caption=_("yes, of %(total)d") % {"total": len(roll.voters)},
        alt=spoken(roll, positions, names),
    )
