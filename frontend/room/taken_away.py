"""The laboratory's numbers as files: members and figures as tables for a spreadsheet, everything as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from django.http import HttpResponse, JsonResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from coalition.analysis.answers import ratio
from frontend.words.members import Roster
from proposals.api.laboratory import side_told, tried_told
from proposals.lists import cells
from proposals.room.laboratory import Side
from proposals.room.trying import Tried


def members_csv(found: Tried, names: Roster) -> HttpResponse:
    """Each member's weight and power, fractions as they are, its name in the reader's language beside its code."""
    columns = ("population", "share", "root_share", "banzhaf", "shapley")
    header = (
        _("Side"),
        _("Rule"),
        _("Code"),
        _("Member"),
        _("Population"),
        _("Share of population"),
        _("Share of square roots"),
        "Banzhaf",
        "Shapley-Shubik",
        "Banzhaf (%)",
        "Shapley-Shubik (%)",
    )
    rows = [
        (side, each.rule.id, code, str(names[code]), *(row[column] for column in columns), *_percents(row))
        for side, each in _sides(found)
        for row in side_told(each)["members"]
        for code in (row["member"],)
    ]
    return _file(cells.as_csv(header, rows), "power.csv")


def figures_csv(found: Tried) -> HttpResponse:
    """How the rule decides: one figure a line, the minimal coalitions by size."""
    header = (_("Side"), _("Rule"), _("Figure"), _("Members"), _("Value"))
    rows = [(side, each.rule.id, *row) for side, each in _sides(found) for row in _figures(each)]
    if found.decided_otherwise is not None:
        rows.append(
            (_("The change"), found.before.rule.id, _("Ways to vote decided otherwise"), "", found.decided_otherwise)
        )
    return _file(cells.as_csv(header, rows), "figures.csv")


def as_json(found: Tried) -> JsonResponse:
    """Everything, as the API gives it."""
    response = JsonResponse(tried_told(found))
    response.headers["Content-Disposition"] = 'attachment; filename="power.json"'
    return response


def _sides(found: Tried) -> list[tuple[str, Side]]:
    sides = ((_("As it is"), found.before), (_("After the change"), found.after))
    return [(title, side) for title, side in sides if side is not None]


def _figures(side: Side) -> Iterator[tuple[str, object, object]]:
    yield _("Decisiveness"), "", ratio(side.decisiveness)
    yield _("Winning coalitions"), "", side.power["winning_coalitions"]
    yield _("Nothing is adopted without"), "", " ".join(side.power["vetoers"])
    if side.minimal is None:
        return
    for title, kind in ((_("Minimal winning coalitions"), "winning"), (_("Minimal blocking coalitions"), "blocking")):
        found = side.minimal[kind]
        yield title, "", found["coalitions"]
        for each in found["sizes"]:
            yield title, each["members"], each["coalitions"]


def _percents(row: Mapping[str, str]) -> list[str]:
    return [_percent(Fraction(row[index])) for index in ("banzhaf", "shapley")]


def _percent(share: Fraction) -> str:
    """For a spreadsheet, which takes a fraction for a date: with the reader's decimal mark."""
    return number_format(round(Decimal(share.numerator * 100) / share.denominator, 4), use_l10n=True)


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
