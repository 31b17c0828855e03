"""Scenarios of one's own side by side. They come with the request, from the device that keeps them."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coalition.errors import ActRefused, Invalid
from coalition.permissions import Act, require
from coalition.rules.positions import Position
from frontend.access import Here, Request, in_coalition
from frontend.pictures.gauges import gauge_of
from frontend.room import words
from frontend.room.limiting import check_rate
from frontend.room.naming import names_for
from frontend.room.supposing import supposed_in
from frontend.voting.reading import Read, find
from frontend.words.conditions import Speaker
from frontend.words.members import Roster
from frontend.words.positions import shown
from proposals.api.forgetting import forgetting
from proposals.room.scenes import Scene, Stand, scene_of, stand_of

MOST = 6


@require_POST
@in_coalition
def compare(request: Request, here: Here, division_id: int) -> HttpResponse:
    """The board as it is, then each scenario, and where members differ."""
    require(here.person, here.coalition, Act.READ, here.now)
    check_rate(here.person)
    read = find(here, division_id)
    return forgetting(lambda: _compared(request, here, read))


def _compared(request: Request, here: Here, read: Read) -> HttpResponse:
    scene = scene_of(read.division, read.sight, here.now)
    try:
        forms = [(_("The board now"), request.POST), *_kept(request.POST.get("scenarios", ""))]
        stands = [(name, stand_of(scene, supposed_in(form, scene.roll))) for name, form in forms]
    except ActRefused as refusal:
        return render(request, "frontend/room/scenarios.html", {"refusal": str(refusal)})
    names = names_for(here)
    columns = [_column(names, name, stand) for name, stand in stands]
    context = {"columns": columns, "shifts": _shifts(scene, stands, names), "lines": _differing(names, stands)}
    return render(request, "frontend/room/scenarios.html", context)


def _kept(text: str) -> list[tuple[str, QueryDict]]:
    """The scenarios as the browser sent them. Raises `Invalid`."""
    try:
        given = json.loads(text or "[]")
        return [(str(each["name"])[:40], _form(each["fields"])) for each in given[:MOST]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Invalid("bad_scenarios", _("These scenarios cannot be read."), field="scenarios") from error


def _form(fields: Any) -> QueryDict:
    form = QueryDict(mutable=True)
    for name, value in fields:
        form.appendlist(str(name), str(value))
    return form


def _column(names: Roster, name: str, stand: Stand) -> dict[str, Any]:
    return {
        "name": name,
        "word": words.stand_word(stand.vote, final=False),
        "carry": words.carry_card(stand.vote, names).figure,
        "block": words.block_card(stand.vote, names).figure,
        "odds": words.odds_card(stand.forecast, names).figure,
    }


def _shifts(scene: Scene, stands: list[tuple[str, Stand]], names: Roster) -> list[dict[str, Any]]:
    """Each condition in each scenario, with where it stands on the board now; one rule has the same conditions."""
    speaker = Speaker(names, closed=False, manner=scene.rule.manner)
    board = stands[0][1].outcome.conditions
    shifts = []
    for number, now in enumerate(board):
        others = [stand.outcome.conditions[number] for _name, stand in stands[1:]]
        gauges = [gauge_of(now, speaker), *(gauge_of(other, speaker, now) for other in others)]
        shifts.append({"heading": speaker.heading(now), "gauges": gauges})
    return shifts


def _differing(names: Roster, stands: list[tuple[str, Stand]]) -> list[dict[str, Any]]:
    """The members that stand elsewhere in one scenario than in another."""
    codes = {code for _name, stand in stands for code in stand.roll.voters}
    lines = []
    for name in names.sorted(codes):
        held = [stand.positions.get(name.code, "absent") for _name, stand in stands]
        if len(set(held)) > 1:
            lines.append({"name": name, "held": [shown(Position(position)) for position in held]})
    return lines
