"""Whether a delivery is still needed when its turn comes: the reader may still read it, and it is not too late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from proposals.notices.audience import called_to, readers_of, readers_of_minutes
from proposals.notices.kinds import NoticeKind
from proposals.notices.models import Address, Delivery, Notice
from proposals.voting.models import Ballot

BEFORE_CLOSING = frozenset({NoticeKind.REMINDER, NoticeKind.SILENCE_EXPIRING})


def needed(deliveries: Sequence[Delivery], now: datetime) -> set[int]:
    """Return the numbers of those that are still needed. Queries grow with the notices, never with the people."""
    about = {each.notice_id: each.notice for each in deliveries}
    readers = {number: _readers(notice, now) for number, notice in about.items()}
    voted = _voted([notice for notice in about.values() if notice.kind == NoticeKind.REMINDER])
    return {each.pk for each in deliveries if _is_needed(each, readers[each.notice_id], voted, now)}


def _readers(notice: Notice, now: datetime) -> set[int] | None:
    """Those who may read what it is about now; None where it is about nothing."""
    if notice.kind == NoticeKind.MINUTES_CIRCULATED:
        return {person.pk for person in readers_of_minutes(notice.coalition_id, now)}
    if notice.meeting:
        return {person.pk for person in called_to(notice.meeting, now)}
    return {person.pk for person in readers_of(notice.proposal, now)} if notice.proposal else None


def _voted(reminders: list[Notice]) -> dict[int, set[str]]:
    """Whose ballots are in, by division."""
    rows = Ballot.objects.filter(division__in=[each.division_id for each in reminders]) if reminders else None
    by_division: dict[int, set[str]] = {}
    for division, code in rows.values_list("division", "member__code") if rows is not None else ():
        by_division.setdefault(division, set()).add(code)
    return by_division


def _is_needed(delivery: Delivery, readers: set[int] | None, voted: dict[int, set[str]], now: datetime) -> bool:
    notice, person = delivery.notice, delivery.person
    if not person.is_active or not _concerns(person.pk, notice, readers):
        return False
    if delivery.address and not is_live(delivery.address, now):
        return False
    if _is_over(notice, now):
        return False
    if notice.kind != NoticeKind.REMINDER or notice.division_id is None:
        return True
    return bool(set(notice.details["for"].get(str(person.pk), [])) - voted.get(notice.division_id, set()))


def _concerns(person: int, notice: Notice, readers: set[int] | None) -> bool:
    """Whether they may still read of it; who is no longer called, whether they still may not."""
    return readers is None or (person in readers) is (notice.kind != NoticeKind.MEETING_UNCALLED)


def _is_over(notice: Notice, now: datetime) -> bool:
    """Whether what it warns of has come: the vote is closed, the reservation or the commitment ended."""
    if notice.kind == NoticeKind.RESERVATION_LAPSING and (statement := notice.statement):
        return statement.ended_at is not None or (statement.expires_at is not None and statement.expires_at <= now)
    if notice.kind == NoticeKind.COMMITMENT_DUE and (commitment := notice.commitment):
        is_past = notice.details["lead"] > 0 and commitment.due_at <= now
        return not commitment.stands or commitment.moves != notice.details["moves"] or is_past
    return bool(notice.kind in BEFORE_CLOSING and notice.division and not notice.division.is_open_at(now))


def is_live(address: Address, now: datetime) -> bool:
    """Tell whether an address is in use: it was not ended, nor was the token that made it."""
    token = address.token
    return address.ended_at is None and (token is None or (token.revoked_at is None and token.expires_at > now))
