"""A framework in words: one row of the table. Nothing here is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coalition.rules import wording
from coalition.rules.admissibility import Obstacle
from frontend.room.words import ways_counted
from frontend.rulebook.words import Label, labels, title_of
from frontend.words.figures import percent, whole
from frontend.words.implications import any_implication_said
from frontend.words.members import Roster, language, listing
from frontend.words.times import span, when
from proposals.room.frameworks import BLOCKED, CARRIED, NO_ANSWER, NOT_ADMISSIBLE, OPEN, Framework
from proposals.room.speed import Speed


@dataclass(frozen=True)
class MayBlock:
    """Of whom nothing is known: who alone could block it, of other bodies and of here; and who else is of other bodies.

    `here` names those of here, `here_count` says how many they are where the names are too many to stand in a table.
    """

    elsewhere: str
    here: str
    here_count: str
    others: str


@dataclass(frozen=True)
class FrameworkRow:
    """One framework in words. `labels` say what stands behind it, so that a configuration never passes for law."""

    title: str
    own: bool
    labels: list[Label]
    basis: str
    status: str
    css: str
    icon: str
    detail: str
    blocked: str
    may_block: MayBlock
    call: str
    shortest: str
    ways: str
    whole: str
    bound: str
    left_out: str
    speed: str
    odds: str


def framework_row(row: Framework, names: Roster, now: datetime, *, own: bool, paper: bool = False) -> FrameworkRow:
    """Say one framework; on `paper` with fewer names."""
    css, icon = _LOOK[row.status]
    forecast = row.forecast
    odds = ""
    if forecast:
        part, whole = map(int, forecast["probability_exact"].split("/"))
        odds = percent(part, whole)
    return FrameworkRow(
        title=title_of(row.rule),
        own=own,
        labels=labels(row.rule),
        basis=wording.basis_sentence(row.rule, language()),
        status=_status_word(row),
        css=css,
        icon=icon,
        detail=_detail(row, names),
        blocked=_blocked(row, names),
        may_block=_may_block(row, names, few=FEW_ON_PAPER if paper else FEW),
        call=_call(row, names),
        shortest=ways_counted(row.vote["carry"]) if row.vote and row.status == OPEN else "",
        ways=left_said(row.ways) if row.ways else "",
        whole=_whole(row),
        bound=_bound(row, names),
        left_out=_left_out(row, names),
        speed=speed_said(row.speed, now) or _slow(row),
        odds=odds,
    )


_LOOK = {
    CARRIED: ("yes", "i-ok"),
    BLOCKED: ("no", "i-x"),
    OPEN: ("", "i-clock"),
    NOT_ADMISSIBLE: ("warn", "i-warn"),
    NO_ANSWER: ("warn", "i-warn"),
}


def _status_word(row: Framework) -> str:
    if row.status == CARRIED and row.unknown and not row.settled:
        return _("Carries, unless objected to")
    return {
        CARRIED: _("Carries"),
        BLOCKED: pgettext("standing", "Blocked"),
        OPEN: pgettext("standing", "Open"),
        NOT_ADMISSIBLE: _("May not be used"),
        NO_ANSWER: _("No answer"),
    }[row.status]


# So many names stand in a cell of the table; more are counted, and unfold.
FEW, FEW_ON_PAPER, ALL = 6, 2, 60


def left_said(ways: Mapping[str, Any]) -> str:
    """In how many ways those who are left carry it: "96 of the 128 ways of the 7 without a position"."""
    carrying, of, left = int(ways["carrying"]), int(ways["of"]), ways["undecided"]
    if not left:
        return _("All have a position")
    said = {"k": whole(carrying), "of": whole(of), "n": left}
    if carrying == of:
        return (
            ngettext(
                "All %(of)s ways of the %(n)d without a position",
                "All %(of)s ways of the %(n)d without a position",
                left,
            )
            % said
        )
    if not carrying:
        return (
            ngettext(
                "None of the %(of)s ways of the %(n)d without a position",
                "None of the %(of)s ways of the %(n)d without a position",
                left,
            )
            % said
        )
    return (
        ngettext(
            "%(k)s of the %(of)s ways of the %(n)d without a position",
            "%(k)s of the %(of)s ways of the %(n)d without a position",
            left,
        )
        % said
    )


def _whole(row: Framework) -> str:
    """In how many ways the body could carry anything, with nothing known of anybody."""
    if row.winning_coalitions is None or row.power_to_act is None:
        return _("Of the whole body: too many to count here") if row.ways else ""
    part, all_ways = map(int, row.power_to_act.split("/"))
    said = {
        "k": whole(int(row.winning_coalitions)),
        "of": whole(int(row.winning_coalitions) * all_ways // part if part else 0),
        "share": percent(part, all_ways),
    }
    if not part:
        return _("Of the whole body: no way")
    if 1000 * part < all_ways:  # no share that one decimal could say
        return _("Of the whole body: %(k)s of %(of)s") % said
    return _("Of the whole body: %(k)s of %(of)s (%(share)s)") % said


def _may_block(row: Framework, names: Roster, few: int) -> MayBlock:
    away = frozenset(row.elsewhere)
    here = [code for code in row.may_block if code not in away]
    others = [code for code in row.unknown if code in away and code not in row.may_block]
    counted = ngettext("%(n)d member here", "%(n)d members here", len(here)) % {"n": len(here)}
    if row.status == NOT_ADMISSIBLE:
        return MayBlock("", "", "", "")
    return MayBlock(
        names.listed([code for code in row.may_block if code in away], most=ALL),
        names.listed(here, most=ALL),
        counted if len(here) > few else "",
        names.listed(others, most=ALL),
    )


def _left_out(row: Framework, names: Roster) -> str:
    """The members here that it does not count; where these are most of them, all but those it counts."""
    counted = [code for code in row.roll.members if code not in row.elsewhere]
    if len(row.left_out) > len(counted) and len(row.left_out) > FEW:
        return _("All members here but %(members)s") % {"members": names.listed(counted, most=ALL)}
    return names.listed(row.left_out, most=ALL)


def _detail(row: Framework, names: Roster) -> str:
    if row.obstacles:
        return " ".join(obstacle_said(each, names) for each in row.obstacles)
    if row.status == NO_ANSWER:
        return row.trouble
    return wording.headline(row.outcome, language()) if row.outcome else ""


def obstacle_said(obstacle: Obstacle, names: Roster) -> str:
    """Why a rule may not be used here."""
    if obstacle.kind == "subject":
        return _("Not for decisions with %(what)s.") % {"what": any_implication_said(obstacle.detail)}
    if obstacle.kind == "members":
        return _("Not for these members: %(members)s.") % {"members": names.listed(obstacle.detail)}
    if obstacle.kind == "missing":
        return _("It needs members that are not here: %(members)s.") % {"members": names.listed(obstacle.detail)}
    return _("It needs at least %(count)s members.") % {"count": obstacle.detail[0]}


def _blocked(row: Framework, names: Roster) -> str:
    if row.status == NOT_ADMISSIBLE:
        return _("Law or agreement, whatever the votes")
    if row.status != BLOCKED:
        return _("Nobody") if row.status == CARRIED else _("Nobody yet")
    return names.listed(row.blocked_by, most=8)


def _call(row: Framework, names: Roster) -> str:
    """Whom to call first: the members of the shortest way, or whose position would have to move."""
    if row.status == OPEN and row.vote:
        return _first_calls(row.vote["carry"]["first"], row.forecast, names)
    if row.status == BLOCKED and row.unblock and row.unblock["first"]:
        return _first_calls(row.unblock["first"], None, names)
    if row.status == NOT_ADMISSIBLE:
        return ""
    if row.keep:
        kept = listing([names[code].the for code in row.keep], most=FEW)
        return ngettext(
            "Keep %(members)s: without its yes it falls",
            "Keep %(members)s: without the yes of any of them it falls",
            len(row.keep),
        ) % {"members": kept}
    if row.may_block:
        return _("Whoever has no position yet")
    return _("Nobody: no member alone can turn it") if row.status == CARRIED else _("Nobody")


def _first_calls(ways: Sequence[Sequence[str]], forecast: Mapping[str, Any] | None, names: Roster) -> str:
    """Whoever is in most of the shortest ways comes first; then whoever moves the probability most."""
    counts: dict[str, int] = {}
    for way in ways:
        for member in way:
            counts[member] = counts.get(member, 0) + 1
    influence = forecast["influence"] if forecast else {}
    order = sorted(counts, key=lambda m: (-counts[m], -influence.get(m, 0.0), str(names[m])))
    return listing([names[code].the for code in order], most=4)


def _bound(row: Framework, names: Roster) -> str:
    if row.status != CARRIED:
        return ""
    count = len(row.bound)
    if not count:
        return _("Nobody: it is a recommendation")
    told = ngettext("%(n)d member", "%(n)d members", count) % {"n": count}
    free = [code for code in row.roll.voters if code not in row.bound]
    if not free:
        return told
    return _("%(bound)s, not %(members)s") % {"bound": told, "members": names.listed(free, most=4)}


def speed_said(speed: Speed, now: datetime) -> str:
    """How fast it can be taken, as far as it is known here."""
    if speed.closes_at:
        return _("This vote closes %(when)s") % {"when": when(speed.closes_at, now)}
    parts = []
    if speed.least is not None:
        parts.append(_("%(span)s of notice") % {"span": span(speed.least)} if speed.least else _("No notice asked for"))
    if speed.emergency is not None:
        parts.append(_("%(span)s in an emergency") % {"span": span(speed.emergency)})
    if speed.consultation is not None:
        parts.append(_("%(span)s of consultation first") % {"span": span(speed.consultation)})
    return ", ".join(parts)


def _slow(row: Framework) -> str:
    """What is said where nothing here knows how fast: a body has its own calendar, a configuration none yet."""
    if row.rule.admissible.only_members:
        return _("As that body's own calendar sets")
    return _("As the rules of procedure set, once they have this rule")
