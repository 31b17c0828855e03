"""Minutes: read, drawn up, edited section by section, circulated, adopted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coalition.errors import ActRefused, Conflict
from coalition.permissions import Act, refuse
from frontend.access import Here, Request, in_coalition
from frontend.meetings.reads import find as find_meeting
from frontend.minutes.reads import Read, find, in_session, keeps
from frontend.refusals import status_of
from proposals.meetings.models import Meeting
from proposals.minutes.keeping import adopt_minutes, circulate, draw_up, edit_section
from proposals.minutes.models import Minutes, Section
from proposals.minutes.states import State


@require_GET
@in_coalition
def show(request: Request, here: Here, number: int) -> HttpResponse:
    """The minutes of a meeting."""
    meeting = find_meeting(here, number)
    read = find(here, meeting)
    context = {
        "meeting": meeting,
        "read": read,
        "minutes": read.minutes,
        "sections": read.minutes.sections.all(),
        "adopting": in_session(here, meeting) if read.keeps and read.state is State.CIRCULATED else None,
    }
    return render(request, "frontend/minutes/minutes.html", context)


@require_POST
@in_coalition
def act(request: Request, here: Here, number: int) -> HttpResponse:
    """Draw them up, circulate them, or record that the meeting in session adopts them: the button says which."""
    meeting = find_meeting(here, number)
    acts: dict[str, Callable[[], Minutes]] = {
        "draw": lambda: draw_up(meeting=meeting, by=here.person),
        "circulate": lambda: circulate(minutes=find(here, meeting).minutes, by=here.person),
        "adopt": lambda: _adopt(here, meeting, request.POST.get("meeting", "")),
    }
    chosen = acts.get(request.POST.get("do", ""))
    if chosen is None:
        raise Http404
    chosen()
    return HttpResponseRedirect(address_of(here, meeting))


@require_http_methods(["GET", "POST"])
@in_coalition
def edit(request: Request, here: Here, number: int, section_id: int) -> HttpResponse:
    """Edit one section. What was typed stays when somebody else was faster, beside what stands now."""
    meeting = find_meeting(here, number)
    read = find(here, meeting)
    section = read.minutes.sections.filter(pk=section_id).first()
    if section is None:
        raise Http404
    if not keeps(here):
        raise refuse(Act.KEEP_MINUTES)
    section.minutes = read.minutes
    given: Any = request.POST
    if request.method != "POST":
        return _form(request, read, section, {"heading": section.heading, "text": section.text})
    try:
        words = {"heading": given.get("heading", ""), "text": given.get("text", "")}
        edit_section(section=section, seen=_seen(given.get("seen", "")), by=here.person, **words)
    except ActRefused as refusal:
        return _form(request, read, section, given, refusal)
    return HttpResponseRedirect(f"{address_of(here, meeting)}#section-{section.pk}")


def address_of(here: Here, meeting: Meeting) -> str:
    """Where the minutes of a meeting are."""
    return reverse("minutes", args=[here.coalition.slug, meeting.number])


def _adopt(here: Here, meeting: Meeting, number: str) -> Minutes:
    minutes = find(here, meeting).minutes
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Http404
    return adopt_minutes(minutes=minutes, meeting=find_meeting(here, int(number)), by=here.person)


def _seen(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _form(
    request: Request, read: Read, section: Section, given: Any, refusal: ActRefused | None = None
) -> HttpResponse:
    overtaken = isinstance(refusal, Conflict)
    if overtaken:
        section.refresh_from_db()
    context = {
        "meeting": read.minutes.meeting,
        "read": read,
        "section": section,
        "given": given,
        "refusal": refusal,
        "overtaken": overtaken,
    }
    return render(request, "frontend/minutes/edit.html", context, status=status_of(refusal) if refusal else 200)
