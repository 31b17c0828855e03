"""What time brings: reminders, silences and reservations about to end, commitments due, second misses, late calls.

The database says what is due; the tick only asks. Each is told once under its own key, whichever worker comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from coalition import clock
from coalition.models import Person
from proposals.notices.audience import persons, secretariat_of, voters_of
from proposals.notices.following import follow
from proposals.notices.kinds import NoticeKind
from proposals.notices.missing import electors, missed_again, missing
from proposals.notices.models import Notice, ReminderTimes
from proposals.notices.promised import commitments_due
from proposals.notices.telling import News, tell_once
from proposals.notices.urgency import UNMISSED, is_urgent
from proposals.statements.models import Statement
from proposals.voting.models import Decision, Division

LONGEST = 14 * 24 * 60  # minutes before a deadline that a coalition may choose
MINUTES = (24 * 60, 4 * 60, 60, 15)
ESCALATE = 60
LAPSING = timedelta(days=1)  # before a reservation lapses
LOOK_BACK = timedelta(days=2)  # how long after a decision a second miss is still told, when no worker ran


@dataclass(frozen=True)
class Plan:
    """When a coalition reminds: `minutes` before the deadline; from `escalate` on, alternates too."""

    minutes: tuple[int, ...] = MINUTES
    escalate: int = ESCALATE


def plan_of(kept: ReminderTimes | None) -> Plan:
    """Return a coalition's plan, or what holds where it set none."""
    return Plan(tuple(kept.minutes), kept.escalate) if kept else Plan()


def remind() -> int:
    """Tell what has become due; return how many notices that made."""
    now = clock.now()
    return sum([*_votes(now), *_reservations(now), *commitments_due(now), *_missed_again(now), *follow(now)])


def _votes(now: datetime) -> Iterable[int]:
    """Of each open vote the reminder that is due last: after an outage nobody gets those of yesterday as well."""
    soon = Division.objects.filter(Division.open_at(now), closes_at__lte=now + timedelta(minutes=LONGEST))
    divisions = list(soon.select_related("proposal", "coalition__reminder_times"))
    due = {_key(each, lead): (each, lead) for each in divisions if (lead := _lead(each, now)) is not None}
    for key in set(due) - _told(due):
        division, lead = due[key]
        yield tell_once(*_reminder(division, lead, key, now), now)


def _lead(division: Division, now: datetime) -> int | None:
    """The reminder that is due: the shortest whose time has come, and that is no older than the vote."""
    minutes = plan_of(getattr(division.coalition, "reminder_times", None)).minutes
    come = [lead for lead in minutes if division.opens_at < division.closes_at - timedelta(minutes=lead) <= now]
    return min(come, default=None)


def _key(division: Division, lead: int) -> str:
    return f"before:{division.pk}:{division.closes_at.isoformat()}:{lead}"


def _reminder(division: Division, lead: int, key: str, now: datetime) -> tuple[News, list[Person]]:
    """Under silence all who may object hear that it expires; else those whose member has not voted."""
    silent = division.by_objection
    plan = plan_of(getattr(division.coalition, "reminder_times", None))
    codes = electors(division) if silent else missing(division)
    everybody = silent or is_urgent(division) or lead <= plan.escalate
    people = voters_of(division.coalition_id, codes, now, alternates=everybody)
    news = News(
        NoticeKind.SILENCE_EXPIRING if silent else NoticeKind.REMINDER,
        key,
        division.coalition_id,
        proposal=division.proposal,
        division=division,
        due_at=division.closes_at,
        details={"lead": lead, "for": {str(person): sorted(codes) for person, codes in people.items()}},
        urgent=is_urgent(division),
    )
    return news, persons(people)


def _reservations(now: datetime) -> Iterable[int]:
    """A day before, those who can lift it hear that it lapses."""
    ending = Statement.objects.filter(ended_at__isnull=True, expires_at__gt=now, expires_at__lte=now + LAPSING)
    rows = {f"lapsing:{each.pk}": each for each in ending.select_related("proposal__coalition", "member")}
    for key in set(rows) - _told(rows):
        statement = rows[key]
        people = voters_of(statement.proposal.coalition_id, [statement.member.code], now)
        news = News(
            NoticeKind.RESERVATION_LAPSING,
            key,
            statement.proposal.coalition_id,
            proposal=statement.proposal,
            statement=statement,
            due_at=statement.expires_at,
            details={"members": [statement.member.code]},
        )
        yield tell_once(news, persons(people), now)


def _missed_again(now: datetime) -> Iterable[int]:
    """What the secretariat is told once a vote is decided: who did not vote, for the second time in a row."""
    recent = Decision.objects.filter(decided_at__gt=now - LOOK_BACK).exclude(division__procedure__in=UNMISSED)
    rows = {f"missed:{each.division_id}": each for each in recent.select_related("division__proposal")}
    for key in set(rows) - _told(rows):
        decision = rows[key]
        codes = missed_again(decision)
        news = News(
            NoticeKind.MISSED_AGAIN,
            key,
            decision.coalition_id,
            proposal=decision.division.proposal,
            division=decision.division,
            details={"members": codes},
        )
        yield tell_once(news, secretariat_of(decision.coalition_id, now) if codes else [], now)


def _told(keys: Collection[str]) -> set[str]:
    """Those of the keys that were told already."""
    return set(Notice.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else set()
