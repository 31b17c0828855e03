"""Casting a ballot: one member's position, by one delegate, received at one instant of the database clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Busy, Conflict, Invalid, NotAllowed
from coalition.models import Accreditation, Member, Person
from coalition.rules.positions import Position
from coalition.writing import write_transaction
from proposals.ledger.appending import append
from proposals.ledger.canonical import fingerprint, timestamp
from proposals.ledger.models import Entry
from proposals.voting import casting_sql
from proposals.voting.allowed import check_voter, positions_in
from proposals.voting.idempotency import Cast, answered, check_key
from proposals.voting.models import Ballot, Division
from proposals.voting.refusing import Refusal
from proposals.voting.signatures import Signature, hash_of_key
from proposals.voting.signing import ballot_statement, check_signature

LOCK_TIMEOUT = 2.0  # seconds; less than the grace before sealing, so that waiting never makes a ballot late


@dataclass(frozen=True)
class _Asked:
    """What a caster asked for: the position of `member`, which `holder` votes for by proxy, or `voter` itself."""

    division: Division
    member: Member
    position: Position
    by: Person
    key: str
    holder: Member | None
    signature: Signature | None

    @property
    def voter(self) -> Member:
        """The member whose accreditation is needed."""
        return self.holder or self.member

    @property
    def fingerprint(self) -> str:
        said = {"division": self.division.pk, "member": self.member.code, "position": self.position.value}
        return fingerprint(said | ({"holder": self.holder.code} if self.holder else {}))


def cast_ballot(
    *,
    division: Division,
    member: Member,
    position: Position,
    by: Person,
    key: str,
    holder: Member | None = None,
    signature: Signature | None = None,
) -> Cast:
    """Record the member's position, replacing in effect what it cast before.

    With `holder`, that member casts it by the proxy that `member` gave it; the member's own ballot prevails over it,
    whenever it comes. `key` is the caster's own name for this act: repeating it repeats the answer. `signature` is the
    caster's over `signing.ballot_statement`, where the vote asks for it or takes it. Raises `Invalid`, `NotAllowed`,
    `Conflict` (closed), `KeyReused` or `Busy`; then no ballot was recorded.
    """
    received_at = clock.now()
    asked = _Asked(division, member, position, by, key, holder, signature)
    _check(asked)
    signed_with_id = _signed_with(asked)
    try:
        with write_transaction(lock_timeout=LOCK_TIMEOUT):
            earlier = answered(by, key, asked.fingerprint)
            if earlier:
                return earlier
            done = _append(asked, received_at, signed_with_id)
    except IntegrityError:  # the same key at the same time: the other request was first
        earlier = answered(by, key, asked.fingerprint)
        if earlier is None:
            raise
        return earlier
    except Refusal as refusal:
        refusal.record(division, member, received_at)
        raise refusal.error from None
    return done


def _check(asked: _Asked) -> None:
    check_key(asked.key)
    check_voter(asked.division, asked.member, "member")
    if asked.holder:
        check_voter(asked.division, asked.holder, "holder")
    if asked.position not in positions_in(asked.division) and not _has_objected(asked):
        if asked.division.by_objection:
            message = _("Nobody votes here: to say nothing is to consent. A member can object.")
            raise Invalid("position_not_offered", message, field="position")
        raise Invalid("position_not_offered", _("This position cannot be taken in this vote."), field="position")


def _signed_with(asked: _Asked) -> int | None:
    """Return the id of the key that signed it. Raises `Invalid` where it is not signed as the vote asks."""
    statement = ballot_statement(
        division=asked.division, member=asked.member, position=asked.position, key=asked.key, holder=asked.holder
    )
    return check_signature(asked.division, statement, asked.signature, asked.by)


def _append(asked: _Asked, received_at: datetime, signed_with_id: int | None) -> Cast:
    """Check under lock, then append entry, outbox row and ballot; the ledger's head is locked last."""
    division, member = asked.division, asked.member
    locked = casting_sql.lock_division(division.pk, alone=division.by_objection)
    accreditation_id = casting_sql.lock_accreditation(asked.voter.pk, asked.by.pk, received_at)
    if accreditation_id is None:
        raise _unaccredited(asked, received_at)
    proxy_id, by_proxy = _proxy(asked, accreditation_id, received_at)
    _check_unbroken(asked, locked, received_at, accreditation_id)
    _check_open(locked, received_at, accreditation_id)
    if division.by_objection:  # whichever of several at once was received first ended it
        casting_sql.end_at(division.pk, received_at)
    entry = append(
        coalition_id=division.coalition_id,
        kind="ballot_cast",
        subject=f"division:{division.pk}",
        at=received_at,
        body={
            "accreditation": accreditation_id,
            "member": member.code,
            "position": asked.position.value,
            "received_at": timestamp(received_at),
            **by_proxy,
            **_signed(asked),
        },
    )
    ballot = Ballot(
        division=division,
        member=member,
        position=asked.position.value,
        actor=asked.by,
        accreditation_id=accreditation_id,
        proxy_id=proxy_id,
        signed_with_id=signed_with_id,
        received_at=received_at,
        entry_index=entry.index,
        key=asked.key,
        fingerprint=asked.fingerprint,
    )
    casting_sql.insert_ballot(ballot)
    written = Entry(coalition_id=division.coalition_id, index=entry.index, leaf=entry.leaf, content=entry.content)
    return Cast(ballot, replayed=False, entry=written)


