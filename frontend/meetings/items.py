"""The items of an agenda: added, changed, moved, withdrawn, taken up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from coalition.errors import ActRefused
from coalition.permissions import Act, require
from frontend.access import Here, Request, in_coalition
from frontend.meetings.calling import address_of
from frontend.meetings.forms import read_item, read_minutes
from frontend.meetings.reads import find
from frontend.refusals import status_of
from proposals.drafting.models import Proposal
from proposals.meetings.agenda import Move, add_item, change_item, move_item, place_item, withdraw_item
from proposals.meetings.models import Item, Meeting
from proposals.meetings.outlines import DEPTH, outline_of
from proposals.meetings.sitting import lengthen_item, take_item
from proposals.scope import proposals_for

OFFERED = 100  # of the latest proposals, to be attached


@require_http_methods(["GET", "POST"])
@in_coalition
def new(request: Request, here: Here, number: int) -> HttpResponse:
    """Add an item. What was typed stays when something is wrong."""
    meeting = find(here, number)
    require(here.person, here.coalition, Act.RUN_MEETINGS, here.now)
    given: Any = request.POST if request.method == "POST" else {"kind": "B", "under": request.GET.get("under", "")}
    if request.method != "POST":
        return _form(request, here, meeting, given, [])
    chosen = given.getlist("proposals")
    try:
        under = _item(meeting, given["under"]) if given.get("under") else None
        add_item(meeting=meeting, words=read_item(here, given), by=here.person, under=under)
    except ActRefused as refusal:
        return _form(request, here, meeting, given, chosen, refusal)
    return HttpResponseRedirect(address_of(here, meeting) + "#agenda")


@require_http_methods(["GET", "POST"])
@in_coalition
def edit(request: Request, here: Here, number: int, item_id: int) -> HttpResponse:
    """Change what an item says."""
    meeting = find(here, number)
    require(here.person, here.coalition, Act.RUN_MEETINGS, here.now)
    item = _item(meeting, str(item_id))
    if request.method != "POST":
        given = {"title": item.title, "note": item.note, "minutes": item.minutes, "kind": _kind(item)}
        chosen = [str(pk) for pk in item.proposals.values_list("pk", flat=True)]
        return _form(request, here, meeting, given, chosen, item=item)
    try:
        change_item(item=item, words=read_item(here, request.POST), by=here.person)
    except ActRefused as refusal:
        return _form(request, here, meeting, request.POST, request.POST.getlist("proposals"), refusal, item)
    return HttpResponseRedirect(address_of(here, meeting) + "#agenda")


@require_POST
@in_coalition
def act(request: Request, here: Here, number: int, item_id: int) -> HttpResponse:
    """Do one thing with an item: the button says which."""
    meeting = find(here, number)
    require(here.person, here.coalition, Act.RUN_MEETINGS, here.now)
    item, given = _item(meeting, str(item_id)), request.POST
    acts: dict[str, Callable[[], object]] = {
        **{move.value: partial(move_item, item=item, move=move, by=here.person) for move in Move},
        "before": lambda: place_item(item=item, before=_before(meeting, given), by=here.person),
        "withdraw": lambda: withdraw_item(item=item, by=here.person),
        "take": lambda: take_item(item=item, by=here.person),
        "lengthen": lambda: lengthen_item(item=item, minutes=read_minutes(given.get("by", "")) or 0, by=here.person),
    }
    chosen = acts.get(given.get("do", ""))
    if chosen is None:
        raise Http404
    chosen()
    return HttpResponseRedirect(f"{address_of(here, meeting)}#item-{item.pk}")


def _before(meeting: Meeting, given: Any) -> Item | None:
    return _item(meeting, given["before"]) if given.get("before") else None


def _item(meeting: Meeting, number: str) -> Item:
    known = number.isascii() and number.isdigit() and len(number) < 12
    item = meeting.items.select_related("meeting", "parent").filter(pk=int(number)).first() if known else None
    if item is None:
        raise Http404
    return item


def _form(
    request: Request,
    here: Here,
    meeting: Meeting,
    given: Any,
    chosen: list[str],
    refusal: ActRefused | None = None,
    item: Item | None = None,
) -> HttpResponse:
    offered = proposals_for(here.person, here.now).filter(coalition=here.coalition)[:OFFERED]
    context = {
        "meeting": meeting,
        "item": item,
        "given": given,
        "refusal": refusal,
        "parents": [place for place in outline_of(meeting) if place.depth < DEPTH - 1 and not place.item.withdrawn_at],
        "proposals": _ticked(list(offered), chosen),
    }
    return render(request, "frontend/meetings/item.html", context, status=status_of(refusal) if refusal else 200)


def _kind(item: Item) -> str:
    return "B" if item.discussed else "A"


def _ticked(proposals: list[Proposal], chosen: list[str]) -> list[tuple[Proposal, bool]]:
    return [(proposal, str(proposal.pk) in chosen) for proposal in proposals]
