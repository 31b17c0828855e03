"""Tabling an amendment to a named passage, or asking for a separate vote on it; withdrawing either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Checking, Conflict, Invalid
from coalition.models import Member, Person
from coalition.permissions import Act, refuse, states_for
from coalition.writing import write_transaction
from proposals.amendments.models import Amendment, Change, Standing
from proposals.amendments.passages import Passage, distance, named
from proposals.amendments.recording import record_amendment
from proposals.drafting.checking import checked_text
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import check_not_frozen, latest_revision, text_hash
from proposals.ledger.appending import lock_head

MAX_AMENDMENT = 20_000  # characters


@dataclass(frozen=True)
class Asked:
    """What an amendment asks: which change to the passage `anchor`, and with which words."""

    change: Change
    anchor: str
    text: str = ""


def table(
    *, proposal: Proposal, member: Member, asked: Asked, by: Person, contrary_to: Sequence[Amendment] = ()
) -> Amendment:
    """Put a member's amendment to the latest revision on record. `contrary_to`: pending ones that it excludes.

    Raises `NotAllowed`, `Invalid` with all that is wrong, or `Conflict` while a vote is open or once it is decided.
    """
    now = clock.now()
    if member.coalition_id != proposal.coalition_id or not states_for(by, member, now):
        raise refuse(Act.AMEND)
    with write_transaction():
        head = lock_head(proposal.coalition_id)
        check_not_frozen(proposal)
        _check_undecided(proposal)
        revision = latest_revision(proposal)
        passage, text = _checked(revision.text, asked)
        amendment = Amendment.objects.create(
            proposal=proposal,
            number=(proposal.amendments.aggregate(last=Max("number"))["last"] or 0) + 1,
            member=member,
            revision=revision,
            change=asked.change,
            anchor=asked.anchor,
            passage=passage.text if passage else "",
            place=passage.place if passage else 0,
            text=text,
            distance=_distance(asked.change, passage, text),
            text_hash=text_hash(f"{asked.change.value}\n{asked.anchor}\n{text}"),
            tabled_by=by,
            tabled_at=now,
        )
        amendment.contrary_to.set(contrary_to)
        kind = "part_requested" if amendment.is_part else "amendment_tabled"
        record_amendment(amendment, kind, now, head, revision=revision.number, contrary_to=sorted(
            other.number for other in contrary_to
        ))  # fmt: skip
    return amendment


def withdraw(*, amendment: Amendment, by: Person) -> Amendment:
    """Take an amendment back, for the member that tabled it, before it is voted on. Raises `NotAllowed`, `Conflict`."""
    now = clock.now()
    if not states_for(by, amendment.member, now):
        raise refuse(Act.AMEND)
    with write_transaction():
        head = lock_head(amendment.proposal.coalition_id)
        check_not_frozen(amendment.proposal)
        amendment = pending(amendment)
        amendment.standing, amendment.settled_at = Standing.WITHDRAWN, now
        amendment.save(update_fields=["standing", "settled_at"])
        record_amendment(amendment, "amendment_withdrawn", now, head)
    return amendment


def pending(amendment: Amendment) -> Amendment:
    """Return the amendment as it stands under the lock. Raises `Conflict` where it is settled."""
    found = Amendment.objects.select_related("proposal", "member", "revision").get(pk=amendment.pk)
    if found.standing != Standing.PENDING:
        raise Conflict("amendment_settled", _("This amendment is settled already."))
    return found


def _check_undecided(proposal: Proposal) -> None:
    if proposal.divisions.filter(question="", decision__isnull=False).exists():
        raise Conflict("decided", _("The proposal is decided: no amendment can be tabled any more."))


def _checked(text: str, asked: Asked) -> tuple[Passage | None, str]:
    checking = Checking()
    passage = checking.of(lambda anchor: _passage(text, anchor, asked.change), asked.anchor)
    words = checking.of(lambda given: _words(given, asked.change), asked.text)
    checking.done()
    found = passage if isinstance(passage, Passage) else None
    if asked.change == Change.REPLACE and found and words == found.text:
        raise Invalid("unchanged", _("This is the passage as it reads: change it first."), field="text")
    return found, words


def _passage(text: str, anchor: str, change: Change) -> Passage | None:
    if not anchor and change == Change.INSERT:
        return None  # before the first passage
    passage = named(text, anchor)
    if passage is None:
        raise Invalid("no_passage", _("Choose a passage of the text as it stands."), field="anchor")
    return passage


def _words(text: str, change: Change) -> str:
    if change not in (Change.REPLACE, Change.INSERT):
        if text.strip():
            raise Invalid("text_not_taken", _("Nothing is put in here: leave the words empty."), field="text")
        return ""
    words = checked_text(text, "text", _("Write the words that are put in."))
    if len(words) > MAX_AMENDMENT:
        raise Invalid("text_too_long", _("An amendment puts in at most 20,000 characters."), field="text")
    return words


def _distance(change: Change, passage: Passage | None, text: str) -> int:
    if change == Change.SEPARATE:
        return 0
    return distance("" if change == Change.INSERT or passage is None else passage.text, text)
