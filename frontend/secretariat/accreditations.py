"""Who votes for whom, since when: the register for the secretariat, one's own delegation for a delegate."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from coalition.accrediting import ask_accreditation, revoke
from coalition.errors import ActRefused
from coalition.four_eyes import Step
from coalition.models import Accreditation, Delegate
from coalition.models.delegations import Rank
from coalition.permissions import Act, refuse, table_allows
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.secretariat.changing import asked_for, read, require
from frontend.secretariat.forms import Choice, Field, filled
from frontend.words.members import Name, name_of
from frontend.words.times import date

RANKS = list(Rank)
FIELDS = ("delegate", "replaces", "at", "until", "note")


@dataclass(frozen=True)
class Line:
    """One accreditation: who, in which rank, and where it stands now."""

    row: Accreditation
    called: str
    rank: str
    holds: bool
    to_come: bool
    replaced_by: str


@dataclass(frozen=True)
class Votes:
    """Those who vote for one member, or will; and those who did."""

    name: Name
    own: bool
    lines: list[Line]
    ended: list[Line]


@require_GET
@in_coalition
def index(request: Request, here: Here) -> HttpResponse:
    """Who votes for whom: for every member, or for one's own."""
    if not table_allows(here.standings, Act.READ):
        raise refuse(Act.READ)
    registers = table_allows(here.standings, Act.ACCREDIT)
    context = {"votes": votes(here, everyone=registers or here.is_chair), "registers": registers}
    return render(request, "frontend/secretariat/accreditations.html", context)


@require_http_methods(["GET", "POST"])
@in_coalition
def register(request: Request, here: Here) -> HttpResponse:
    """Ask for an accreditation as its government gave it."""
    require(here, Act.ACCREDIT)
    fields = _fields(here)
    if request.method != "POST":
        return _form(request, filled(fields, request.GET.dict()))
    given = request.POST.dict()
    try:
        pending = _ask(here, read(fields, given))
    except ActRefused as refusal:
        return _form(request, filled(fields, given), refusal)
    return asked_for(request, here, Step(pending=pending))


@require_http_methods(["GET", "POST"])
@in_coalition
def end(request: Request, here: Here, accreditation_id: int) -> HttpResponse:
    """Revoke one, at once: one person is enough."""
    require(here, Act.REVOKE)
    rows = _rows(here).filter(pk=accreditation_id)
    found = next((line for each in _grouped(here, list(rows)) for line in (*each.lines, *each.ended)), None)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _confirm(request, found)
    try:
        revoke(accreditation=found.row, by=here.person)
    except ActRefused as refusal:
        return _confirm(request, found, refusal)
    said = {"person": found.called, "member": name_of(found.row.member).the}
    messages.success(request, _("Revoked. %(person)s no longer votes for %(member)s.") % said)
    return HttpResponseRedirect(reverse("accreditations", args=[here.coalition.slug]))


def votes(here: Here, *, everyone: bool) -> list[Votes]:
    """The accreditations by member, each member once, in four queries."""
    rows = _rows(here)
    own = {place.member.code for place in here.places}
    found = _grouped(here, list(rows if everyone else rows.filter(member__code__in=own)))
    named = {each.name.code for each in found}
    codes = here.roll.members if everyone else sorted(own)
    missing = [Votes(here.names[code], code in own, [], []) for code in codes if code not in named]
    return sorted([*found, *missing], key=lambda each: str(each.name))


def _rows(here: Here) -> Any:
    found = Accreditation.objects.filter(member__coalition=here.coalition)
    return found.select_related("member", "person").prefetch_related("replaced_by").order_by("-starts_at", "-pk")


def _grouped(here: Here, rows: list[Accreditation]) -> list[Votes]:
    seats = Delegate.objects.at(here.now).filter(member__coalition=here.coalition)
    ranks = {(member, person): rank for member, person, rank in seats.values_list("member_id", "person_id", "rank")}
    by_member: dict[str, list[Line]] = defaultdict(list)
    for row in rows:
        rank = ranks.get((row.member_id, row.person_id))
        by_member[row.member.code].append(_line(here, row, str(Rank(rank).label) if rank else ""))
    own = {place.member.code for place in here.places}
    return [
        Votes(
            here.names[code],
            code in own,
            [line for line in lines if line.holds or line.to_come],
            [line for line in lines if not (line.holds or line.to_come)],
        )
        for code, lines in by_member.items()
    ]


