"""Calling a meeting, changing when and where it is, and cancelling it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused
from coalition.permissions import Act, require
from frontend.access import Here, Request, in_coalition
from frontend.meetings.forms import read_call, zones
from frontend.meetings.reads import find, local_times
from frontend.refusals import status_of
from proposals.meetings.calling import amend_meeting, call_meeting, cancel_meeting
from proposals.meetings.models import Meeting

LOCAL = "%Y-%m-%dT%H:%M"


@require_http_methods(["GET", "POST"])
@in_coalition
def new(request: Request, here: Here) -> HttpResponse:
    """Prepare a meeting. What was typed stays when something is wrong."""
    require(here.person, here.coalition, Act.RUN_MEETINGS, here.now)
    if request.method != "POST":
        return _form(request, {"time_zone": here.coalition.time_zone})
    try:
        meeting = call_meeting(coalition=here.coalition, call=read_call(request.POST), by=here.person)
    except ActRefused as refusal:
        return _form(request, request.POST, refusal)
    return HttpResponseRedirect(address_of(here, meeting))


@require_http_methods(["GET", "POST"])
@in_coalition
def edit(request: Request, here: Here, number: int) -> HttpResponse:
    """Change when or where; those concerned are told once the meeting was called."""
    meeting = find(here, number)
    require(here.person, here.coalition, Act.RUN_MEETINGS, here.now)
    if request.method != "POST":
        return _form(request, _as_given(meeting), meeting=meeting)
    try:
        reason = request.POST.get("reason", "")
        amend_meeting(meeting=meeting, call=read_call(request.POST), by=here.person, reason=reason)
    except ActRefused as refusal:
        return _form(request, request.POST, refusal, meeting)
    return HttpResponseRedirect(address_of(here, meeting))


@require_http_methods(["GET", "POST"])
@in_coalition
def cancel(request: Request, here: Here, number: int) -> HttpResponse:
    """Cancel, with the reason that those who were called are told."""
    meeting = find(here, number)
    require(here.person, here.coalition, Act.RUN_MEETINGS, here.now)
    context: dict[str, Any] = {"meeting": meeting, "reason": request.POST.get("reason", "")}
    if request.method != "POST":
        return render(request, "frontend/meetings/cancel.html", context)
    try:
        cancel_meeting(meeting=meeting, by=here.person, reason=context["reason"])
    except ActRefused as refusal:
        context["refusal"] = refusal
        return render(request, "frontend/meetings/cancel.html", context, status=status_of(refusal))
    return HttpResponseRedirect(address_of(here, meeting))


def address_of(here: Here, meeting: Meeting) -> str:
    """Where a meeting's page is."""
    return reverse("meeting", args=[here.coalition.slug, meeting.number])


def _as_given(meeting: Meeting) -> dict[str, object]:
    starts, ends, _city = local_times(meeting)
    words = {name: getattr(meeting, name) for name in ("title", "time_zone", "place", "online", "open_to_observers")}
    return {**words, "starts_at": starts.strftime(LOCAL), "ends_at": ends.strftime(LOCAL)}


def _form(
    request: Request, given: Any, refusal: ActRefused | None = None, meeting: Meeting | None = None
) -> HttpResponse:
    context = {"given": given, "refusal": refusal, "meeting": meeting, "zones": zones()}
    return render(request, "frontend/meetings/call.html", context, status=status_of(refusal) if refusal else 200)
