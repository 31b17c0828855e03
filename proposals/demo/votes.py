"""The votes of the exercise: one decided, one open for hours, one about to close. All positions are invented."""

from __future__ import annotations

import uuid
from datetime import timedelta

from coalition import clock
from coalition.models import Accreditation, Coalition, Person
from coalition.models.delegations import Role
from coalition.rules.positions import Position
from proposals.demo.texts import INTERCEPTORS, READINESS, TRAINING, Text
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import create_proposal, revise
from proposals.voting.casting import cast_ballot
from proposals.voting.models import Division
from proposals.voting.opening import open_division

DECIDED = {
    "yes": "AL AU BE CA CY CZ DE DK EE FI FR GB GR HR IS IT JP LT LU LV ME NL NO PL PT RO SE UA",
    "no": "BG",
    "abstain": "AT IE ES",
}
STANDING = {
    "yes": "AL BE CA CZ DK EE FR GB IS LT LU LV ME NL NO PL SE UA",
    "no": "BG ES",
    "declared": "AT IE",
}
TAKING_PART = {"yes": "BE CZ DE DK GB NL NO SE", "not_participating": "IE AT"}


def hold_decided(coalition: Coalition) -> Division:
    """Hold a vote that closes within seconds: the worker seals and decides it."""
    division = _open(coalition, TRAINING, timedelta(seconds=4))
    _cast(division, DECIDED)
    return division


def hold_open(coalition: Coalition) -> list[Division]:
    """Open a vote that stands a few members short, and one that closes in minutes."""
    readiness = _open(coalition, READINESS, timedelta(hours=5, minutes=30))
    _cast(readiness, STANDING)
    interceptors = _open(coalition, INTERCEPTORS, timedelta(minutes=10))
    _cast(interceptors, TAKING_PART)
    return [readiness, interceptors]


def _open(coalition: Coalition, text: Text, lasts: timedelta) -> Division:
    secretariat = _secretariat(coalition)
    return open_division(proposal=_propose(coalition, text, secretariat), closes_at=clock.now() + lasts, by=secretariat)


def _propose(coalition: Coalition, text: Text, by: Person) -> Proposal:
    proposal = create_proposal(
        coalition=coalition,
        title=text.title,
        text=text.before or text.text,
        subject=text.subject,
        sponsors=list(coalition.members.filter(code__in=text.sponsors.split())),
        by=by,
        released_to_observers=text is TRAINING,
    )
    if text.before:
        revise(proposal=proposal, text=text.text, by=by)
    return proposal


def _cast(division: Division, positions: dict[str, str]) -> None:
    voters = _voters(division.coalition)
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


def _voters(coalition: Coalition) -> dict[str, Accreditation]:
    held = Accreditation.objects.filter(member__coalition=coalition).select_related("member", "person").order_by("-pk")
    return {accreditation.member.code: accreditation for accreditation in held}


def _secretariat(coalition: Coalition) -> Person:
    return coalition.offices.filter(role=Role.SECRETARIAT).order_by("pk")[0].person
