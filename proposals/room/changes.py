"""Suppositions about the roll: a member leaves or joins, a weight changes, one member speaks for several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid
from coalition.rules.catalogue import State, states
from coalition.rules.rolls import Roll
from proposals.words.troubles import weight_missing


@dataclass(frozen=True)
class Changes:
    """What is supposed. `speaks` says by member who speaks for it; `weights` by weight's name and member."""

    leave: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    weights: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    speaks: Mapping[str, str] = field(default_factory=dict)

    @property
    def of_roll(self) -> bool:
        """Whether the roll is another than it is."""
        return bool(self.leave or self.join or self.weights)


def changed_roll(roll: Roll, changes: Changes) -> Roll:
    """Return the roll as supposed. Whoever joins has the catalogue's figures unless others are given, and no group.

    Raises `Invalid` for a member that is not there, is there already, or has no figure.
    """
    if not changes.of_roll:
        return roll
    _check_known(roll.members, changes.leave, "leave")
    left = roll.only(member for member in roll.members if member not in changes.leave)
    joined = _joined(left, changes) if changes.join else left
    return _weighed(joined, changes.weights)


def spoken_for(positions: Mapping[str, str], roll: Roll, speaks: Mapping[str, str]) -> dict[str, str]:
    """Return the positions where some take that of whoever speaks for them; while that one has none, so have they.

    Raises `Invalid` for a member that is not on the roll, or speaks for another while another speaks for it.
    """
    _check_known(roll.members, [*speaks, *speaks.values()], "speaks")
    if chained := sorted(set(speaks) & set(speaks.values())):
        raise Invalid("chained", _("Another speaks for %(member)s already.") % {"member": chained[0]}, field="speaks")
    said = {member: position for member, position in positions.items() if member not in speaks}
    return said | {member: positions[by] for member, by in speaks.items() if by in positions}


def _joined(roll: Roll, changes: Changes) -> Roll:
    if twice := [code for code in changes.join if code in roll.members]:
        raise Invalid("member_already", _("%(member)s is a member already.") % {"member": twice[0]}, field="join")
    known = {state.iso2: state for state in states()}
    weights = {
        name: {**by, **{code: _figure(known.get(code), name, changes, code) for code in changes.join}}
        for name, by in roll.weights.items()
    }
    return replace(roll, members=(*roll.members, *dict.fromkeys(changes.join)), weights=weights)


def _figure(state: State | None, weight: str, changes: Changes, code: str) -> int:
    given = changes.weights.get(weight, {}).get(code)
    if given is not None:
        return given
    figure = {"population": "population", "gdp": "gdp_usd_2023"}.get(weight)
    if state is None or figure is None:
        message = _("Give a figure for the weight “%(weight)s” of %(member)s: none is known here.")
        raise Invalid("no_weight", message % {"weight": weight, "member": code}, field="join")
    return int(getattr(state, figure))


def _weighed(roll: Roll, weights: Mapping[str, Mapping[str, int]]) -> Roll:
    for name, by in weights.items():
        _check_known(roll.members, by, f"weights.{name}")
        if name not in roll.weights:
            raise Invalid("unknown_weight", weight_missing(name), field=f"weights.{name}")
    return replace(roll, weights={name: {**by, **weights.get(name, {})} for name, by in roll.weights.items()})


def _check_known(members: tuple[str, ...], named: object, field: str) -> None:
    for code in named if isinstance(named, list | tuple | dict | Mapping) else ():
        if code not in members:
            raise Invalid("unknown_member", _("%(member)s is not on the roll.") % {"member": code}, field=field)
