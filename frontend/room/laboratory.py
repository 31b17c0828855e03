"""The rule laboratory: power beside population, before and after a change, and the numbers to take away."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coalition.errors import ActRefused, Invalid
from coalition.permissions import Act, require
from coalition.rules import catalogue, wording
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.standing import is_of_catalogue
from frontend.access import Here, Request, in_coalition
from frontend.pictures.powers import Bars, bars_of
from frontend.room.limiting import check_rate
from frontend.room.naming import names_for
from frontend.room.supposing import supposed_in
from frontend.room.words import share_said
from frontend.rulebook.words import labels, title_of
from frontend.words.members import Name, Roster, language
from proposals.api.forgetting import forgetting
from proposals.api.laboratory import side_told
from proposals.lists import cells
from proposals.room.altering import Dial, altered, dials
from proposals.room.answering import translated
from proposals.room.changes import changed_roll
from proposals.room.laboratory import WEIGHT, Measured, Side, measured

FIRST, UNWEIGHTED = "coalition-core-e3-population", "simple-majority"  # the second where no population is kept
OURS = ""
KEPT = "kept:"  # before the name of a rule that the coalition keeps, in its latest version


@dataclass(frozen=True)
class Line:
    """One member before and, where something changed, after."""

    name: Name
    share: str
    root: str
    banzhaf: str
    shapley: str
    after_banzhaf: str
    after_shapley: str
    bars: Bars


@require_http_methods(["GET", "HEAD", "POST"])
@in_coalition
def laboratory(request: Request, here: Here) -> HttpResponse:
    """The laboratory. A question is posted, so that none of it stands in an address."""
    require(here.person, here.coalition, Act.READ, here.now)
    if request.method == "POST":
        check_rate(here.person)
    return forgetting(lambda: _page(request, here, request.POST))


@require_POST
@in_coalition
def as_csv(request: Request, here: Here) -> HttpResponse:
    """The numbers as CSV, fractions as they are."""
    require(here.person, here.coalition, Act.READ, here.now)
    check_rate(here.person)
    return forgetting(lambda: _csv(*_sides(here, request.POST)))


@require_POST
@in_coalition
def as_json(request: Request, here: Here) -> HttpResponse:
    """The numbers as JSON, as the API gives them."""
    require(here.person, here.coalition, Act.READ, here.now)
    check_rate(here.person)
    return forgetting(lambda: _json(*_sides(here, request.POST)))


def _page(request: Request, here: Here, form: QueryDict) -> HttpResponse:
    rule, roll = _rule(here, form), _roll(here, form)
    context: dict[str, Any] = {
        "form": form,
        "rule": rule,
        "title": title_of(rule),
        "sentence": wording.sentence(rule, roll, language(), names_for(here).plain()),
        "labels": labels(rule),
        "basis": wording.basis_sentence(rule, language()),
        "chosen": form.get("rule", _first(here)),
        "rules": _rules(here),
        "rolls": [(name, catalogue.roll_document(name)["title"][language()]) for name in sorted(catalogue.roll_ids())],  # type: ignore[index]
        "dials": [
            (dial, _dial(dial), form.get(f"t-{dial.number}", ""), f"thresholds.{dial.number}") for dial in dials(rule)
        ],
        "members": names_for(here).sorted(roll.voters),
        "joiners": [
            n for n in names_for(here).sorted(s.iso2 for s in catalogue.states()) if n.code not in roll.members
        ],
        "left": form.getlist("leave"),
        "veto": form.getlist("veto"),
    }
    try:
        before, after = _sides(here, form)
    except ActRefused as refusal:
        return render(request, "frontend/room/laboratory.html", {**context, "refusal": refusal})
    return render(request, "frontend/room/laboratory.html", context | _told(here, before, after))


def _sides(here: Here, form: QueryDict) -> tuple[Side, Side | None]:
    rule, roll = _rule(here, form), _roll(here, form)
    thresholds = {d.number: _value(v) for d in dials(rule) if (v := form.get(f"t-{d.number}", "").strip())}
    changes, veto = supposed_in(form, roll).changes, [code for code in form.getlist("veto") if code]
    with translated("rule"):
        before = measured(rule, roll)
        if not (thresholds or veto or changes.of_roll):
            return before, None
        later = changed_roll(roll, changes)
        return before, measured(altered(rule, thresholds, veto, later), later, supposed=True)


def _value(text: str) -> str | int:
    """A whole number, or a share as it is written, with a comma too."""
    return (
        int(text)
        if text.isascii() and text.isdigit()
        else text.replace(",", ".").replace(" ", "").replace("\u00a0", "")
    )


def _rules(here: Here) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rules to choose from, under their headings: those that only the coalition has, then the catalogue's."""
    latest = {row.identifier: row for row in here.coalition.rules.order_by("created_at", "pk")}
    own = [(f"{KEPT}{name}", rule) for name, row in sorted(latest.items()) if not is_of_catalogue(rule := row.read())]
    known = [(name, catalogue.rule(name)) for name in sorted(catalogue.rule_ids())]
    groups = ((_("Kept by this coalition"), own), (_("Catalogue"), known))
    return [(title, [(name, title_of(rule)) for name, rule in rules]) for title, rules in groups if rules]


