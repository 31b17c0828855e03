"""What is told of what happened: from the kind of an event to its news and whoever may read it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from proposals.drafting.models import Proposal
from proposals.ledger.models import Entry
from proposals.meetings.models import Meeting
from proposals.minutes.models import Minutes
from proposals.notices.audience import called_to, persons, readers_of, readers_of_minutes, voters_of
from proposals.notices.kinds import NoticeKind
from proposals.notices.missing import missing
from proposals.notices.telling import News, tell
from proposals.notices.urgency import cannot_be_missed, is_urgent
from proposals.outbox.models import OutboxEvent
from proposals.voting.models import Ballot, Division

Handler = Callable[[OutboxEvent, datetime], None]


def hear(event: OutboxEvent, now: datetime) -> None:
    """Tell of an event, within the transaction that drains it."""
    HANDLERS[event.kind](event, now)


def _about_text(kind: NoticeKind) -> Handler:
    def handle(event: OutboxEvent, now: datetime) -> None:
        proposal = Proposal.objects.select_related("coalition").get(pk=_row(event))
        tell(_news(kind, event, proposal=proposal, details=_body(event)), readers_of(proposal, now), now)

    return handle


def _about_vote(kind: NoticeKind) -> Handler:
    def handle(event: OutboxEvent, now: datetime) -> None:
        division = _division(event)
        news = _news(kind, event, **_of(division), details={"decision": _body(event).get("decision", "")})
        tell(news, readers_of(division.proposal, now), now)

    return handle


def _sealed(event: OutboxEvent, now: datetime) -> None:
    """The delegations of those who did not vote hear of it, each of its own; under silence nobody missed anything."""
    division = _division(event)
    if cannot_be_missed(division):
        return
    people = voters_of(division.coalition_id, missing(division), now)
    details = {"for": {str(person): sorted(codes) for person, codes in people.items()}}
    tell(_news(NoticeKind.VOTE_MISSED, event, **_of(division), details=details), persons(people), now)


def _stopped(event: OutboxEvent, now: datetime) -> None:
    """Whoever was told that the vote opened hears that it is not held; a call that others must join ends nothing."""
    division = _division(event)
    if division.stopped_at is None:
        return
    news = _news(NoticeKind.VOTE_STOPPED, event, **_of(division), details={"because": division.stopped_because})
    tell(news, readers_of(division.proposal, now), now)


def _circulated(event: OutboxEvent, now: datetime) -> None:
    meeting = Minutes.objects.select_related("meeting__coalition").get(pk=_row(event)).meeting
    news = _news(NoticeKind.MINUTES_CIRCULATED, event, meeting=meeting)
    tell(news, readers_of_minutes(event.coalition_id, now), now)


def _receipt(event: OutboxEvent, now: datetime) -> None:
    """Whoever recorded the vote has its receipt by mail, where they asked for it."""
    ballots = Ballot.objects.select_related("actor", "division__proposal", "division__coalition")
    ballot = ballots.get(division__coalition=event.coalition_id, entry_index=event.index)
    entry = Entry.objects.only("leaf").get(coalition=event.coalition_id, index=event.index)
    about = {"proposal": ballot.division.proposal, "division": ballot.division}
    details = {"entry": event.index, "leaf": entry.leaf}
    tell(_news(NoticeKind.RECEIPT, event, **about, details=details), persons([ballot.actor_id]), now)


def who_asked(events: Collection[OutboxEvent]) -> set[int]:
    """Of events of ballots, return those whose caster wants a receipt by mail: one question, however many were cast."""
    cast = Ballot.objects.filter(
        division__coalition__in={event.coalition_id for event in events},
        entry_index__in=[event.index for event in events],
        actor__hearing__receipts=True,
    )
    wanted = set(cast.values_list("division__coalition", "entry_index"))
    return {event.pk for event in events if (event.coalition_id, event.index) in wanted}


def _about_meeting(kind: NoticeKind) -> Handler:
    def handle(event: OutboxEvent, now: datetime) -> None:
        meeting = Meeting.objects.select_related("coalition").get(pk=_row(event))
        if meeting.published_at is None:
            return  # in preparation nobody was called
        news = _news(kind, event, meeting=meeting, due_at=meeting.starts_at, details={"version": meeting.version})
        tell(news, called_to(meeting, now), now)

    return handle


def _division(event: OutboxEvent) -> Division:
    return Division.objects.select_related("proposal", "coalition").get(pk=_row(event))


def _of(division: Division) -> dict[str, Any]:
    return {
        "proposal": division.proposal,
        "division": division,
        "due_at": division.closes_at,
        "urgent": is_urgent(division),
    }


def _news(kind: NoticeKind, event: OutboxEvent, **about: Any) -> News:
    return News(kind, f"entry:{event.index}", event.coalition_id, event=event, **about)


def _row(event: OutboxEvent) -> int:
    return int(event.subject.partition(":")[2])


def _body(event: OutboxEvent) -> dict[str, Any]:
    entry = Entry.objects.get(coalition=event.coalition_id, index=event.index)
    said: dict[str, Any] = json.loads(entry.content)["body"]
    return {name: said[name] for name in ("revision", "decision") if name in said}


HANDLERS: dict[str, Handler] = {
    "proposal_created": _about_text(NoticeKind.TEXT_PUT),
    "proposal_revised": _about_text(NoticeKind.TEXT_AMENDED),
    "division_opened": _about_vote(NoticeKind.VOTE_OPENED),
    "division_extended": _about_vote(NoticeKind.VOTE_EXTENDED),
    "division_annulled": _about_vote(NoticeKind.VOTE_ANNULLED),
    "stop_called": _stopped,
    "division_stopped": _stopped,
    "division_sealed": _sealed,
    "ballot_cast": _receipt,
    "decision_recorded": _about_vote(NoticeKind.OUTCOME),
    "meeting_called": _about_meeting(NoticeKind.MEETING_CALLED),
    "meeting_amended": _about_meeting(NoticeKind.MEETING_CHANGED),
    "meeting_cancelled": _about_meeting(NoticeKind.MEETING_CANCELLED),
    "minutes_circulated": _circulated,
}

# Kinds of which few concern anybody: who of them does is asked of all at once.
CONCERNING = {"ballot_cast": who_asked}
