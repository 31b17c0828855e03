"""Stopping a vote: a member opposes the procedure, brakes, or calls the matter to the full roll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused
from coalition.models import Member
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.secretariat.changing import read
from frontend.secretariat.forms import Choice, Field, filled
from frontend.voting.reading import Read, find
from frontend.words.members import Name, name_of
from proposals.voting.models import Division, StopReason
from proposals.voting.states import State
from proposals.voting.stopping import MAX_REASON, Stopper, call_stop, stoppers

TITLES = {
    StopReason.CONSENT: gettext_lazy("Oppose this procedure"),
    StopReason.BRAKE: gettext_lazy("Apply the emergency brake"),
    StopReason.FULL_ROLL: gettext_lazy("Call the matter to the full roll"),
}
WORDS = {
    StopReason.CONSENT: gettext_lazy(
        "The rules of procedure ask for consent to this way of voting. Opposing it ends the vote at once: it is not "
        "held, and no decision is taken."
    ),
    StopReason.BRAKE: gettext_lazy(
        "For vital and stated reasons of national policy your member opposes that this be decided by majority. The "
        "vote ends at once and the matter goes to the full council."
    ),
    StopReason.FULL_ROLL: gettext_lazy(
        "An inner body decides here. The members outside it can call the matter to all: once enough have called, the "
        "vote ends and the matter goes to the full roll."
    ),
}


@dataclass(frozen=True)
class Way:
    """One way in which the reader can stop the vote."""

    kind: str
    title: str
    needed: str


@dataclass(frozen=True)
class Told:
    """A member's act against the vote, as its page tells it."""

    name: Name
    words: str
    reason: str
    at: datetime


def ways_to_stop(here: Here, read: Read) -> list[Way]:
    """What the reader is offered, for the members that they vote for."""
    ways = stoppers(read.division).values() if read.state is State.OPEN and here.accreditations else ()
    if not ways:
        return []
    done = set(read.division.stops.values_list("kind", "member__code"))
    return [
        Way(way.kind.value, str(TITLES[way.kind]), _needed(way))
        for way in ways
        if any((way.kind, each.code) not in done for each in _members(here, way))
    ]


def stops_of(here: Here, division: Division) -> list[Told]:
    """Who has called for it not to be held, and why, the first first."""
    rows = division.stops.select_related("member") if stoppers(division) else []
    return [Told(name_of(row.member), str(StopReason(row.kind).label), row.reason, row.received_at) for row in rows]


@require_http_methods(["GET", "POST"])
@in_coalition
def stop(request: Request, here: Here, division_id: int, kind: str) -> HttpResponse:
    """Ask for the reason, say what it does and that it stands, then record it."""
    found = find(here, division_id)
    way = stoppers(found.division).get(StopReason(kind)) if kind in StopReason.values else None
    members = _members(here, way) if way else []
    if way is None or not members:
        raise Http404
    fields = _fields(way, members)
    if request.method != "POST":
        return _show(request, found, way, fields)
    given = request.POST.dict()
    try:
        said = read(fields, given)
        member = next(each for each in members if each.code == said.get("member", members[0].code))
        call_stop(division=found.division, member=member, kind=way.kind, reason=said["reason"], by=here.person)
    except ActRefused as refusal:
        return _show(request, found, way, filled(fields, given), refusal)
    messages.success(request, _("Recorded. It stands, and took effect on receipt."))
    return HttpResponseRedirect(reverse("vote", args=found.address))


def _show(
    request: Request, found: Read, way: Stopper, fields: list[Field], refusal: ActRefused | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "division": found.division,
        "proposal": found.division.proposal,
        "title": TITLES[way.kind],
        "words": WORDS[way.kind],
        "needed": _needed(way),
        "fields": fields,
        "refusal": refusal,
    }
    return render(request, "frontend/voting/stop.html", context, status=status_of(refusal) if refusal else 200)


def _members(here: Here, way: Stopper) -> list[Member]:
    return [member for member in here.votes_for if member.code in way.members]


def _fields(way: Stopper, members: list[Member]) -> list[Field]:
    fields = []
    if len(members) > 1:
        choices = [Choice(member.code, member.name) for member in members]
        fields.append(Field("member", gettext_lazy("Member"), "choice", choices=choices))
    hint = _("Members read it on the page of the vote. The ledger holds its salted hash, not its words.")
    must = way.kind is StopReason.BRAKE
    return [*fields, Field("reason", gettext_lazy("Reason"), hint=hint, most=MAX_REASON, required=must)]


def _needed(way: Stopper) -> str:
    if way.needed == 1:
        return _("One member is enough.")
    said = {"count": way.needed, "all": len(way.members)}
    return (
        ngettext(
            "It takes %(count)d member of the %(all)d outside.",
            "It takes %(count)d members of the %(all)d outside.",
            way.needed,
        )
        % said
    )