def _first(here: Here) -> str:
    return FIRST if WEIGHT in here.roll.weights else UNWEIGHTED


def _rule(here: Here, form: QueryDict) -> Rule:
    name = form.get("rule", _first(here))
    if name.startswith(KEPT):
        rows = here.coalition.rules.filter(identifier=name.removeprefix(KEPT)[:100].replace("\0", ""))
        row = rows.order_by("created_at", "pk").last()
        if row is None:
            raise Invalid("unknown_rule", _("The coalition keeps no such rule."), field="rule")
        return row.read()
    if name not in catalogue.rule_ids():
        raise Invalid("unknown_rule", _("The catalogue has no rule “%(name)s”.") % {"name": name[:60]}, field="rule")
    return catalogue.rule(name)


def _roll(here: Here, form: QueryDict) -> Roll:
    name = form.get("roll", OURS)
    if not name:
        return here.roll
    if name not in catalogue.roll_ids():
        raise Invalid("unknown_roll", _("The catalogue has no roll “%(name)s”.") % {"name": name[:60]}, field="roll")
    return catalogue.roll(name)


def _dial(dial: Dial) -> str:
    counted = {"population": _("population"), None: _("members")}.get(dial.weight, dial.weight or "")
    within = _(" of %(group)s") % {"group": dial.group} if dial.group else ""
    compared = {
        "at_least": _("at least"),
        "more_than": _("more than"),
        "at_most": _("at most"),
        "fewer_than": _("fewer than"),
    }[dial.comparison]
    return f"{counted}{within}, {compared} {dial.value}"


def _told(here: Here, before: Side, after: Side | None) -> dict[str, Any]:
    names, later = names_for(here), {each.member: each for each in after.members} if after else {}
    widest = max((max(m.banzhaf, m.share or Fraction(0)) for m in before.members), default=Fraction(1))
    return {
        "before": _summary(before, names),
        "after": _summary(after, names) if after else None,
        "lines": [_line(names[m.member], m, later.get(m.member), widest) for m in before.members],
        "joined": [_line(names[m], each, each, widest) for m, each in later.items() if m not in before.roll.members],
    }


def _summary(side: Side, names: Roster) -> dict[str, Any]:
    return {
        "decisiveness": share_said(side.decisiveness),
        "winning": number_format(int(side.power["winning_coalitions"]), force_grouping=True),
        "minimal": side.minimal,
        "fewest": _fewest(side, names),
        "vetoers": names.listed(side.power["vetoers"], most=40),
    }


def _fewest(side: Side, names: Roster) -> list[tuple[str, list[str], bool]]:
    """The first of the minimal coalitions that carry and that block, in words, and whether there are more."""
    if side.minimal is None:
        return []
    titles = (("winning", _("Enough to carry, none to spare")), ("blocking", _("Enough to block, none to spare")))
    found = [(title, side.minimal[kind]) for kind, title in titles]
    return [
        (title, [names.listed(each, most=40) for each in all_["first"]], len(all_["first"]) != all_["coalitions"])
        for title, all_ in found
        if all_["first"]
    ]


def _line(name: Name, before: Measured, after: Measured | None, widest: Fraction) -> Line:
    root = Fraction(before.root) if before.root is not None else None
    return Line(
        name,
        share_said(before.share),
        share_said(root),
        share_said(before.banzhaf),
        share_said(before.shapley),
        share_said(after.banzhaf) if after else "",
        share_said(after.shapley) if after else "",
        bars_of(before.share, root, before.banzhaf, widest),
    )


def _csv(before: Side, after: Side | None) -> HttpResponse:
    columns = ("member", "population", "share", "root_share", "banzhaf", "shapley")
    sides = [(name, side) for name, side in (("before", before), ("after", after)) if side is not None]
    rows = [
        [name, side.rule.id, *(row[column] for column in columns)]
        for name, side in sides
        for row in side_told(side)["members"]
    ]
    response = HttpResponse(cells.as_csv(("side", "rule", *columns), rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="power.csv"'
    return response


def _json(before: Side, after: Side | None) -> JsonResponse:
    told = {"rule": before.rule.id, "version": before.rule.version, "before": side_told(before)}
    response = JsonResponse(told | {"after": side_told(after) if after else None})
    response.headers["Content-Disposition"] = 'attachment; filename="power.json"'
    return response
