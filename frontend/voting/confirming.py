"""Recording a vote: a page that says exactly what would be recorded, and the act itself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coalition.errors import ActRefused
from coalition.models import Member
from coalition.rules.outcomes import ConditionResult
from coalition.rules.positions import Position
from frontend.access import Here, Request, in_coalition
from frontend.refusals import status_of
from frontend.voting.ballots import Paper, papers
from frontend.voting.reading import Read, find
from frontend.voting.views import decision_address, page
from frontend.words.conditions import Speaker
from frontend.words.effects import binds, who_sees
from frontend.words.members import name_of
from frontend.words.positions import act_of, shown
from proposals.voting.casting import cast_ballot
from proposals.voting.states import State
from proposals.voting.tallies import outcome_of


@dataclass(frozen=True)
class Change:
    """What the vote does to one condition, now: "18 of 35, need 20" before and after."""

    heading: str
    before: str
    after: str


@require_http_methods(["GET", "POST"])
@in_coalition
def confirm(request: Request, here: Here, division_id: int) -> HttpResponse:
    """Ask, then record. Recording twice under one key has one effect, so a double tap does no harm."""
    read = find(here, division_id)
    asked = request.POST if request.method == "POST" else request.GET
    member = _member(here, asked.get("member", ""))
    position = _position(asked.get("position", ""))
    if position is None:
        if read.state is State.DECIDED:
            return HttpResponseRedirect(decision_address(read))
        return page(request, here, read, error=_("Choose a position first."), member=member.code, status=400)
    if request.method == "POST":
        return _record(request, here, read, member, position)
    return _ask(request, here, read, member, position, uuid.uuid4().hex)


def _record(request: Request, here: Here, read: Read, member: Member, position: Position) -> HttpResponse:
    key = request.POST.get("key", "")
    try:
        cast = cast_ballot(division=read.division, member=member, position=position, by=here.person, key=key)
    except ActRefused as refusal:
        return _ask(request, here, read, member, position, key, refusal)
    address = reverse("vote-receipt", args=read.address)
    return HttpResponseRedirect(f"{address}?entry={cast.ballot.entry_index}")


def _ask(
    request: Request,
    here: Here,
    read: Read,
    member: Member,
    position: Position,
    key: str,
    refusal: ActRefused | None = None,
) -> HttpResponse:
    paper = next((p for p in papers(here, read.division, read.rule, read.sight) if p.member == member), None)
    context = _words(here, read, member, position, paper) | {"key": key, "refusal": refusal, "paper": paper}
    status = status_of(refusal) if refusal else 200
    return render(request, "frontend/voting/confirm.html", context, status=status)


def _words(here: Here, read: Read, member: Member, position: Position, paper: Paper | None) -> dict[str, Any]:
    name, division = name_of(member), read.division
    return {
        "division": division,
        "proposal": division.proposal,
        "member": member,
        "name": name,
        "position": shown(position, manner=read.rule.manner),
        "act": act_of(position, read.rule.manner, name.number),
        "who_sees": who_sees(division.visibility, released=division.proposal.released_to_observers),
        "if_adopted": binds(read.rule, position, name),
        "changes": _changes(here, read, member, position) if paper and read.state is State.OPEN else [],
        "visible": read.sight.outcome is not None,
        "is_open": read.state is State.OPEN,
    }


def _changes(here: Here, read: Read, member: Member, position: Position) -> list[Change]:
    """Each test of the rule as it stands and as it would stand; nothing where positions are hidden."""
    if read.sight.positions is None or read.sight.outcome is None:
        return []
    after = outcome_of(read.division, {**read.sight.positions, member.code: position})
    speaker = Speaker(here.names, closed=False, manner=read.rule.manner)
    pairs = zip(_tests(read.sight.outcome.conditions), _tests(after.conditions), strict=True)
    return [
        Change(speaker.heading(new), speaker.figure(old), speaker.figure(new))
        for old, new in pairs
        if (old.have, old.need) != (new.have, new.need)
    ]


def _tests(conditions: tuple[ConditionResult, ...]) -> list[ConditionResult]:
    found = []
    for condition in conditions:
        found += _tests(condition.children) if condition.children else [condition]
    return found


def _member(here: Here, code: str) -> Member:
    """The member that is voted for; whether this person may is the verb's to say."""
    member = Member.objects.filter(coalition=here.coalition, code=code).first()
    if member is None:
        raise Http404
    return member


def _position(value: str) -> Position | None:
    try:
        return Position(value)
    except ValueError:
        return None