def _line(here: Here, row: Accreditation, rank: str) -> Line:
    ended = row.ends_at is not None and row.ends_at <= max(here.now, row.starts_at)
    return Line(
        row=row,
        called=called(here, row.person.name, row.member.code, rank),
        rank=rank,
        holds=not ended and row.starts_at <= here.now,
        to_come=not ended and row.starts_at > here.now,
        replaced_by=next((each.reference for each in row.replaced_by.all()), ""),
    )


def called(here: Here, name: str, code: str, rank: str) -> str:
    """How somebody is called: by function in an exercise, where nobody has a name."""
    return f"{here.names[code]}, {rank}" if here.coalition.exercise and rank else name


def _fields(here: Here) -> list[Field]:
    return [
        Field("delegate", gettext_lazy("Delegate"), "choice", _who_votes(), choices=_delegates(here)),
        Field("replaces", gettext_lazy("In place of"), "choice", _place(), False, _replaceable(here)),
        Field("at", gettext_lazy("From"), "instant", _start(), required=False),
        Field("until", gettext_lazy("Until"), "instant", _("Left empty: until it is revoked."), required=False),
        Field("note", gettext_lazy("The government’s note"), "text", _filed(), required=False, most=200),
    ]


def _who_votes() -> str:
    return _("Heads of delegation and alternates. An adviser never votes.")


def _place() -> str:
    return _("That accreditation ends at the instant this one begins, and both say so.")


def _start() -> str:
    return _("In your own time zone. Left empty: as soon as a second person confirms. Nothing is backdated.")


def _filed() -> str:
    return _("Its number and where it is filed. The ledger holds its salted hash, not its words.")


def _delegates(here: Here) -> list[Choice]:
    seats = Delegate.objects.at(here.now).filter(member__coalition=here.coalition).exclude(rank=Rank.ADVISER)
    rows = sorted(
        seats.select_related("member", "person"),
        key=lambda seat: (str(name_of(seat.member)), RANKS.index(Rank(seat.rank)), seat.pk),
    )
    return [Choice(str(seat.pk), _seated(seat), str(name_of(seat.member))) for seat in rows]


def _seated(seat: Delegate) -> str:
    return f"{seat.person.name} ({Rank(seat.rank).label})"


def _replaceable(here: Here) -> list[Choice]:
    rows = Accreditation.objects.filter(member__coalition=here.coalition).during(here.now)
    found = sorted(rows.select_related("member", "person"), key=lambda row: (str(name_of(row.member)), row.pk))
    nobody = Choice("", str(_("Nobody")))
    return [nobody, *(Choice(str(row.pk), _held(row), str(name_of(row.member))) for row in found)]


def _held(row: Accreditation) -> str:
    said = {"person": row.person.name, "reference": row.reference, "date": date(row.starts_at)}
    return _("%(person)s, %(reference)s, since %(date)s") % said


def _ask(here: Here, given: dict[str, Any]) -> Any:
    seat = Delegate.objects.select_related("member__coalition", "person").get(pk=given.pop("delegate"))
    replaces = given.pop("replaces")
    replaced = Accreditation.objects.get(pk=replaces) if replaces else None
    return ask_accreditation(member=seat.member, person=seat.person, by=here.person, replaces=replaced, **given)


def _form(request: Request, fields: list[Field], refusal: ActRefused | None = None) -> HttpResponse:
    context = {
        "title": _("Register an accreditation"),
        "words": _(
            "A government gives it, the secretariat registers it: one person asks, a second one confirms. "
            "Revoking takes one person, at once."
        ),
        "fields": fields,
        "refusal": refusal,
        "accrediting": True,
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "frontend/secretariat/change.html", context, status=status)


def _confirm(request: Request, found: Line, refusal: ActRefused | None = None) -> HttpResponse:
    status = status_of(refusal) if refusal else 200
    return render(request, "frontend/secretariat/revoke.html", {"line": found, "refusal": refusal}, status=status)
