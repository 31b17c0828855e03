"""Recording a vote by signed note: the member voted outside the platform, the secretariat attests when it received it.

It counts from its receipt, beside the ballots cast here: the last one received in time is effective. It may be recorded
until the vote is sealed, which waits after the closing as long as the rules of procedure say. See `countersigning`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid
from coalition.membership import check_text
from coalition.models import Member, Person
from coalition.permissions import Act, require
from coalition.recording import new_salt, sealed
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.writing import write_transaction
from proposals.ledger.appending import append, lock_head
from proposals.ledger.canonical import fingerprint, timestamp
from proposals.voting import casting_sql
from proposals.voting.allowed import check_voter, positions_under
from proposals.voting.idempotency import Cast, answered, check_key
from proposals.voting.models import Ballot, Division, SignedNote
from proposals.voting.refusing import LOCK_TIMEOUT, NOTE, Refusal

MAX_FILED = 200  # characters of where the note is filed


@dataclass(frozen=True)
class _Noted:
    """What a secretary says that a note says: the member's position, and when the note was received."""

    division: Division
    member: Member
    position: Position
    received_at: datetime
    filed: str
    by: Person
    key: str

    @property
    def fingerprint(self) -> str:
        said = {"division": self.division.pk, "member": self.member.code, "position": self.position.value}
        return fingerprint(said | {"received_at": timestamp(self.received_at), "filed": self.filed})


def record_note(
    *, division: Division, member: Member, position: Position, received_at: datetime, filed: str, by: Person, key: str
) -> Cast:
    """Record the position that the member gave by a signed note, which the secretariat received at `received_at`.

    `filed` says where the note is kept; the ledger holds its salted hash. `key` is as in casting. Raises `NotAllowed`,
    `Invalid` (received before the opening, or in the future), `Conflict` (received too late, or recorded after the vote
    was sealed: both are on record), `KeyReused` or `Busy`; then no ballot was recorded.
    """
    recorded_at = clock.now()
    noted = _Noted(division, member, position, received_at, filed.strip(), by, key)
    require(by, division.coalition_id, Act.RECORD_NOTE, recorded_at)
    _check(noted, recorded_at)
    try:
        with write_transaction(lock_timeout=LOCK_TIMEOUT):
            earlier = answered(by, key, noted.fingerprint)
            if earlier:
                return earlier
            _append(noted, recorded_at)
    except IntegrityError:  # the same key at the same time: the other request was first
        earlier = answered(by, key, noted.fingerprint)
        if earlier is None:
            raise
        return earlier
    except Refusal as refusal:
        refusal.record(division, member, received_at, at=recorded_at)
        raise refusal.error from None
    return Cast(Ballot.objects.select_related("note").get(actor=by, key=key), replayed=False)


def _check(noted: _Noted, recorded_at: datetime) -> None:
    check_key(noted.key)
    check_voter(noted.division, noted.member, "member")
    if noted.division.by_objection:
        raise Conflict("nobody_votes", _("Nobody votes in this procedure: there is no vote to record."))
    if noted.position not in positions_under(read_rule(noted.division.rule)):
        raise Invalid("position_not_offered", _("This position cannot be taken in this vote."), field="position")
    if noted.received_at > recorded_at:
        raise Invalid(
            "in_the_future", _("A note is recorded once it was received: this is to come."), field="received_at"
        )
    if noted.received_at < noted.division.opens_at:
        raise Invalid("before_opening", _("The vote was not open then: no note could answer it."), field="received_at")
    check_text(noted.filed, "filed", MAX_FILED)


def _append(noted: _Noted, recorded_at: datetime) -> None:
    """Check under lock, then append note, ballot, entry and outbox row. Sealing waits, or came first."""
    division, salt = noted.division, new_salt()
    _check_standing(noted, casting_sql.lock_division(division.pk))
    head = lock_head(division.coalition_id)
    note = SignedNote.objects.create(
        division=division,
        member=noted.member,
        filed=noted.filed,
        filed_salt=salt,
        recorded_by=noted.by,
        recorded_at=recorded_at,
    )
    Ballot.objects.create(
        division=division,
        member=noted.member,
        position=noted.position.value,
        actor=noted.by,
        note=note,
        received_at=noted.received_at,
        entry_index=head.next_index,
        key=noted.key,
        fingerprint=noted.fingerprint,
    )
    append(
        coalition_id=division.coalition_id,
        kind="note_recorded",
        subject=f"division:{division.pk}",
        at=recorded_at,
        body={
            "by": [noted.by.pk],
            "filed_hash": sealed(noted.filed, salt),
            "member": noted.member.code,
            "position": noted.position.value,
            "received_at": timestamp(noted.received_at),
        },
        head=head,
    )


def _check_standing(noted: _Noted, locked: casting_sql.Locked) -> None:
    said = {"by": [noted.by.pk]}
    if locked.annulled:
        raise Conflict("annulled", _("This vote was annulled: nothing is recorded in it any more."))
    if locked.stopped:
        raise Conflict("stopped", _("This vote was stopped: nothing is cast in it any more."))
    if noted.received_at >= locked.closes_at:
        late = _("Too late, not counted: the note was received when the vote had closed.")
        raise Refusal("late", said, Conflict("closed", late, field="received_at"), NOTE)
    if locked.sealed:
        too_late = _("Not counted: the note came in time, but the vote was sealed before it was recorded.")
        raise Refusal("sealed", said, Conflict("sealed", too_late), NOTE)
