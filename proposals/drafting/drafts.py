"""Drafts: a sponsor's own paper, until its accredited delegate puts it to the coalition."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid
from coalition.models import Member, Person
from coalition.permissions import Act, refuse, sits_for, states_for
from coalition.writing import write_transaction
from proposals.drafting.models import Draft, DraftShare, Proposal
from proposals.drafting.proposing import Words, checked_words, put
from proposals.ledger.appending import lock_head
from proposals.ledger.beginning import begin_ledger


def begin_draft(*, sponsor: Member, words: Words, by: Person) -> Draft:
    """Begin a draft of the member `sponsor`, as one of its delegates. Raises `NotAllowed`, `Invalid`."""
    now = clock.now()
    _check_writes(by, sponsor, now)
    words = checked_words(sponsor.coalition, words, [sponsor], now)
    with write_transaction():
        return Draft.objects.create(
            coalition_id=sponsor.coalition_id,
            sponsor=sponsor,
            title=words.title,
            subject=words.subject,
            text=words.text,
            marking=words.marking,
            edited_by=by,
            edited_at=now,
        )


def edit_draft(*, draft: Draft, words: Words, by: Person, version: int) -> Draft:
    """Write the draft anew, on its `version`. Whoever had joined has joined another text: they join again.

    Raises `NotAllowed`, `Invalid`, or `Conflict` when somebody else edited it since, or it was put or dropped.
    """
    now = clock.now()
    _check_writes(by, draft.sponsor, now)
    words = checked_words(draft.coalition, words, [draft.sponsor], now)
    with write_transaction():
        draft = _locked(draft)
        if draft.version != version:
            raise Conflict(
                "edited_meanwhile",
                _("Somebody of your delegation edited it while you wrote. Yours is below."),
                field="text",
            )
        draft.title, draft.subject, draft.text = words.title, words.subject, words.text
        draft.marking = words.marking
        draft.version, draft.edited_by, draft.edited_at = version + 1, by, now
        draft.save()
        draft.shares.update(joined_at=None)
    return draft


def share_draft(*, draft: Draft, member: Member, by: Person) -> DraftShare:
    """Show the draft to another member, which may then join it. Raises `NotAllowed`, `Invalid`, `Conflict`."""
    now = clock.now()
    _check_writes(by, draft.sponsor, now)
    if member.coalition_id != draft.coalition_id or member.pk == draft.sponsor_id:
        raise Invalid("no_other_member", _("Choose another member of this coalition."), field="member")
    with write_transaction():
        share, _made = _locked(draft).shares.get_or_create(member=member, defaults={"shared_at": now})
    return share


def join_draft(*, draft: Draft, member: Member, by: Person, version: int) -> DraftShare:
    """Join the draft as a co-sponsor, as it reads in its `version`. Raises `NotAllowed`, `Conflict`."""
    now = clock.now()
    if not states_for(by, member, now) or not draft.shares.filter(member=member).exists():
        raise refuse(Act.SPONSOR)
    with write_transaction():
        if _locked(draft).version != version:
            raise Conflict("edited_meanwhile", _("The draft was edited since you read it. Read it again, then join."))
        share = draft.shares.get(member=member)
        share.joined_at = share.joined_at or now
        share.save(update_fields=["joined_at"])
    return share


def put_draft(*, draft: Draft, by: Person) -> Proposal:
    """Put the draft to the coalition, with those who joined it as co-sponsors. Raises `NotAllowed`, `Conflict`."""
    now = clock.now()
    if not states_for(by, draft.sponsor, now):
        raise refuse(Act.SPONSOR)
    given = Words(draft.title, draft.subject, draft.text, draft.marking)
    begin_ledger(draft.coalition_id)
    with write_transaction():
        draft = _locked(draft)
        joined = [share.member for share in draft.shares.filter(joined_at__isnull=False).select_related("member")]
        sponsors = [draft.sponsor, *joined]
        words = checked_words(draft.coalition, given, sponsors, now)
        draft.proposal = put(draft.coalition, words, sponsors, by=by, at=now)
        draft.save(update_fields=["proposal"])
    return draft.proposal


def drop_draft(*, draft: Draft, by: Person) -> None:
    """Put the draft away: it is listed no more. Raises `NotAllowed`, `Conflict`."""
    now = clock.now()
    _check_writes(by, draft.sponsor, now)
    with write_transaction():
        draft = _locked(draft)
        draft.dropped_at = now
        draft.save(update_fields=["dropped_at"])


def _check_writes(by: Person, sponsor: Member, now: datetime) -> None:
    if not sits_for(by, [sponsor], now):
        raise refuse(Act.WRITE_DRAFT)


def _locked(draft: Draft) -> Draft:
    """Return the draft as it stands under the coalition's lock, while it is still a draft."""
    begin_ledger(draft.coalition_id)
    lock_head(draft.coalition_id)
    draft = Draft.objects.select_related("coalition", "sponsor").get(pk=draft.pk)
    if draft.proposal_id or draft.dropped_at:
        raise Conflict("no_draft", _("This is no draft any more: it was put to the coalition, or put away."))
    return draft
