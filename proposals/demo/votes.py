"""The votes of the exercise: one decided, one open for hours, one about to close, a silence. All is invented."""

from __future__ import annotations

import time
import uuid
from datetime import timedelta

from coalition import clock
from coalition.models import Accreditation, Coalition, Person
from coalition.models.delegations import Role
from coalition.rules.positions import Position
from proposals.adherence.adhering import align
from proposals.demo.texts import INTERCEPTORS, READINESS, SOLIDARITY, STATEMENT, TRAINING, Text
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import create_proposal, revise
from proposals.voting.casting import cast_ballot
from proposals.voting.models import Division
from proposals.voting.noting import record_note
from proposals.voting.opening import open_division

DECIDED = {
    "yes": "AL AU BE CA CY CZ DE DK EE FI FR GB GR HR IS IT JP LT LU LV ME NL NO PL PT RO SE UA",
    "no": "BG",
    "abstain": "AT IE ES",
}
STANDING = {
    "yes": "AL BE CA CZ DK EE FR GB IS LT LU LV NL NO PL SE UA",
    "no": "BG ES",
    "declared": "AT IE",
}
ENDORSING = {"yes": "BE CA CZ DE DK EE FR GB JP LT LV NL NO PL RO SE UA"}
BY_NOTE = "ME"  # votes yes by a signed note, which its delegation is still to countersign
SHORTEST = timedelta(seconds=4)
ACTS_TO_SPARE = 64  # twice as many as ballots are cast
TAKING_PART = {"yes": "BE CZ DE DK GB NL NO SE", "not_participating": "IE AT"}


def hold_decided(coalition: Coalition) -> Division:
    """Hold a vote that closes within seconds: the worker seals and decides it.

    How many seconds follows from how long this machine takes to put the proposal: all must have voted by then.
    """
    secretariat, began = secretariat_of(coalition), time.monotonic()
    proposal = propose(coalition, TRAINING, secretariat)
    lasts = max(SHORTEST, timedelta(seconds=(time.monotonic() - began) * ACTS_TO_SPARE))
    division = open_division(proposal=proposal, closes_at=clock.now() + lasts, by=secretariat)
    _cast(division, DECIDED)
    return division


def hold_open(coalition: Coalition) -> list[Division]:
    """Open a vote that stands a few members short, one that closes in minutes, and a silence."""
    readiness = _open(coalition, READINESS, timedelta(hours=5, minutes=30))
    _cast(readiness, STANDING)
    _record_note(readiness)
    interceptors = _open(coalition, INTERCEPTORS, timedelta(minutes=10))
    _cast(interceptors, TAKING_PART)
    statement = _a_statement(coalition)
    silence = _open(coalition, SOLIDARITY, timedelta(hours=26))  # nobody has objected
    return [readiness, interceptors, statement, silence]


def _a_statement(coalition: Coalition) -> Division:
    """A joint statement on its way: members endorse it, and states beside them align by note."""
    statement = _open(coalition, STATEMENT, timedelta(hours=26))
    _cast(statement, ENDORSING)
    for partner in coalition.partners.filter(hosts=False):
        align(division=statement, partner=partner, by=secretariat_of(coalition), note="Note of the exercise")
    return statement


def _open(coalition: Coalition, text: Text, lasts: timedelta) -> Division:
    secretariat = secretariat_of(coalition)
    return open_division(proposal=propose(coalition, text, secretariat), closes_at=clock.now() + lasts, by=secretariat)


def propose(coalition: Coalition, text: Text, by: Person) -> Proposal:
    """Put a text of the exercise, with its revision where it has one."""
    proposal = create_proposal(
        coalition=coalition,
        title=text.title,
        text=text.before or text.text,
        subject=text.subject,
        sponsors=list(coalition.members.filter(code__in=text.sponsors.split())),
        by=by,
        released_to_observers=text in (TRAINING, STATEMENT),
        marking="public" if text == STATEMENT else "",
    )
    if text.before:
        revise(proposal=proposal, text=text.text, by=by)
    return proposal


def _cast(division: Division, positions: dict[str, str]) -> None:
    voters = voters_of(division.coalition)
    for position, codes in positions.items():
        for code in codes.split():
            accreditation = voters[code]
            cast_ballot(
                division=division,
                member=accreditation.member,
                position=Position(position),
                by=accreditation.person,
                key=uuid.uuid4().hex,
            )


def _record_note(division: Division) -> None:
    record_note(
        division=division,
        member=division.coalition.members.get(code=BY_NOTE),
        position=Position.YES,
        received_at=clock.now(),
        filed="Exercise register, 12/2026",
        by=secretariat_of(division.coalition),
        key=uuid.uuid4().hex,
    )


def voters_of(coalition: Coalition) -> dict[str, Accreditation]:
    """Return who votes for each member."""
    held = Accreditation.objects.filter(member__coalition=coalition).select_related("member", "person").order_by("-pk")
    return {accreditation.member.code: accreditation for accreditation in held}


def secretariat_of(coalition: Coalition) -> Person:
    """Return the first of the secretariat."""
    return coalition.offices.filter(role=Role.SECRETARIAT).order_by("pk")[0].person
