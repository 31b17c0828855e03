"""A meeting in session: opened and closed, who is present, the list of speakers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from coalition.models import Member
from frontend.access import Here, Request, in_coalition
from frontend.meetings.calling import address_of
from frontend.meetings.reads import find
from proposals.meetings.answering import answer_call
from proposals.meetings.calling import publish_meeting
from proposals.meetings.floor import (
    appeal,
    ask_floor,
    close_list,
    end_turn,
    give_floor,
    reopen_list,
    rule_on,
    settle_appeal,
)
from proposals.meetings.models import Coming, How, Meeting, Purpose
from proposals.meetings.sitting import close_meeting, note_presence, open_meeting


@require_POST
@in_coalition
def act(request: Request, here: Here, number: int) -> HttpResponse:
    """Call, open or close the meeting, close its list of speakers or reopen it: the button says which."""
    meeting = find(here, number)
    lists: dict[str, Callable[..., Meeting]] = {"close-list": close_list, "reopen-list": reopen_list}
    acts = {"publish": publish_meeting, "open": open_meeting, "close": close_meeting, **lists}
    _chosen(acts, request)(meeting=meeting, by=here.person)
    place = "#floor" if request.POST["do"] in lists else ""
    return HttpResponseRedirect(address_of(here, meeting) + place)


@require_POST
@in_coalition
def answer(request: Request, here: Here, number: int) -> HttpResponse:
    """Answer the call: the button says how."""
    meeting = find(here, number)
    coming = request.POST.get("coming", "")
    if coming not in Coming.values:
        raise Http404
    answer_call(meeting=meeting, coming=Coming(coming), by=here.person)
    return HttpResponseRedirect(address_of(here, meeting) + "#expected")


@require_POST
@in_coalition
def presence(request: Request, here: Here, number: int) -> HttpResponse:
    """Note how a member is present, or that it left."""
    meeting = find(here, number)
    how = request.POST.get("how", "")
    if how not in (*How.values, "absent"):
        raise Http404
    member = _member(here, request.POST.get("member", ""))
    note_presence(meeting=meeting, member=member, how=None if how == "absent" else How(how), by=here.person)
    return HttpResponseRedirect(address_of(here, meeting) + "#presence")


@require_POST
@in_coalition
def floor(request: Request, here: Here, number: int) -> HttpResponse:
    """Ask for the floor for a member."""
    meeting = find(here, number)
    given = request.POST
    purpose = given.get("purpose", "")
    if purpose not in Purpose.values:
        raise Http404
    code = given.get("group", "")
    group = here.coalition.groups.filter(code=code).first() if code else None
    if code and group is None:
        raise Http404
    member = _member(here, given.get("member", ""))
    ask_floor(meeting=meeting, member=member, by=here.person, purpose=Purpose(purpose), group=group)
    return HttpResponseRedirect(address_of(here, meeting) + "#floor")


@require_POST
@in_coalition
def turn(request: Request, here: Here, number: int, turn_id: int) -> HttpResponse:
    """Do one thing with a place on the list of speakers: the button says which."""
    meeting = find(here, number)
    place = meeting.turns.select_related("meeting", "member").filter(pk=turn_id).first()
    if place is None:
        raise Http404
    given = request.POST
    acts: dict[str, Callable[[], Any]] = {
        "give": lambda: give_floor(turn=place, by=here.person),
        "end": lambda: end_turn(turn=place, by=here.person),
        "rule": lambda: rule_on(turn=place, ruling=given.get("ruling", ""), by=here.person),
        "appeal": lambda: appeal(turn=place, member=_member(here, given.get("member", "")), by=here.person),
        "uphold": lambda: settle_appeal(turn=place, upheld=True, by=here.person),
        "overrule": lambda: settle_appeal(turn=place, upheld=False, by=here.person),
    }
    _chosen(acts, request)()
    return HttpResponseRedirect(address_of(here, meeting) + "#floor")


def _chosen(acts: dict[str, Callable[..., Any]], request: Request) -> Callable[..., Any]:
    chosen = acts.get(request.POST.get("do", ""))
    if chosen is None:
        raise Http404
    return chosen


def _member(here: Here, code: str) -> Member:
    member = Member.objects.filter(coalition=here.coalition, code=code).first()
    if member is None:
        raise Http404
    return member
