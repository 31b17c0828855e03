"""Recording a vote: a page that says exactly what would be recorded, and the act itself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

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
from frontend.voting.signing import ToSign, signature_of_ballot, to_sign
from frontend.voting.views import decision_address, page
from frontend.words.conditions import Speaker
from frontend.words.effects import binds, who_sees
from frontend.words.members import name_of
from frontend.words.positions import act_of, shown
from proposals.voting.casting import cast_ballot
from proposals.voting.signing import ballot_statement
from proposals.voting.states import State
from proposals.voting.tallies import has_accepted, outcome_of


@dataclass(frozen=True)
class Choice:
    """What is to be recorded: a member's position; by proxy, the `holder` casts it."""

    member: Member
    position: Position
    holder: Member | None = None


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
    holder = _member(here, asked["holder"]) if asked.get("holder") else None
    position = _position(asked.get("position", ""))
    if position is None:
        if read.state is State.DECIDED:
            return HttpResponseRedirect(decision_address(read))
        paper = f"{member.code}-{holder.code}" if holder else member.code
        return page(request, here, read, error=_("Choose a position first."), paper=paper, status=400)
    choice = Choice(member, position, holder)
    if request.method == "POST":
        return _record(request, here, read, choice)
    return _ask(request, here, read, choice, uuid.uuid4().hex)


def _record(request: Request, here: Here, read: Read, choice: Choice) -> HttpResponse:
    key = request.POST.get("key", "")
    try:
        cast = cast_ballot(
            division=read.division,
            member=choice.member,
            position=choice.position,
            by=here.person,
            key=key,
            holder=choice.holder,
            signature=signature_of_ballot(request, here),
        )
    except ActRefused as refusal:
        return _ask(request, here, read, choice, key, refusal)
    address = reverse("vote-receipt", args=read.address)
    return HttpResponseRedirect(f"{address}?entry={cast.ballot.entry_index}")


def _ask(
    request: Request, here: Here, read: Read, choice: Choice, key: str, refusal: ActRefused | None = None
) -> HttpResponse:
    paper = next((p for p in papers(here, read.division, read.rule, read.sight) if _is_for(p, choice)), None)
    sign = _to_sign(here, read, choice, key) if paper and read.state is State.OPEN else None
    said = {"key": key, "refusal": refusal, "paper": paper, "sign": sign, "again": _again(read, choice)}
    context = _words(here, read, choice, paper) | said
    status = status_of(refusal) if refusal else 200
    template = "objection_confirm" if read.division.by_objection else "confirm"
    return render(request, f"frontend/voting/{template}.html", context, status=status)


def _to_sign(here: Here, read: Read, choice: Choice, key: str) -> ToSign | None:
    """What is signed is what would be recorded, under the key with which the form comes."""
    statement = ballot_statement(
        division=read.division, member=choice.member, position=choice.position, key=key, holder=choice.holder
    )
    return to_sign(here, read.division, statement)


def _again(read: Read, choice: Choice) -> str:
    """The address of this page, for whoever goes to register a passkey first."""
    said = {"member": choice.member.code, "position": choice.position.value}
    holder = {"holder": choice.holder.code} if choice.holder else {}
    return f"{reverse('vote-confirm', args=read.address)}?{urlencode(said | holder)}"


def _is_for(paper: Paper, choice: Choice) -> bool:
    holder = choice.holder.code if choice.holder else None
    return paper.member == choice.member and (paper.holder.code if paper.holder else None) == holder


def _words(here: Here, read: Read, choice: Choice, paper: Paper | None) -> dict[str, Any]:
    member, position = choice.member, choice.position
    name, division = name_of(member), read.division
    return {
        "division": division,
        "proposal": division.proposal,
        "member": member,
        "name": name,
        "holder": name_of(choice.holder) if choice.holder else None,
        "position": shown(position, manner=read.rule.manner),
        "act": act_of(position, read.rule.manner, name.number),
        "manner": read.rule.manner.value,
        "who_sees": who_sees(division.visibility, released=division.proposal.released_to_observers),
        "if_adopted": binds(read.rule, position, name, accepted=has_accepted(division, member.code)),
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