def _proxy(asked: _Asked, accreditation_id: int, received_at: datetime) -> tuple[int | None, dict[str, object]]:
    """Return the proxy's id, locked, and what the entry says of it; nothing for a member that votes itself."""
    if asked.holder is None:
        return None, {}
    held = casting_sql.lock_proxy(asked.division.pk, asked.member.pk, asked.holder.pk, received_at)
    if held is None:
        raise _without_proxy(asked, accreditation_id)
    return held[0], {"holder": asked.holder.code, "proxy": held[1]}


def _signed(asked: _Asked) -> dict[str, object]:
    """What the entry says of the signature: all that it takes to check it."""
    if asked.signature is None:
        return {}
    return {"request": hash_of_key(asked.key), "signature": asked.signature.to_json()}


def _has_objected(asked: _Asked) -> bool:
    """Tell whether the member's objection is on record: then the refusal of anything more goes on record too."""
    return asked.division.by_objection and asked.division.ballots.filter(member=asked.member).exists()


def _check_unbroken(asked: _Asked, locked: casting_sql.Locked, received_at: datetime, accreditation_id: int) -> None:
    """An objection takes effect on receipt: what is received after it comes too late, whatever the deadline was."""
    if locked.broken_at is None or received_at <= locked.broken_at:
        return
    if _has_objected(asked):
        message = _("Your objection is on record and took effect. It cannot be withdrawn or changed.")
        raise Refusal("stands", {"accreditation": accreditation_id}, Conflict("objection_stands", message))
    message = _("An objection has ended this already. A statement puts on record that you object too.")
    raise Refusal("broken", {"accreditation": accreditation_id}, Conflict("ended_by_objection", message))


def _check_open(locked: casting_sql.Locked, received_at: datetime, accreditation_id: int) -> None:
    if locked.annulled:
        raise Conflict("annulled", _("This vote was annulled: nothing is cast in it any more."))
    if locked.stopped:
        raise Conflict("stopped", _("This vote was stopped: nothing is cast in it any more."))
    if received_at < locked.opens_at:
        raise Conflict("not_open_yet", _("This vote is not open yet."))
    if received_at >= locked.closes_at:
        said = {"accreditation": accreditation_id}
        raise Refusal("late", said, Conflict("closed", _("Too late, not counted: this vote has closed.")))
    if locked.sealed:  # received in time, but held up past the grace: received anew, it will be told that it is late
        raise Busy("busy", _("The register is busy. Nothing was recorded; send it again in a moment."))


def _unaccredited(asked: _Asked, at: datetime) -> Exception:
    voter = asked.voter
    error = NotAllowed("not_accredited", _("You are not accredited to vote for %(member)s.") % {"member": voter.name})
    over = Accreditation.objects.filter(member=voter, person=asked.by, ends_at__lte=at, ends_at__gt=F("starts_at"))
    ended = over.order_by("-ends_at").first()
    return Refusal("revoked", {"accreditation": ended.pk}, error) if ended else error


def _without_proxy(asked: _Asked, accreditation_id: int) -> Exception:
    names = {"holder": asked.voter.name, "member": asked.member.name}
    error = NotAllowed("no_proxy", _("%(holder)s holds no proxy of %(member)s for this vote.") % names)
    held = asked.division.proxies.filter(principal=asked.member, holder=asked.voter).exists()
    return Refusal("proxy_revoked", {"accreditation": accreditation_id}, error) if held else error
