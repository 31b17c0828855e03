"""Putting a proposal to a coalition, and revising its text."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import Coalition, Member, Person
from coalition.permissions import may_draft
from coalition.procedure import subject_rules
from coalition.rolls import members_at
from coalition.writing import write_transaction
from proposals.drafting.models import Proposal, Revision
from proposals.ledger.appending import append, begin_ledger, lock_head

MAX_TEXT = 200_000  # characters
_OVERRIDES = "\u202d\u202e"  # they turn a line round: what is read would not be what is hashed


def create_proposal(
    *,
    coalition: Coalition,
    title: str,
    text: str,
    subject: str,
    sponsors: Sequence[Member],
    by: Person,
    released_to_observers: bool = False,
) -> Proposal:
    """Put a text to a coalition as the next proposal of the year, with its first revision.

    Raises `NotAllowed` for anybody but the secretariat and `Invalid` for an empty title or text, a subject that the
    rules of procedure do not know, or sponsors that are no members.
    """
    now = clock.now()
    if not may_draft(by, coalition, now):
        raise NotAllowed("not_secretariat", _("Only the secretariat puts a proposal to the coalition."))
    title = _checked_title(title)
    text = _checked_text(text)
    subject_rules(coalition, subject, now)
    _check_sponsors(coalition, sponsors, now)
    begin_ledger(coalition.pk)
    with write_transaction():
        head = lock_head(coalition.pk)
        last = coalition.proposals.filter(year=now.year).aggregate(last=Max("number"))["last"] or 0
        proposal = Proposal.objects.create(
            coalition=coalition,
            year=now.year,
            number=last + 1,
            title=title,
            subject=subject,
            released_to_observers=released_to_observers,
            created_by=by,
            created_at=now,
        )
        proposal.sponsors.set(sponsors)
        revision = _add_revision(proposal, 1, text, by, now)
        append(
            coalition_id=coalition.pk,
            kind="proposal_created",
            subject=f"proposal:{proposal.pk}",
            at=now,
            body={"proposal": proposal.symbol, "revision": 1, "text_hash": revision.text_hash, "subject": subject},
            head=head,
        )
    return proposal


def revise(*, proposal: Proposal, text: str, by: Person) -> Revision:
    """Add the next revision of a proposal. Raises `Conflict` while a division on it is open."""
    now = clock.now()
    if not may_draft(by, proposal.coalition_id, now):
        raise NotAllowed("not_secretariat", _("Only the secretariat revises a proposal."))
    text = _checked_text(text)
    with write_transaction():
        head = lock_head(proposal.coalition_id)
        if proposal.divisions.filter(sealed_at__isnull=True).exists():
            raise Conflict("frozen", _("A vote on this proposal is open: its text is frozen until the vote closes."))
        last = proposal.revisions.aggregate(last=Max("number"))["last"] or 0
        revision = _add_revision(proposal, last + 1, text, by, now)
        append(
            coalition_id=proposal.coalition_id,
            kind="proposal_revised",
            subject=f"proposal:{proposal.pk}",
            at=now,
            body={"proposal": proposal.symbol, "revision": revision.number, "text_hash": revision.text_hash},
            head=head,
        )
    return revision


def text_hash(text: str) -> str:
    """Return SHA-256 of a text in UTF-8, in hexadecimal: what a division and its decision refer to."""
    return hashlib.sha256(text.encode()).hexdigest()


def _add_revision(proposal: Proposal, number: int, text: str, by: Person, at: datetime) -> Revision:
    return Revision.objects.create(
        proposal=proposal, number=number, text=text, text_hash=text_hash(text), created_by=by, created_at=at
    )


def _checked_text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise Invalid("empty_text", _("Write the text of the proposal."), field="text")
    if len(text) > MAX_TEXT:
        raise Invalid("text_too_long", _("The text is longer than 200,000 characters."), field="text")
    _check_characters(text.replace("\n", "").replace("\t", ""), "text")
    return text


def _checked_title(title: str) -> str:
    title = title.strip()
    if not title:
        raise Invalid("empty_title", _("Give the proposal a title."), field="title")
    if len(title) > 200:
        raise Invalid("title_too_long", _("A title has at most 200 characters."), field="title")
    _check_characters(title, "title")
    return title


def _check_characters(text: str, field: str) -> None:
    """Refuse what shows as nothing, or as something else, and what a database cannot keep."""
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") or character in _OVERRIDES:
            code = f"U+{ord(character):04X}"
            raise Invalid("bad_character", _("Take out the control character %(code)s.") % {"code": code}, field=field)


def _check_sponsors(coalition: Coalition, sponsors: Sequence[Member], now: datetime) -> None:
    if not set(sponsors) <= set(members_at(coalition, now)):
        raise Invalid("unknown_sponsor", _("A sponsor is a member of this coalition."), field="sponsors")
