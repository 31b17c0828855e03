"""What the engine answers, in sentences: nothing here is computed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coalition.rules import wording
from coalition.rules.admissibility import Obstacle
from frontend.rulebook.words import Label, labels, title_of
from frontend.words.figures import percent, whole
from frontend.words.implications import any_implication_said
from frontend.words.members import Roster, language, listing
from frontend.words.times import span, when
from proposals.room.frameworks import BLOCKED, CARRIED, NO_ANSWER, NOT_ADMISSIBLE, OPEN, Framework
from proposals.room.scenes import Stand
from proposals.room.speed import Speed


@dataclass(frozen=True)
class Card:
    """One answer: a heading, a figure, and what it says."""

    heading: str
    figure: str
    says: str


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
    return Card(heading, _ways(told["carry"]), ways_said(told["carry"], names))


def _certain_said(found: Mapping[str, Any]) -> str:
    """What is still needed for it to stand whatever the others do: under a silence, that nobody objects any more."""
    if not found["members"]:
        return ""
    return _("To be certain whatever the others do: %(ways)s.") % {"ways": _ways(found)}


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
    return Card(heading, _ways(told["block"]), ways_said(told["block"], names))


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


def _ways(found: Mapping[str, Any]) -> str:
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
        shortest=_ways(row.vote["carry"]) if row.vote and row.status == OPEN else "",
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
