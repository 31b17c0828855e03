"""What the engine answers, in sentences: nothing here is computed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from frontend.words.figures import percent, whole
from frontend.words.members import Roster
from proposals.room.scenes import Stand


@dataclass(frozen=True)
class Card:
    """One answer: a heading, a figure, and what it says."""

    heading: str
    figure: str
    says: str


def stand_word(told: Mapping[str, Any], *, final: bool, expected: bool = False) -> str:
    """Where it stands in a few words. A vote cast may still change, so of it alone nothing is said to be over.

    `expected`: it rests on what the reader expects too.
    """
    if told["outcome"] == "adopted":
        if expected:
            return _("Carried, if it goes as you expect")
        return _("Carried, whoever votes next") if final and told["settled"] else _("Carried as it stands")
    if told["carry"]["members"] is None:
        return _("Blocked, whoever votes next") if final and told["settled"] else pgettext("standing", "Blocked")
    return pgettext("standing", "Open")


def carry_card(told: Mapping[str, Any], names: Roster) -> Card:
    """The shortest way to carry it."""
    heading = _("Shortest way to carry it")
    if told["outcome"] == "adopted":
        return Card(heading, _("Nothing more is needed"), _certain_said(told["carry"]))
    return Card(heading, ways_counted(told["carry"]), ways_said(told["carry"], names))


def _certain_said(found: Mapping[str, Any]) -> str:
    """What is still needed for it to stand whatever the others do: under a silence, that nobody objects any more."""
    if not found["members"]:
        return ""
    return _("To be certain whatever the others do: %(ways)s.") % {"ways": ways_counted(found)}


def block_card(told: Mapping[str, Any], names: Roster, expected: Collection[str] = ()) -> Card:
    """The shortest way to block it; where nobody is left open, who could whose yes is only expected."""
    heading = _("Shortest way to block it")
    if told["block"]["members"] == 0:
        return Card(heading, _("Nothing more is needed"), "")
    if told["block"]["members"] is None and expected:
        alone = [code for code in told["swing_members"] if code in expected]
        said = _("You only expect it of these, and each alone would turn it: %(members)s.")
        return Card(
            heading, _("No member is left open"), said % {"members": names.listed(alone, most=8)} if alone else ""
        )
    return Card(heading, ways_counted(told["block"]), ways_said(told["block"], names))


def effort_cards(told: Mapping[str, Any], names: Roster) -> list[Card]:
    """The same two by the effort that the reader set."""
    asked = ((_("Least effort to carry it"), "carry_by_effort"), (_("Least effort to block it"), "block_by_effort"))
    return [
        Card(
            heading,
            _("No way among them") if told[key]["effort"] is None else _("Effort %(n)d") % {"n": told[key]["effort"]},
            ways_said({**told[key], "members": told[key]["effort"]}, names),
        )
        for heading, key in asked
        if told[key]
    ]


def odds_card(forecast: Mapping[str, Any] | None, names: Roster) -> Card:
    """The probability, with what it assumes."""
    heading = _("Probability of adoption")
    if not forecast:
        return Card(heading, _("No odds set"), _("Set odds beside a member to see how likely it is to be carried."))
    part, whole = map(int, forecast["probability_exact"].split("/"))
    says = _("From the odds you set, taken as independent of each other.")
    absent = forecast["taken_as_absent"]
    if absent:
        said = {"members": names.listed(absent)}
        says += " " + _("Without position or odds, taken as absent: %(members)s.") % said
    return Card(heading, percent(part, whole), says)


def ways_counted(found: Mapping[str, Any]) -> str:
    """How many members the shortest way takes, and how many such ways there are."""
    if found["members"] is None:
        return _("No way left")
    members = ngettext("%(n)d member", "%(n)d members", found["members"]) % {"n": found["members"]}
    ways = ngettext("%(n)s way", "%(n)s ways", int(found["sets"])) % {"n": whole(int(found["sets"]))}
    return _("%(members)s, %(ways)s") % {"members": members, "ways": ways}


# So many names stand in a card: as many ways as these make, and one at least.
MOST_NAMES = 24


def ways_said(found: Mapping[str, Any], names: Roster) -> str:
    """The ways, all of them where their names fit; else the first, and how many more there are."""
    sets: Sequence[Sequence[str]] = found["first"]
    if found["members"] is None or not any(sets):
        return ""
    fitting = max(1, min(len(sets), MOST_NAMES // max(1, len(sets[0]))))
    listed = _("; ").join(names.listed(each, most=12) for each in sets[:fitting])
    left = int(found["sets"]) - fitting
    said = {"n": whole(left)}
    tail = ngettext("; and %(n)s more way", "; and %(n)s more ways", left) % said if left > 0 else ""
    return f"{listed[:1].upper()}{listed[1:]}{tail}."


def pivotal_said(stand: Stand, names: Roster) -> str:
    """Who alone turns it, as it stands."""
    members = list(stand.vote["swing_members"])
    if not members:
        return _("Nobody alone would turn it by moving now.")
    return _("By moving, each of these alone would turn it now: %(members)s.") % {
        "members": names.listed(members, most=8)
    }


def weight_said(name: str) -> str:
    """What a weight is called; a table's own name where it is none of the usual ones."""
    return {"population": _("population"), "gdp": _("GDP")}.get(name, name)


def share_said(share: Fraction | None) -> str:
    """A share as a percentage."""
    return "" if share is None else percent(share.numerator, share.denominator)


def groups_needed(found: Mapping[str, Any], groups: Mapping[str, Iterable[str]]) -> list[tuple[str, int]]:
    """How many of which group are in every shortest way: all that a shared screen says, and never whom.

    Only when every shortest way is listed; of groups that say the same the smallest, as "one of them from E3".
    """
    sets = [frozenset(each) for each in found["first"]]
    if not sets or len(sets) != int(found["sets"]):
        return []
    needed = [(name, min(len(each & frozenset(members)) for each in sets), members) for name, members in groups.items()]
    held = sorted(((len(frozenset(m)), name, count) for name, count, m in needed if count), key=lambda x: x[:2])
    return [(name, count) for _size, name, count in held[:1]]
