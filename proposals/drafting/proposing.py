"""Putting a proposal to a coalition, and revising its text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.changing_rules import check_change
from coalition.errors import Checking, Conflict, Invalid, NotAllowed
from coalition.models import Coalition, Member, Person
from coalition.permissions import Act, may_draft, refuse, sits_for
from coalition.procedure import AMENDING, subject_rules
from coalition.rolls import members_at
from coalition.writing import write_transaction
from proposals.drafting.checking import checked_line, checked_text
from proposals.drafting.marking import kept_here, marking_named
from proposals.drafting.models import Proposal, Revision, Sponsorship
from proposals.ledger.appending import Head, append, lock_head
from proposals.ledger.beginning import begin_ledger


@dataclass(frozen=True)
class Words:
    """What a proposal says, as it is kept."""

    title: str
    subject: str
    text: str
    marking: str = ""


def create_proposal(
    *,
    coalition: Coalition,
    title: str,
    text: str,
    subject: str,
    sponsors: Sequence[Member],
    by: Person,
    released_to_observers: bool = False,
    marking: str = "",
) -> Proposal:
    """Put a text to a coalition as the next proposal of the year, with its first revision.

    Its `marking` says whether mail and calendars may name it; without one they give its number alone.

    Raises `NotAllowed` for anybody but the secretariat and `Invalid`, with all that is wrong, for an empty title or
    text, a subject that the rules of procedure do not know, sponsors that are no members, or a marking above what is
    kept here.
    """
    now = clock.now()
    if not may_draft(by, coalition, now):
        raise NotAllowed("not_secretariat", _("Only the secretariat puts a proposal to the coalition."))
    words = checked_words(coalition, Words(title, subject, text, marking), sponsors, now)
    begin_ledger(coalition.pk)
    with write_transaction():
        return put(coalition, words, sponsors, by=by, at=now, released_to_observers=released_to_observers)


def put(
    coalition: Coalition,
    words: Words,
    sponsors: Sequence[Member],
    *,
    by: Person,
    at: datetime,
    released_to_observers: bool = False,
) -> Proposal:
    """Number a checked text as the next proposal of the year, inside the transaction under way."""
    head = lock_head(coalition.pk)
    proposal = Proposal.objects.create(
        coalition=coalition,
        year=at.year,
        number=_next_number(coalition, at.year),
        title=words.title,
        subject=words.subject,
        released_to_observers=released_to_observers,
        marking=words.marking,
        created_by=by,
        created_at=at,
    )
    proposal.sponsors.set(sponsors)
    Sponsorship.objects.bulk_create(
        Sponsorship(proposal=proposal, member=member, first=True, since=at) for member in sponsors
    )
    revision = _add_revision(proposal, None, words.text, by, at)
    marked = {"marking": words.marking} if words.marking else {}
    codes = sorted(member.code for member in sponsors)
    _append("proposal_created", revision, head, subject=words.subject, sponsors=codes, **marked)
    return proposal


def revise(
    *, proposal: Proposal, text: str, by: Person, base: int | None = None, corrigendum: bool = False
) -> Revision:
    """Add the next revision of a proposal, written on its revision `base` (on whichever is the latest: None).

    A `corrigendum` corrects the language alone: it is counted as COR, not as REV. Raises `NotAllowed` for anybody but
    the secretariat and the delegates of a member that put it forward, `Invalid` for a text that changes nothing,
    `Conflict` while a division on it is open, or when somebody else has recorded a revision since `base`.
    """
    now = clock.now()
    if not may_revise(by, proposal, now):
        raise refuse(Act.REVISE)
    text = checked_body(text)
    if proposal.subject == AMENDING:
        check_change(proposal.coalition, text, now)
    with write_transaction():
        head = lock_head(proposal.coalition_id)
        check_not_frozen(proposal)
        latest = latest_revision(proposal)
        _check_base(latest, base, text)
        return add_revision(latest, text, by, now, head, corrigendum=corrigendum)


def may_revise(person: Person, proposal: Proposal, instant: datetime) -> bool:
    """Tell whether the person may revise the text: the secretariat, and the delegates of who put it forward."""
    return may_draft(person, proposal.coalition_id, instant) or sits_for(person, first_sponsors(proposal), instant)


def first_sponsors(proposal: Proposal) -> list[Member]:
    """Return the members that put the proposal forward and still sponsor it; co-sponsors only joined."""
    standing = proposal.sponsorships.filter(first=True, until__isnull=True).select_related("member")
    return [sponsorship.member for sponsorship in standing]


def latest_revision(proposal: Proposal) -> Revision:
    """Return the text as it stands."""
    return proposal.revisions.order_by("-number")[0]


def check_not_frozen(proposal: Proposal) -> None:
    """Raise `Conflict` while a vote on the proposal is open or not sealed yet."""
    unended = proposal.divisions.filter(annulled_at__isnull=True, stopped_at__isnull=True, sealed_at__isnull=True)
    if unended.exists():
        raise Conflict("frozen", _("A vote on this proposal is open: its text is frozen until the vote closes."))


def add_revision(
    latest: Revision, text: str, by: Person, at: datetime, head: Head | None = None, *, corrigendum: bool = False
) -> Revision:
    """Record the next revision after `latest`, inside the transaction under way."""
    revision = _add_revision(latest.proposal, latest, text, by, at, corrigendum=corrigendum)
    _append("proposal_revised", revision, head or lock_head(latest.proposal.coalition_id), symbol=revision.symbol)
    return revision


def text_hash(text: str) -> str:
    """Return SHA-256 of a text in UTF-8, in hexadecimal: what a division and its decision refer to."""
    return hashlib.sha256(text.encode()).hexdigest()


def _add_revision(
    proposal: Proposal, latest: Revision | None, text: str, by: Person, at: datetime, *, corrigendum: bool = False
) -> Revision:
    rev, cor = (latest.rev, latest.cor) if latest else (-1, 0)
    return Revision.objects.create(
        proposal=proposal,
        number=latest.number + 1 if latest else 1,
        text=text,
        text_hash=text_hash(text),
        rev=rev if corrigendum else rev + 1,
        cor=cor + 1 if corrigendum else 0,
        created_by=by,
        created_at=at,
    )


def _append(kind: str, revision: Revision, head: Head, **more: object) -> None:
    proposal = revision.proposal
    append(
        coalition_id=proposal.coalition_id,
        kind=kind,
        subject=f"proposal:{proposal.pk}",
        at=revision.created_at,
        body={"proposal": proposal.symbol, "revision": revision.number, "text_hash": revision.text_hash, **more},
        head=head,
    )


def _next_number(coalition: Coalition, year: int) -> int:
    """Return the number of the year's next proposal; the ledger's head is locked, so nobody else takes it."""
    return (coalition.proposals.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def checked_words(coalition: Coalition, words: Words, sponsors: Sequence[Member], now: datetime) -> Words:
    """Return a proposal's words as they are kept. Raises `Invalid` with all that is wrong."""
    checking = Checking()
    title = checking.of(lambda line: checked_line(line, "title", _("Give the proposal a title.")), words.title)
    checking.of(lambda code: subject_rules(coalition, code, now), words.subject)
    text = checking.of(checked_body, words.text)
    if words.subject == AMENDING and text:
        checking.of(lambda said: check_change(coalition, said, now), text)
    checking.of(lambda members: _check_sponsors(coalition, members, now), sponsors)
    checking.of(_check_marking, words.marking)
    checking.done()
    return Words(title, words.subject, text, words.marking)


def _check_base(latest: Revision, base: int | None, text: str) -> None:
    if base is not None and base != latest.number:
        raise Conflict(
            "revised_meanwhile",
            _("Revision %(number)d was recorded while you wrote. Compare it with yours, then record yours on it.")
            % {"number": latest.number},
            field="text",
        )
    if text == latest.text:
        raise Invalid("unchanged", _("This is the text of the latest revision: change it first."), field="text")


def checked_body(text: str) -> str:
    """Return the text of a proposal as it is kept. Raises `Invalid`."""
    return checked_text(text, "text", _("Write the text of the proposal."))


def _check_marking(code: str) -> None:
    if code and not kept_here(marking_named(code)):
        message = _("Texts with this marking are not kept here: put one that refers to where it is held.")
        raise Invalid("above_ceiling", message, field="marking")


def _check_sponsors(coalition: Coalition, sponsors: Sequence[Member], now: datetime) -> None:
    if not set(sponsors) <= set(members_at(coalition, now)):
        raise Invalid("unknown_sponsor", _("A sponsor is a member of this coalition."), field="sponsors")
