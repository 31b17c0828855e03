"""What goes on paper: the agenda and the minutes of a meeting, a decision, its roll call."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from frontend.access import Here, Request, in_coalition
from frontend.decisions.reads import find as find_decision
from frontend.decisions.views import context_of
from frontend.meetings.reads import agenda as agenda_lines
from frontend.meetings.reads import find as find_meeting
from frontend.meetings.reads import local_times, row_of
from frontend.minutes.reads import find as find_minutes
from frontend.printing.paper import printed
from proposals.drafting.marking import highest
from proposals.drafting.models import Proposal


@require_GET
@in_coalition
def agenda(request: Request, here: Here, number: int) -> HttpResponse:
    """The agenda, with the proposals on it that the reader may read."""
    meeting = find_meeting(here, number)
    starts, ends, city = local_times(meeting)
    lines = agenda_lines(here, meeting)
    context = {
        "meeting": meeting,
        "marking": highest(proposal.marking for line in lines for proposal in line.proposals),
        "row": row_of(meeting),
        "lines": lines,
        "starts": starts,
        "ends": ends,
        "city": city,
    }
    return printed(request, here, "frontend/printing/agenda.html", context, f"agenda-{meeting.number}")


@require_GET
@in_coalition
def minutes(request: Request, here: Here, number: int) -> HttpResponse:
    """The minutes."""
    meeting = find_meeting(here, number)
    read = find_minutes(here, meeting)
    starts, _ends, city = local_times(meeting)
    context = {
        "meeting": meeting,
        "marking": highest(Proposal.objects.filter(items__meeting=meeting).values_list("marking", flat=True)),
        "minutes": read.minutes,
        "standing": read.standing,
        "sections": read.minutes.sections.all(),
        "starts": starts,
        "city": city,
    }
    return printed(request, here, "frontend/printing/minutes.html", context, f"minutes-{meeting.number}")


@require_GET
@in_coalition
def decision(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """A decision: text, rule, reasons, who is bound, roll call, statements."""
    context = _decided(here, year, number)
    return printed(request, here, "frontend/printing/decision.html", context, f"decision-{year}-{number}")


@require_GET
@in_coalition
def roll_call(request: Request, here: Here, year: int, number: int) -> HttpResponse:
    """The roll call of a decision alone."""
    context = _decided(here, year, number)
    return printed(request, here, "frontend/printing/roll_call.html", context, f"roll-call-{year}-{number}")


def _decided(here: Here, year: int, number: int) -> dict[str, Any]:
    decision = find_decision(here, year, number)
    return {**context_of(here, decision), "marking": highest([decision.division.proposal.marking])}
