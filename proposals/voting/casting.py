"""Casting a ballot: one member's position, by one delegate, received at one instant of the database clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Busy, Conflict, Invalid, KeyReused, NotAllowed
from coalition.models import Accreditation, Member, Person
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.writing import write_transaction
from proposals.ledger.appending import append
from proposals.ledger.canonical import fingerprint, timestamp
from proposals.voting import casting_sql
from proposals.voting.allowed import positions_under
from proposals.voting.models import Ballot, Division

LOCK_TIMEOUT = 2.0  # seconds; less than the grace before sealing, so that waiting never makes a ballot late
MAX_KEY = 80
KEY_PATTERN = re.compile(rf"[\x21-\x7e]{{1,{MAX_KEY}}}\Z")  # what every database can keep and every header can carry


@dataclass(frozen=True)
class Cast:
    """A ballot on record. `replayed`: the same request had been answered before, and nothing was written again."""

    ballot: Ballot
    replayed: bool


def cast_ballot(*, division: Division, member: Member, position: Position, by: Person, key: str) -> Cast:
    """Record the member's position, replacing in effect what it cast before.

    `key` is the caster's own name for this act: repeating it repeats the answer. Raises `Invalid`, `NotAllowed`,
    `Conflict` (closed), `KeyReused` or `Busy`; then no ballot was recorded.
    """
    received_at = clock.now()
    _check_asked(division, member, position, key)
    asked = fingerprint({"division": division.pk, "member": member.code, "position": position.value})
    try:
        with write_transaction(lock_timeout=LOCK_TIMEOUT):
            earlier = _answered(by, key, asked)
            if earlier:
                return earlier
            _append(division, member, position, by, key, asked, received_at)
    except IntegrityError:  # the same key at the same time: the other request was first
        earlier = _answered(by, key, asked)
        if earlier is None:
            raise
        return earlier
    except _Refusal as refusal:
        refusal.record(division, member, received_at)
        raise refusal.error from None
    return Cast(Ballot.objects.get(actor=by, key=key), replayed=False)


def _check_asked(division: Division, member: Member, position: Position, key: str) -> None:
    if not KEY_PATTERN.match(key):
        raise Invalid("bad_key", _("An idempotency key has 1 to 80 visible ASCII characters."), field="key")
    if member.coalition_id != division.coalition_id or member.code not in division.roll["members"]:
        raise Invalid("not_on_roll", _("This member is not on the roll of this vote."), field="member")
    if member.code in division.roll["suspended"]:
        raise Conflict("suspended", _("This member is suspended and does not vote."))
    if position not in positions_under(read_rule(division.rule)):
        raise Invalid("position_not_offered", _("This position cannot be taken in this vote."), field="position")


def _answered(by: Person, key: str, asked: str) -> Cast | None:
    """Return the answer given under this key, if any. Raises `KeyReused` when something else was asked."""
    ballot = Ballot.objects.filter(actor=by, key=key).first()
    if ballot is None:
        return None
    if ballot.fingerprint != asked:
        raise KeyReused("key_reused", _("This idempotency key was used for another vote."), field="key")
    return Cast(ballot, replayed=True)


def _append(
    division: Division,
    member: Member,
    position: Position,
    by: Person,
    key: str,
    asked: str,
    received_at: datetime,
) -> None:
    """Check under lock, then append entry, outbox row and ballot; the ledger's head is locked last."""
    locked = casting_sql.lock_division(division.pk)
    accreditation_id = casting_sql.lock_accreditation(member.pk, by.pk, received_at)
    if accreditation_id is None:
        raise _unaccredited(member, by)
    _check_open(locked, received_at, accreditation_id)
    entry = append(
        coalition_id=division.coalition_id,
        kind="ballot_cast",
        subject=f"division:{division.pk}",
        at=received_at,
        body={
            "accreditation": accreditation_id,
            "member": member.code,
            "position": position.value,
            "received_at": timestamp(received_at),
        },
    )
    casting_sql.insert_ballot(
        division_id=division.pk,
        member_id=member.pk,
        position=position.value,
        actor_id=by.pk,
        accreditation_id=accreditation_id,
        received_at=received_at,
        entry_index=entry.index,
        key=key,
        fingerprint=asked,
    )


def _check_open(locked: casting_sql.Locked, received_at: datetime, accreditation_id: int) -> None:
    if received_at < locked.opens_at:
        raise Conflict("not_open_yet", _("This vote is not open yet."))
    if received_at >= locked.closes_at:
        raise _Refusal("late", accreditation_id, Conflict("closed", _("Too late, not counted: this vote has closed.")))
    if locked.sealed:  # received in time, but held up past the grace: received anew, it will be told that it is late
        raise Busy("busy", _("The register is busy. Nothing was recorded; send it again in a moment."))


def _unaccredited(member: Member, by: Person) -> Exception:
    error = NotAllowed("not_accredited", _("You are not accredited to vote for %(member)s.") % {"member": member.name})
    ended = Accreditation.objects.filter(member=member, person=by).order_by("-ends_at").first()
    return _Refusal("revoked", ended.pk, error) if ended else error


class _Refusal(Exception):
    """A refused cast that goes on record, after the rollback: a late or revoked one of an accredited person."""

    def __init__(self, reason: str, accreditation_id: int, error: Conflict | NotAllowed) -> None:
        super().__init__(reason)
        self.reason = reason
        self.accreditation_id = accreditation_id
        self.error = error

    def record(self, division: Division, member: Member, received_at: datetime) -> None:
        """Append the refusal entry, in a transaction of its own. It is told to nobody."""
        with write_transaction(lock_timeout=LOCK_TIMEOUT):
            append(
                coalition_id=division.coalition_id,
                kind="ballot_refused",
                subject=f"division:{division.pk}",
                at=received_at,
                body={
                    "accreditation": self.accreditation_id,
                    "member": member.code,
                    "reason": self.reason,
                    "received_at": timestamp(received_at),
                },
                announce=False,
            )
