"""Commitments: those of the member hear a week and a day before that it is due; when its day passed, others as well.

Its date is moved, and then it is told anew: how often it was moved stands in the key.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from coalition.models import Person
from proposals.commitments.models import Commitment, State
from proposals.notices.audience import delegation_of, secretariat_of
from proposals.notices.kinds import NoticeKind
from proposals.notices.models import Notice
from proposals.notices.telling import News, tell_once

BEFORE = (timedelta(days=7), timedelta(days=1))  # before it is due
LOOK_BACK = timedelta(days=30)  # how long after its day it is still told that it passed, when no worker ran


def commitments_due(now: datetime) -> Iterator[int]:
    """Tell what has become due; yield how many notices that made. One question tells which were told already."""
    soon = Commitment.objects.filter(state=State.STANDING, due_at__lte=now + max(BEFORE), due_at__gt=now - LOOK_BACK)
    rows = soon.select_related("decision__coalition", "decision__division__proposal", "member")
    due = {_key(each, lead): (each, lead) for each in rows if (lead := _lead(each, now)) is not None}
    told = set(Notice.objects.filter(key__in=due).values_list("key", flat=True)) if due else set()
    for key in set(due) - told:
        commitment, lead = due[key]
        yield tell_once(_news(commitment, lead, key), _hearers(commitment, lead, now), now)


def _lead(commitment: Commitment, now: datetime) -> timedelta | None:
    """How long before: the shortest whose time has come since the date was set; nothing left once its day passed."""
    if commitment.is_overdue_at(now):
        return timedelta(0)
    come = [lead for lead in BEFORE if commitment.changed_at < commitment.due_at - lead <= now]
    return min(come, default=None)


def _key(commitment: Commitment, lead: timedelta) -> str:
    return f"commitment:{commitment.pk}:{commitment.moves}:{lead // timedelta(minutes=1)}"


def _hearers(commitment: Commitment, lead: timedelta, now: datetime) -> list[Person]:
    own = delegation_of(commitment.member, now)
    if lead:
        return own
    return list({person.pk: person for person in (*own, *secretariat_of(commitment.member.coalition_id, now))}.values())


def _news(commitment: Commitment, lead: timedelta, key: str) -> News:
    return News(
        NoticeKind.COMMITMENT_DUE,
        key,
        commitment.decision.coalition_id,
        proposal=commitment.decision.division.proposal,
        commitment=commitment,
        due_at=commitment.due_at,
        details={
            "lead": lead // timedelta(minutes=1),  # 0: its day has passed
            "moves": commitment.moves,
            "decision": commitment.decision.symbol,
            "members": [commitment.member.code],
        },
    )
