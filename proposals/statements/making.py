"""Statements: what a member puts on record about a text or a vote. None of them changes an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Checking, Conflict, Invalid, NotAllowed
from coalition.models import Member, Person
from coalition.permissions import Act, refuse, states_for
from coalition.rules.positions import Position
from coalition.writing import write_transaction
from proposals.drafting.checking import checked_text
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import text_hash
from proposals.ledger.appending import append
from proposals.ledger.canonical import timestamp
from proposals.statements.models import RESERVATIONS, Statement, StatementKind
from proposals.voting.models import Division

MAX_STATEMENT = 20_000  # characters
ABOUT_A_VOTE = frozenset({StatementKind.EXPLANATION, StatementKind.INTENDED})


@dataclass(frozen=True)
class Words:
    """What is put on record. A reservation has an expiry; `position` is how a member meant to vote."""

    kind: StatementKind
    text: str
    expires_at: datetime | None = None
    position: Position | None = None


def make_statement(
    *, proposal: Proposal, member: Member, words: Words, by: Person, division: Division | None = None
) -> Statement:
    """Put a member's statement on record, as one accredited for it does.

    An explanation of vote, and what a member meant to vote, are about a division that has closed. Raises
    `NotAllowed`, `Invalid` with all that is wrong, or `Conflict`.
    """
    now = clock.now()
    if member.coalition_id != proposal.coalition_id or not states_for(by, member, now):
        raise refuse(Act.STATE)
    text = _checked(proposal, words, division, now)
    with write_transaction():
        statement = Statement.objects.create(
            proposal=proposal,
            division=division,
            member=member,
            kind=words.kind,
            text=text,
            position=words.position or "",
            expires_at=words.expires_at,
            made_by=by,
            made_at=now,
        )
        _record(statement, "statement_made", now, {"statement": words.kind.value, "text_hash": text_hash(text)})
    return statement


def lift(*, statement: Statement, by: Person) -> Statement:
    """Lift a reservation, for the member that made it. It stays on record as lifted."""
    now = clock.now()
    if not states_for(by, statement.member, now):
        raise refuse(Act.STATE)
    if not statement.reserves:
        raise NotAllowed("no_reservation", _("A statement stays as it was made; only a reservation is lifted."))
    if not _end(statement, now, lifted=True):
        raise Conflict("reservation_ended", _("This reservation was lifted or has lapsed already."))
    return statement


def lapse(*, statement: Statement) -> bool:
    """Let a reservation lapse at its expiry. False when it was ended before."""
    assert statement.expires_at is not None, "reservations have an expiry"
    return _end(statement, statement.expires_at, lifted=False)


def due_reservations() -> list[Statement]:
    """Return the reservations whose expiry has passed."""
    due = Statement.objects.filter(ended_at__isnull=True, expires_at__lte=clock.now())
    return list(due.select_related("member", "proposal"))


def _end(statement: Statement, at: datetime, *, lifted: bool) -> bool:
    with write_transaction():
        standing = Statement.objects.filter(pk=statement.pk, ended_at__isnull=True)
        if standing.update(ended_at=at, lifted=lifted) != 1:
            return False
        statement.refresh_from_db()
        _record(statement, "reservation_lifted" if lifted else "reservation_lapsed", clock.now(), {})
    return True


def _record(statement: Statement, kind: str, at: datetime, more: dict[str, object]) -> None:
    proposal = statement.proposal
    body = {"id": statement.pk, "member": statement.member.code, "proposal": proposal.symbol, **more}
    if statement.division_id:
        body["division"] = statement.division_id
    if statement.position:
        body["position"] = statement.position
    if statement.expires_at and kind == "statement_made":
        body["expires_at"] = timestamp(statement.expires_at)
    append(coalition_id=proposal.coalition_id, kind=kind, subject=f"proposal:{proposal.pk}", at=at, body=body)


def _checked(proposal: Proposal, words: Words, division: Division | None, now: datetime) -> str:
    checking = Checking()
    text = checking.of(_checked_words, words.text)
    checking.of(lambda given: _check_expiry(given, now), words)
    checking.of(lambda given: _check_division(proposal, words, given, now), division)
    checking.of(_check_position, words)
    checking.done()
    return text


def _checked_words(text: str) -> str:
    text = checked_text(text, "text", _("Write the statement."))
    if len(text) > MAX_STATEMENT:
        raise Invalid("text_too_long", _("A statement has at most 20,000 characters."), field="text")
    return text


def _check_expiry(words: Words, now: datetime) -> None:
    reserves = words.kind in RESERVATIONS
    if reserves and (words.expires_at is None or words.expires_at <= now):
        raise Invalid("no_expiry", _("A reservation has an expiry, later than now."), field="expires_at")
    if not reserves and words.expires_at is not None:
        raise Invalid("expiry_not_taken", _("Only a reservation has an expiry."), field="expires_at")


def _check_division(proposal: Proposal, words: Words, division: Division | None, now: datetime) -> None:
    if division is not None and division.proposal_id != proposal.pk:
        raise Invalid("other_proposal", _("This vote is on another proposal."), field="division")
    if words.kind in ABOUT_A_VOTE and (division is None or division.annulled_at or division.is_open_at(now)):
        raise Invalid("no_closed_vote", _("Name the vote that it is about; it has closed."), field="division")


def _check_position(words: Words) -> None:
    intends = words.kind == StatementKind.INTENDED
    if intends and words.position not in (Position.YES, Position.NO, Position.ABSTAIN):
        raise Invalid("no_position", _("Say how the member meant to vote."), field="position")
    if not intends and words.position is not None:
        raise Invalid("position_not_taken", _("Only who meant to vote otherwise names a position."), field="position")
