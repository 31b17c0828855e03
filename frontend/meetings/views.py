"""Meetings: the list, one meeting with its agenda, and the screen for the room."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coalition.models import Group, Member
from frontend.access import Here, Request, in_coalition
from frontend.meetings.reads import (
    Session,
    agenda,
    comers,
    find,
    found,
    local_times,
    own_members,
    pace,
    row_of,
    runs,
    seats,
    session_of,
    votes_on,
)
from frontend.minutes.reads import exist, keeps, to_adopt
from frontend.words.members import Name, name_of
from proposals.meetings.models import Purpose
from proposals.meetings.sitting import attendance_of
from proposals.meetings.states import State

PAGE = 25


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """What is to come, the soonest first, and below it what was."""
    coming = Q(closed_at__isnull=True, cancelled_at__isnull=True)
    upcoming = [row_of(meeting) for meeting in found(here).filter(coming).order_by("starts_at", "pk")[:PAGE]]
    page = Paginator(found(here).exclude(coming).order_by(F("starts_at").desc(), "-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "upcoming": upcoming,
        "past": [row_of(meeting) for meeting in page.object_list],
        "page": page,
        "runs": runs(here),
    }
    return render(request, "frontend/meetings/index.html", context)


@require_GET
@in_coalition
def show(request: Request, here: Here, number: int) -> HttpResponse:
    """One meeting: its agenda, and while it is in session the item, the floor and who is there."""
    meeting = find(here, number)
    row = row_of(meeting)
    lines = agenda(here, meeting)
    starts, ends, city = local_times(meeting)
    live = row.state == State.LIVE
    attendance = attendance_of(meeting, here.now)
    own = own_members(here) if live else []
    session = session_of(here, meeting, lines, attendance) if live else None
    manages = runs(here)
    context = {
        "row": row,
        "meeting": meeting,
        "lines": lines,
        "starts": starts,
        "ends": ends,
        "city": city,
        "runs": manages,
        "changing": manages and row.state in (State.DRAFT, State.CALLED, State.LIVE),
        "session": session,
        "comers": comers(here, meeting, attendance) if row.state in (State.CALLED, State.LIVE) else None,
        "seats": seats(here, attendance) if manages and row.state in (State.CALLED, State.LIVE) else [],
        "own": _askers(own, session),
        "own_codes": {member.code for member in own},
        "has_minutes": row.state == State.CLOSED and exist(here, meeting),
        "votes": votes_on(here, lines),
        "keeps_minutes": keeps(here),
        "to_adopt": to_adopt(here, meeting) if live and keeps(here) else [],
        "pace": pace(lines, here.now) if live else None,
    }
    return render(request, "frontend/meetings/meeting.html", context)


@require_GET
@in_coalition
def screen(request: Request, here: Here, number: int) -> HttpResponse:
    """The room's screen: what is on, who speaks and who is next, large, and nothing that is one reader's own."""
    meeting = find(here, number)
    row = row_of(meeting)
    live = row.state == State.LIVE
    session = session_of(here, meeting, agenda(here, meeting), attendance_of(meeting, here.now)) if live else None
    context = {"row": row, "meeting": meeting, "session": session}
    return render(request, "frontend/meetings/screen.html", context)


def _askers(own: list[Member], session: Session | None) -> list[tuple[Name, list[Group], bool]]:
    """The reader's members, the groups that each speaks for, and whether it waits to make a statement already."""
    turns = session.waiting if session else []
    waits = {turn.member_id for turn in turns if turn.purpose == Purpose.STATEMENT}
    return [(name_of(member), list(member.speaks_for.all()), member.pk in waits) for member in own]
