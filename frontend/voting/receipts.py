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
from proposals.ledger.receipts import receipt_of
from proposals.voting.models import Ballot
from proposals.voting.states import State


@require_GET
@in_coalition
def receipt(request: Request, here: Here, division_id: int) -> HttpResponse:
    """One recorded vote; without a number, the last that this person cast here."""
    read = find(here, division_id)
    ballot = _ballot(here, read, request.GET.get("entry", ""))
    return render(request, "frontend/voting/receipt.html", _context(here, read, ballot))


@require_GET
@in_coalition
def download(request: Request, here: Here, division_id: int) -> HttpResponse:
    """The receipt as a file: what the page of receipts, the API and the verifier read."""
    ballot = _ballot(here, find(here, division_id), request.GET.get("entry", ""))
    entry = Entry.objects.get(coalition=here.coalition, index=ballot.entry_index)
    name = f"{here.coalition.slug}-receipt-{entry.index}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(_text(receipt_of(entry)), content_type="application/json", headers=headers)


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _ballot(here: Here, read: Read, entry: str) -> Ballot:
    """A ballot of the reader's own delegation, or one that they cast themselves."""
    ballots = read.division.ballots.select_related(
        "member", "actor", "accreditation__member", "proxy__holder", "signed_with"
    )
    if entry:
        found = ballots.filter(entry_index=int(entry)).first() if entry.isdecimal() and len(entry) < 19 else None
    else:
        found = ballots.filter(actor=here.person).last()
    own = {place.member_id for place in here.places}
    if found is None or (found.actor_id != here.person.pk and own.isdisjoint(_concerned(found))):
        raise Http404
    return found


def _concerned(ballot: Ballot) -> set[int]:
    """Whose delegations may keep the receipt: the member's, and by proxy the holder's."""
    return {ballot.member_id, *((ballot.proxy.holder_id,) if ballot.proxy else ())}


def _context(here: Here, read: Read, ballot: Ballot) -> dict[str, Any]:
    entry = Entry.objects.get(coalition_id=read.division.coalition_id, index=ballot.entry_index)
    document = receipt_of(entry)
    position, manner = Position(ballot.position), read.rule.manner
    effective = read.sight.own.get(ballot.member.code) or read.sight.cast_for.get(ballot.member.code) or ballot
    return {
        "division": read.division,
        "proposal": read.division.proposal,
        "ballot": ballot,
        "entry": entry,
        "document": document,
        "text": _text(document),
        "cast_by": here.calls(ballot.actor, ballot.accreditation.member) if ballot.accreditation else "",
        "holder": name_of(ballot.proxy.holder) if ballot.proxy else None,
        "nonce": json.loads(entry.content)["nonce"],
        "name": name_of(ballot.member),
        "position": shown(position, manner=manner),
        "act": act_of(position, manner, name_of(ballot.member).number),
        "is_effective": effective.pk == ballot.pk,
        "effective": shown(Position(effective.position), manner=manner),
        "is_open": read.state is State.OPEN,
        "others": here.awaiting,
    }
