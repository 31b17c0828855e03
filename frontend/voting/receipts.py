"""The receipt of a recorded vote: its entry in the ledger, its leaf and its nonce, for the delegation that cast it."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coalition.rules.positions import Position
from frontend.access import Here, Request, in_coalition
from frontend.voting.reading import Read, find
from frontend.words.members import name_of
from frontend.words.positions import act_of, shown
from proposals.ledger.models import Entry
from proposals.voting.models import Ballot
from proposals.voting.states import State


@require_GET
@in_coalition
def receipt(request: Request, here: Here, division_id: int) -> HttpResponse:
    """One recorded vote; without a number, the last that this person cast here."""
    read = find(here, division_id)
    ballot = _ballot(here, read, request.GET.get("entry", ""))
    return render(request, "frontend/voting/receipt.html", _context(here, read, ballot))


def _ballot(here: Here, read: Read, entry: str) -> Ballot:
    """A ballot of the reader's own delegation, or one that they cast themselves."""
    ballots = read.division.ballots.select_related("member", "actor", "accreditation__member")
    if entry:
        found = ballots.filter(entry_index=int(entry)).first() if entry.isdecimal() and len(entry) < 19 else None
    else:
        found = ballots.filter(actor=here.person).last()
    own = {place.member_id for place in here.places}
    if found is None or (found.actor_id != here.person.pk and found.member_id not in own):
        raise Http404
    return found


def _context(here: Here, read: Read, ballot: Ballot) -> dict[str, Any]:
    entry = Entry.objects.get(coalition_id=read.division.coalition_id, index=ballot.entry_index)
    position, manner = Position(ballot.position), read.rule.manner
    effective = read.sight.own.get(ballot.member.code) or ballot
    return {
        "division": read.division,
        "proposal": read.division.proposal,
        "ballot": ballot,
        "entry": entry,
        "cast_by": here.calls(ballot.actor, ballot.member),
        "nonce": json.loads(entry.content)["nonce"],
        "name": name_of(ballot.member),
        "position": shown(position, manner=manner),
        "act": act_of(position, manner, name_of(ballot.member).number),
        "is_effective": effective.pk == ballot.pk,
        "effective": shown(Position(effective.position), manner=manner),
        "is_open": read.state is State.OPEN,
        "others": here.awaiting,
    }
