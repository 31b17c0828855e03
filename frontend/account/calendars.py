"""Calendars: addresses and passwords of one's own programs, made, shown once, revoked; and how they are used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coalition import clock
from coalition.errors import ActRefused
from coalition.models import Delegate, Member, Person
from coalition.permissions import coalitions_of
from frontend.account.confirming import confirmed
from frontend.account.subscribing import programs
from frontend.refusals import status_of
from frontend.words.members import name_of, titled
from proposals.calendars.addresses import server_of, subscribing_address, written_address
from proposals.calendars.keys import About, make_key, revoke_key
from proposals.calendars.models import CalendarKey, Shows
from proposals.scope import meetings_for


@dataclass(frozen=True)
class Choice:
    """Something that a new key can open, as the form offers it."""

    value: str
    label: str
    hint: str
    shows: Shows
    about: About


@dataclass(frozen=True)
class Line:
    """A key as the page lists it."""

    key: CalendarKey
    opens: str


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What reads the person's calendar, and how a program is taught to."""
    person = cast(Person, request.user)
    keys = person.calendar_keys.filter(revoked_at=None)
    keys = keys.select_related("coalition", "member__coalition", "meeting__coalition")
    context = {
        "now": clock.now(),
        "lines": [Line(key, _opens(key)) for key in keys],
        "programs": programs(),
        "server": server_of(request.build_absolute_uri("/")),
    }
    return render(request, "frontend/account/calendars.html", context)


@confirmed
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make an address or a password, and show it this once."""
    person = cast(Person, request.user)
    offered = _choices(person, request.POST.get("opens") or request.GET.get("opens", ""))
    if request.method != "POST":
        return _form(request, offered)
    chosen = next((each for each in offered if each.value == request.POST.get("opens")), None)
    if chosen is None:
        raise Http404
    try:
        name = request.POST.get("name", "")
        key, secret = make_key(person=person, name=name, shows=chosen.shows, about=chosen.about)
    except ActRefused as refusal:
        return _form(request, offered, refusal)
    return _shown(request, key, secret)


@login_required
@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    """End an address or a password at once."""
    found = cast(Person, request.user).calendar_keys.filter(pk=key).first()
    if found is None:
        raise Http404
    revoke_key(key=found)
    return HttpResponseRedirect(reverse("calendars"))


def _shown(request: HttpRequest, key: CalendarKey, secret: str) -> HttpResponse:
    base = request.build_absolute_uri("/")
    caldav = key.shows == Shows.CALDAV
    address = server_of(base) if caldav else written_address(base, secret)
    context = {
        "key": key,
        "address": address,
        "webcal": "" if caldav else subscribing_address(address),
        "password": secret if caldav else "",
    }
    return render(request, "frontend/account/calendar.html", context)


def _form(request: HttpRequest, offered: list[Choice], refusal: ActRefused | None = None) -> HttpResponse:
    asked = request.POST.get("opens") or request.GET.get("opens") or offered[0].value
    context = {
        "choices": [(each, each.value == asked) for each in offered],
        "name": request.POST.get("name", ""),
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "frontend/account/new_calendar.html", context, status=status)


def _choices(person: Person, asked: str) -> list[Choice]:
    """Everything that the person may open; one meeting where it was come from."""
    now = clock.now()
    caldav = _("A password, for a phone or a program that asks for a server")
    return [
        _feed(Shows.MINE, _("Everything of mine"), Shows.MINE, About()),
        *_delegations(person, now),
        *(
            _feed(f"coalition-{each.pk}", titled(each), Shows.COALITION, About(coalition=each))
            for each in coalitions_of(person, now).order_by("pk")
        ),
        *_meeting(person, now, asked),
        Choice(Shows.CALDAV, _("All calendars, by CalDAV"), caldav, Shows.CALDAV, About()),
    ]


def _feed(value: str, label: str, shows: Shows, about: About) -> Choice:
    return Choice(value, label, _("The address of a feed, for any program"), shows, about)


def _delegations(person: Person, now: datetime) -> Iterator[Choice]:
    seats = Delegate.objects.at(now).filter(person=person).select_related("member__coalition").order_by("member_id")
    for member in {seat.member_id: seat.member for seat in seats}.values():
        yield _feed(f"delegation-{member.pk}", _in_coalition(member), Shows.DELEGATION, About(member=member))


def _meeting(person: Person, now: datetime, asked: str) -> Iterator[Choice]:
    number = asked.removeprefix("meeting-")
    if not asked.startswith("meeting-") or not number.isdecimal() or len(number) > 18:
        return
    meeting = meetings_for(person, now).filter(pk=int(number)).select_related("coalition").first()
    if meeting:
        label = _("Meeting %(number)s alone") % {"number": meeting.number}
        yield _feed(asked, label, Shows.MEETING, About(meeting=meeting))


def _in_coalition(member: Member) -> str:
    return _("%(member)s in %(coalition)s") % {"member": name_of(member), "coalition": titled(member.coalition)}


def _opens(key: CalendarKey) -> str:
    if key.member:
        return _in_coalition(key.member)
    if key.coalition:
        return titled(key.coalition)
    if key.meeting:
        number = {"number": key.meeting.number, "coalition": titled(key.meeting.coalition)}
        return _("Meeting %(number)s, %(coalition)s") % number
    return _("All calendars, by CalDAV") if key.shows == Shows.CALDAV else _("Everything of mine")
