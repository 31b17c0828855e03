"""What the laboratory answers, in words: how the rule decides, whose power is what, what the change does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.pictures.powers import Bars, Shift, bars_of, shift_of
from frontend.room.words import share_said
from frontend.words.figures import percent
from frontend.words.members import Name, Roster
from proposals.room.laboratory import Measured, Side
from proposals.room.trying import Effect, Tried, effects

SIZES = 4  # that are said one by one
SHOWN = 5  # coalitions


@dataclass(frozen=True)
class Line:
    """One member under the rule as it is."""

    name: Name
    share: str
    root: str
    banzhaf: str
    shapley: str
    bars: Bars


@dataclass(frozen=True)
class Moved:
    """One member before and after. `joins`, `leaves`: it is there on one side only."""

    name: Name
    before: str
    after: str
    change: str
    shapley: str
    shapley_after: str
    shift: Shift
    joins: bool
    leaves: bool


@dataclass(frozen=True)
class Coalitions:
    """The minimal coalitions that carry, or that block: the sizes, the smallest, and how many others there are."""

    title: str
    sizes: str
    first: list[str]
    others: str


def told(found: Tried, names: Roster) -> dict[str, Any]:
    """Return what the page shows."""
    before, after = found.before, found.after
    widest = max((max(m.banzhaf, m.share or Fraction(0)) for m in before.members), default=Fraction(1))
    moved = effects(before, after) if after else []
    return {
        "before": _summary(before, names),
        "after": _summary(after, names) if after else None,
        "lines": [_line(names[each.member], each, widest) for each in before.members],
        "moved": _moved(moved, names),
        "verdict": _verdict(found, moved, names) if after else [],
    }


def _summary(side: Side, names: Roster) -> dict[str, Any]:
    minimal = side.minimal
    return {
        "decisiveness": share_said(side.decisiveness),
        "winning": grouped(side.power["winning_coalitions"]),
        "minimal_winning": grouped(minimal["winning"]["coalitions"]) if minimal else "",
        "minimal_blocking": grouped(minimal["blocking"]["coalitions"]) if minimal else "",
        "coalitions": _coalitions(minimal, names) if minimal else [],
        "vetoers": names.listed(side.power["vetoers"], most=40),
    }


def grouped(number: int | str) -> str:
    """A whole number with its thousands apart."""
    return number_format(int(number), force_grouping=True)


def _coalitions(minimal: Mapping[str, Any], names: Roster) -> list[Coalitions]:
    titles = (("winning", _("Enough to carry, none to spare")), ("blocking", _("Enough to block, none to spare")))
    return [
        _listed(title, minimal[kind], [names.listed(each, most=40) for each in minimal[kind]["first"][:SHOWN]])
        for kind, title in titles
        if minimal[kind]["first"]
    ]


def _listed(title: str, found: Mapping[str, Any], first: list[str]) -> Coalitions:
    others = int(found["coalitions"]) - len(first)
    more = ngettext("and %(n)s more", "and %(n)s more", others) % {"n": grouped(others)} if others else ""
    return Coalitions(title, _sizes(found["sizes"]), first, more)


def _sizes(sizes: list[Mapping[str, Any]]) -> str:
    """ "3 of 1 member, 8 of 4 members, 515 of 5 members and 1,200 of up to 20 members"."""
    parts = [_of_size(each["coalitions"], each["members"]) for each in sizes[:SIZES]]
    if rest := sizes[SIZES:]:
        said = {"n": grouped(sum(int(each["coalitions"]) for each in rest)), "most": rest[-1]["members"]}
        parts.append(_("%(n)s larger, of up to %(most)d members") % said)
    return _("By size: %(sizes)s.") % {"sizes": "; ".join(parts)}


def _of_size(ways: int | str, members: int) -> str:
    said = {"ways": grouped(ways), "n": members}
    return ngettext("%(ways)s of %(n)d member", "%(ways)s of %(n)d members", members) % said


def _line(name: Name, each: Measured, widest: Fraction) -> Line:
    root = Fraction(each.root) if each.root is not None else None
    return Line(
        name,
        share_said(each.share),
        share_said(root),
        share_said(each.banzhaf),
        share_said(each.shapley),
        bars_of(each.share, root, each.banzhaf, widest),
    )


def _moved(moved: Iterable[Effect], names: Roster) -> list[Moved]:
    shares = [side.banzhaf for effect in moved for side in (effect.before, effect.after) if side]
    widest = max(shares, default=Fraction(1))
    return [_one_moved(names[effect.member], effect, widest) for effect in moved]


def _one_moved(name: Name, effect: Effect, widest: Fraction) -> Moved:
    before, after = effect.before, effect.after
    return Moved(
        name,
        share_said(before.banzhaf) if before else "",
        share_said(after.banzhaf) if after else "",
        points(effect.change),
        share_said(before.shapley) if before else "",
        share_said(after.shapley) if after else "",
        shift_of(before.banzhaf if before else None, after.banzhaf if after else None, widest),
        before is None,
        after is None,
    )


def points(change: Fraction) -> str:
    """A change of a share in percentage points, with its sign; what rounds to nothing says that it is not."""
    if not change:
        return _("none")
    size = abs(change)
    amount = percent(size.numerator, size.denominator).rstrip("%").rstrip("\u00a0\u202f ")
    if size < Fraction(1, 1000):
        amount = _("less than %(amount)s") % {"amount": number_format(Fraction(1, 10).__float__(), 1)}
        return _("up, %(amount)s") % {"amount": amount} if change > 0 else _("down, %(amount)s") % {"amount": amount}
    return f"{'+' if change > 0 else '−'}{amount}"


def _verdict(found: Tried, moved: list[Effect], names: Roster) -> list[str]:
    """The answer before the numbers."""
    said = []
    if found.decided_otherwise == 0:
        return [_("No coalition wins or loses by this change.")]
    if found.decided_otherwise is not None:
        every = 1 << len(found.before.analysis.voters)
        words = ngettext(
            "Of %(all)s ways to vote yes or no, %(n)s is decided otherwise than before.",
            "Of %(all)s ways to vote yes or no, %(n)s are decided otherwise than before.",
            found.decided_otherwise,
        )
        said.append(words % {"all": grouped(every), "n": grouped(found.decided_otherwise)})
    stayed = [effect for effect in moved if effect.before and effect.after and effect.change]
    if not stayed:
        return [*said, _("No member’s share of the power changes.")]
    most, least = max(stayed, key=lambda effect: effect.change), min(stayed, key=lambda effect: effect.change)
    if most.change > 0:
        said.append(_("Gains most: %(member)s, from %(before)s to %(after)s.") % _from_to(most, names))
    if least.change < 0:
        said.append(_("Loses most: %(member)s, from %(before)s to %(after)s.") % _from_to(least, names))
    return said


def _from_to(effect: Effect, names: Roster) -> dict[str, object]:
    shares = {"before": effect.before, "after": effect.after}
    said = {side: share_said(each.banzhaf if each else None) for side, each in shares.items()}
    return {"member": names[effect.member], **said}
