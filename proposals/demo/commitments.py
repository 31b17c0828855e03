"""What members of the exercise pledge towards the decision that is taken first. All is invented."""

from __future__ import annotations

import time
from datetime import timedelta

from coalition import clock
from coalition.models import Coalition
from coalition.rules.results import Result
from proposals.commitments.models import Commitment
from proposals.commitments.pledging import Pledge, pledge
from proposals.demo.votes import voters_of
from proposals.voting.closing import GRACE, seal
from proposals.voting.deciding import decide_division
from proposals.voting.models import Decision, Division

MOST = timedelta(minutes=1)  # that loading waits for the vote to close
PLEDGED = (
    ("PL", "Two courses for instructors each quarter, at Drawsko Pomorskie.", "", 45),
    ("DK", "Equipment for one course of 120 trainees.", "If the Folketing’s Finance Committee agrees.", 6),
    ("NO", "Twelve instructors for winter training, from January on.", "", 90),
)


def make(coalition: Coalition) -> None:
    """Pledge towards what the first vote adopts, once it can be decided; nothing where that was done before."""
    if Commitment.objects.filter(decision__coalition=coalition).exists():
        return
    division = Division.objects.filter(coalition=coalition).earliest("pk")
    left = division.closes_at + GRACE - clock.now()
    time.sleep(min(max(left, timedelta(0)), MOST).total_seconds())  # it closes within seconds of its opening
    seal(division=division)
    decide_division(division=division)  # unless a worker did
    decision = Decision.objects.filter(division=division, result=Result.ADOPTED).first()
    if decision is not None:
        _pledge(decision)


def _pledge(decision: Decision) -> None:
    voters = voters_of(decision.coalition)
    for code, text, condition, days in PLEDGED:
        words = Pledge(text, clock.now() + timedelta(days=days), condition)
        pledge(decision=decision, member=voters[code].member, words=words, by=voters[code].person)
