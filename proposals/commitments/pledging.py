"""Writes: pledging towards an adopted decision, moving the date, fulfilling, withdrawing. Nothing said is edited."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Checking, Conflict, Invalid, KeyReused
from coalition.models import Accreditation, Member, Person
from coalition.permissions import Act, refuse
from coalition.recording import new_salt, sealed
from coalition.rules.results import Result
from coalition.writing import write_transaction
from proposals.adherence.adhering import accreditation_for
from proposals.commitments.models import Commitment, State
from proposals.drafting.checking import checked_line, checked_text
from proposals.ledger.appending import append
from proposals.ledger.canonical import canonical, timestamp
from proposals.voting.idempotency import check_key
from proposals.voting.models import Decision

MAX_WORDS = 2_000  # characters
MAX_CONDITION = 300
MAX_NOTE = 500


@dataclass(frozen=True)
class Pledge:
    """What is pledged, until when, and, where it depends on something, on what."""

    text: str
    due_at: datetime
    condition: str = ""

    def fingerprint(self, decision: Decision, member: Member) -> str:
        """What a key stands for: sent again it is the same, and anything else is not."""
        said = [decision.pk, member.code, self.text, timestamp(self.due_at), self.condition]
        return hashlib.sha256(canonical(said)).hexdigest()


@dataclass(frozen=True)
class Pledged:
    """A commitment on record. `replayed`: the same was asked before under its key, and nothing was written again."""

    commitment: Commitment
    replayed: bool = False


def pledge(*, decision: Decision, member: Member, words: Pledge, by: Person, key: str = "") -> Pledged:
    """Commit a member to something towards an adopted decision, as one accredited for it does.

    Any member may, whether the decision binds it or not. Raises `NotAllowed`, `Invalid` with all that is wrong,
    `Conflict`, or `KeyReused`.
    """
    now = clock.now()
    if key:
        check_key(key)
    print_ = words.fingerprint(decision, member)
    with write_transaction():
        held = _held(member, by, now, Act.PLEDGE, coalition_id=decision.coalition_id)
        if key and (before := Commitment.objects.filter(made_by=by, key=key).first()):
            return _again(before, print_)
        _check_state(decision, member, now)
        words = _checked(words, now)
        made = Commitment.objects.create(
            decision=decision,
            member=member,
            text=words.text,
            condition=words.condition,
            salt=new_salt(),
            due_at=words.due_at,
            made_by=by,
            accreditation=held,
            made_at=now,
            changed_at=now,
            key=key,
            fingerprint=print_ if key else "",
        )
        said = sealed(f"{made.text}\n\n{made.condition}", made.salt)
        _record(made, "commitment_made", now, held, {"due_at": timestamp(made.due_at), "words_hash": said})
    return Pledged(made)


def move_date(*, commitment: Commitment, due_at: datetime, by: Person) -> Commitment:
    """Move the date of a commitment that stands. The earlier ones stay in the record."""
    now = clock.now()
    with write_transaction():
        held = _held(commitment.member, by, now, Act.KEEP_COMMITMENT)
        row = _locked(commitment)
        _check_due(due_at, now)
        if due_at == row.due_at:
            raise Invalid("same_date", _("It is due then already. Give another date."), field="due_at")
        row.due_at, row.moves, row.changed_at = due_at, row.moves + 1, now
        row.save(update_fields=["due_at", "moves", "changed_at"])
        _record(row, "commitment_moved", now, held, {"due_at": timestamp(due_at)})
    return row


def fulfil(*, commitment: Commitment, by: Person, note: str = "") -> Commitment:
    """Say for the member that it has done what it pledged. It can be fulfilled after its day as well."""
    return _end(commitment, State.FULFILLED, by, checked_line(note, "note", limit=MAX_NOTE))


def withdraw(*, commitment: Commitment, by: Person, note: str) -> Commitment:
    """Withdraw what a member pledged, and say why. That it had pledged stays on record."""
    why = checked_line(note, "note", _("Say why it is withdrawn."), limit=MAX_NOTE)
    return _end(commitment, State.WITHDRAWN, by, why)


def _end(commitment: Commitment, state: State, by: Person, note: str) -> Commitment:
    now = clock.now()
    with write_transaction():
        held = _held(commitment.member, by, now, Act.KEEP_COMMITMENT)
        row = _locked(commitment)
        row.state, row.note, row.note_salt = state, note, new_salt() if note else ""
        row.ended_at, row.ended_by, row.changed_at = now, by, now
        row.save(update_fields=["state", "note", "note_salt", "ended_at", "ended_by", "changed_at"])
        more = {"note_hash": sealed(note, row.note_salt)} if note else {}
        _record(row, f"commitment_{state.value}", now, held, more)
    return row


def _held(member: Member, by: Person, now: datetime, act: Act, *, coalition_id: int = 0) -> Accreditation:
    """The right by which somebody acts for the member, locked: its revocation waits, or came first."""
    held = accreditation_for(coalition_id or member.coalition_id, member.code, by, now)
    if held is None or held.member_id != member.pk:
        raise refuse(act)
    return held


def _locked(commitment: Commitment) -> Commitment:
    """The commitment as it stands now. Raises `Conflict` once it has ended: acts come one after the other."""
    rows = Commitment.objects.select_related("member", "decision").select_for_update(of=("self",), no_key=True)
    row = rows.get(pk=commitment.pk)
    if not row.stands:
        raise Conflict("commitment_ended", _("This commitment was fulfilled or withdrawn already."))
    return row


def _again(before: Commitment, fingerprint: str) -> Pledged:
    if before.fingerprint != fingerprint:
        raise KeyReused("key_reused", _("This idempotency key was used for another commitment."), field="key")
    return Pledged(before, replayed=True)


def _check_state(decision: Decision, member: Member, now: datetime) -> None:
    if decision.result != Result.ADOPTED:
        raise Conflict("not_adopted", _("Nothing was adopted here: there is nothing to pledge towards."))
    if not member.memberships.at(now).exists():
        raise Conflict("not_member", _("%(member)s is a member no longer.") % {"member": member.name})


def _checked(words: Pledge, now: datetime) -> Pledge:
    checking = Checking()
    text = checking.of(_checked_words, words.text)
    condition = checking.of(lambda given: checked_line(given, "condition", limit=MAX_CONDITION), words.condition)
    checking.of(lambda given: _check_due(given, now), words.due_at)
    checking.done()
    return Pledge(text, words.due_at, condition)


def _checked_words(text: str) -> str:
    text = checked_text(text, "text", _("Write what is pledged."))
    if len(text) > MAX_WORDS:
        raise Invalid("text_too_long", _("A commitment has at most 2,000 characters."), field="text")
    return text


def _check_due(due_at: datetime, now: datetime) -> None:
    if due_at <= now:
        raise Invalid("due_in_the_past", _("A commitment is due later than now."), field="due_at")


def _record(made: Commitment, kind: str, at: datetime, held: Accreditation, more: Mapping[str, str]) -> None:
    """The words and the note stand outside, with their salts; inside are their hashes."""
    decision = made.decision
    body: dict[str, object] = {
        "commitment": made.pk,
        "decision": decision.symbol,
        "member": made.member.code,
        "accreditation": held.pk,
    }
    subject = f"division:{decision.division_id}"
    append(coalition_id=decision.coalition_id, kind=kind, subject=subject, at=at, body={**body, **more})
