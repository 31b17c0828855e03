"""Votes by signed note on pages: the secretariat records one, the member says whether it was its own."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused
from coalition.models import Member
from coalition.permissions import Act, table_allows
from coalition.rules.positions import Position
from coalition.rules.rule import Manner
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.secretariat.changing import read, require
from frontend.secretariat.forms import Choice, Field, filled
from frontend.voting.reading import Read, find
from frontend.words.members import Name, name_of
from frontend.words.positions import Shown, act_of, shown, word_of
from proposals.voting.allowed import positions_under
from proposals.voting.countersigning import contest, countersign
from proposals.voting.models import Ballot, NoteSettlement, SignedNote
from proposals.voting.noting import MAX_FILED, record_note
from proposals.voting.states import State


@dataclass(frozen=True)
class Awaited:
    """A vote that was recorded by signed note, and what the reader can do about it."""

    ballot: Ballot
    note: SignedNote
    name: Name
    shown: Shown
    act: str
    asks: bool  # whether the reader may answer for it


def may_record(here: Here, read: Read) -> bool:
    """Whether the reader is offered to record a vote by signed note."""
    division = read.division
    under_way = read.state in (State.OPEN, State.COUNTING) and division.sealed_at is None
    return under_way and not division.by_objection and table_allows(here.standings, Act.RECORD_NOTE)


def awaited(here: Here, ballots: Iterable[Ballot], manner: Manner) -> list[Awaited]:
    """The votes by signed note that await an answer, of the reader's members; and those that the reader recorded."""
    voted_for, own = {member.pk for member in here.votes_for}, {place.member_id for place in here.places}
    concerned = [ballot for ballot in ballots if ballot.member_id in own or ballot.actor_id == here.person.pk]
    return [_awaited(here, ballot, manner, voted_for) for ballot in concerned if _awaits(ballot)]


def _awaits(ballot: Ballot) -> bool:
    return ballot.note is not None and ballot.note.settlement == NoteSettlement.AWAITED


def _awaited(here: Here, ballot: Ballot, manner: Manner, voted_for: set[int]) -> Awaited:
    assert ballot.note is not None
    name, position = name_of(ballot.member), Position(ballot.position)
    asks = _awaits(ballot) and ballot.member_id in voted_for and ballot.actor_id != here.person.pk
    said = act_of(position, manner, name.number)
    return Awaited(ballot, ballot.note, name, shown(position, manner=manner), said, asks)


@require_http_methods(["GET", "POST"])
@in_coalition
def record(request: Request, here: Here, division_id: int) -> HttpResponse:
    """Record a vote by signed note. Sent twice it has one effect."""
    found = find(here, division_id)
    require(here, Act.RECORD_NOTE)
    fields = _fields(here, found)
    if request.method != "POST":
        return _form(request, found, fields, uuid.uuid4().hex)
    given = request.POST.dict()
    key = str(given.get("key", ""))
    try:
        asked = read(fields, given)
        asked |= {"member": _member(here, asked["member"]), "position": Position(asked["position"])}
        recorded = record_note(division=found.division, by=here.person, key=key, **asked)
    except ActRefused as refusal:
        return _form(request, found, filled(fields, given), key, refusal)
    message = _("Recorded. It counts from its receipt; the delegation is to countersign it. Entry %(index)d.")
    messages.success(request, message % {"index": recorded.ballot.entry_index})
    return HttpResponseRedirect(reverse("vote", args=found.address))


@require_http_methods(["GET", "POST"])
@in_coalition
def answer(request: Request, here: Here, division_id: int, note_id: int) -> HttpResponse:
    """Countersign it, or contest it; the page says what each means before it is done."""
    found = find(here, division_id)
    ballot = next((each for each in found.sight.notes if each.note_id == note_id), None)
    if ballot is None or ballot.note is None:
        raise Http404
    context: dict[str, Any] = {
        "division": found.division,
        "proposal": found.division.proposal,
        "each": _awaited(here, ballot, found.rule.manner, {member.pk for member in here.votes_for}),
        "filed": ballot.note.filed if here.is_secretariat or _is_own(here, ballot) else "",
        "is_sealed": found.division.sealed_at is not None,
    }
    if request.method != "POST":
        return render(request, "frontend/voting/note.html", context)
    act = {"countersign": countersign, "contest": contest}.get(request.POST.get("act", ""))
    if act is None:
        return render(request, "frontend/voting/note.html", context, status=400)
    try:
        act(note=ballot.note, by=here.person)
    except ActRefused as refusal:
        return render(request, "frontend/voting/note.html", context | {"refusal": refusal}, status=status_of(refusal))
    said = _("Countersigned.") if act is countersign else _("Contested. It is on record beside the vote.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("vote", args=found.address))


def _is_own(here: Here, ballot: Ballot) -> bool:
    return ballot.member_id in {place.member_id for place in here.places}


def _form(
    request: Request, found: Read, fields: list[Field], key: str, refusal: ActRefused | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "division": found.division,
        "proposal": found.division.proposal,
        "fields": fields,
        "key": key,
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "frontend/voting/record_note.html", context, status=status)


def _fields(here: Here, found: Read) -> list[Field]:
    roll, manner = found.division.roll, found.rule.manner
    voters = here.names.sorted(set(roll["members"]) - set(roll["suspended"]))
    members = [Choice(each.code, str(each)) for each in voters]
    positions = [Choice(each.value, word_of(each, manner)) for each in positions_under(found.rule)]
    received = _("In your own time zone, as the note was stamped. It counts from then, and never before the opening.")
    filed = _("Such as a register number. Whoever checks asks you for the note; the ledger holds the salted hash.")
    return [
        Field("member", gettext_lazy("The member that signed it"), "choice", choices=members),
        Field("position", gettext_lazy("What the note says"), "choice", choices=positions),
        Field("received_at", gettext_lazy("Received by the secretariat"), "instant", received),
        Field("filed", gettext_lazy("Where the note is filed"), hint=filed, most=MAX_FILED),
    ]


def _member(here: Here, code: str) -> Member:
    return Member.objects.get(coalition=here.coalition, code=code)
