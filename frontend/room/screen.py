"""The shared screen: how many more are needed and of which group, and never whom. It shows what everybody may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from coalition.errors import ActRefused
from coalition.models.procedure import Visibility
from coalition.permissions import Act, require
from frontend.access import Here, Request, in_coalition
from frontend.room.words import groups_needed
from frontend.voting.reading import Read, find
from proposals.room.scenes import Stand, Supposed, scene_of, stand_of
from proposals.voting.states import State

LISTED = 100


@require_GET
@in_coalition
def screen(request: Request, here: Here, division_id: int) -> HttpResponse:
    """One vote, large. What the reader alone may see is not shown: others look at it."""
    require(here.person, here.coalition, Act.READ, here.now)
    read = find(here, division_id)
    context = {"division": read.division, "open": read.state is State.OPEN, **_said(here, read)}
    return render(request, "frontend/room/screen.html", context)


def _said(here: Here, read: Read) -> dict[str, Any]:
    division = read.division
    if division.visibility == Visibility.CHAIR:
        return {"word": _("The vote is under way"), "needs": ""}
    if division.visibility != Visibility.OPEN or read.sight.positions is None:
        replied, total = len(read.sight.replied or ()), len(division.roll["members"]) - len(division.roll["suspended"])
        said = {"replied": replied, "total": total}
        return {"word": _("%(replied)d of %(total)d have replied") % said, "needs": ""}
    try:
        stand = stand_of(scene_of(division, read.sight, here.now), Supposed(listed=LISTED))
    except ActRefused:
        return {"word": _("The vote is under way"), "needs": ""}
    return {"word": needed_said(stand), "needs": ""}


def needed_said(stand: Stand) -> str:
    """ "Two more needed, one of them from E3."."""
    if stand.outcome.adopted:
        return _("Carried as it stands")
    fewest = stand.vote["carry"]["members"]
    if fewest is None:
        return _("Blocked, unless a vote cast changes")
    said = ngettext("%(n)d more needed", "%(n)d more needed", fewest) % {"n": fewest}
    for group, count in groups_needed(stand.vote["carry"], stand.roll.groups):
        if count == fewest:
            return _("%(needed)s, all from %(group)s") % {"needed": said, "group": group}
        return _("%(needed)s, %(count)d of them from %(group)s") % {"needed": said, "count": count, "group": group}
    return said
