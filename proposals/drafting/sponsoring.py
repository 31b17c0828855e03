"""Joining a proposal as a co-sponsor, and leaving it: on record, dated."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict
from coalition.models import Member, Person
from coalition.permissions import Act, refuse, states_for
from coalition.writing import write_transaction
from proposals.drafting.models import Proposal, Sponsorship
from proposals.ledger.appending import append, lock_head


def join(*, proposal: Proposal, member: Member, by: Person) -> Sponsorship:
    """Put the member's name on the proposal as a co-sponsor, until it is decided. Raises `NotAllowed`, `Conflict`."""
    now = clock.now()
    _check_speaks(proposal, member, by)
    with write_transaction():
        head = lock_head(proposal.coalition_id)
        _check_undecided(proposal)
        if proposal.sponsorships.filter(member=member, until__isnull=True).exists():
            raise Conflict("sponsors_already", _("This member sponsors the proposal already."))
        sponsorship = Sponsorship.objects.create(proposal=proposal, member=member, first=False, since=now)
        proposal.sponsors.add(member)
        append(
            coalition_id=proposal.coalition_id,
            kind="sponsor_joined",
            subject=f"proposal:{proposal.pk}",
            at=now,
            body={"proposal": proposal.symbol, "member": member.code},
            head=head,
        )
    return sponsorship


def leave(*, proposal: Proposal, member: Member, by: Person) -> Sponsorship:
    """Take the member's name off the proposal. The last one does not leave. Raises `NotAllowed`, `Conflict`."""
    now = clock.now()
    _check_speaks(proposal, member, by)
    with write_transaction():
        head = lock_head(proposal.coalition_id)
        _check_undecided(proposal)
        standing = list(proposal.sponsorships.filter(until__isnull=True))
        own = next((each for each in standing if each.member_id == member.pk), None)
        if own is None:
            raise Conflict("no_sponsor", _("This member does not sponsor the proposal."))
        if len(standing) == 1:
            raise Conflict("last_sponsor", _("A proposal keeps a sponsor: the last one does not leave it."))
        own.until = now
        own.save(update_fields=["until"])
        proposal.sponsors.remove(member)
        append(
            coalition_id=proposal.coalition_id,
            kind="sponsor_left",
            subject=f"proposal:{proposal.pk}",
            at=now,
            body={"proposal": proposal.symbol, "member": member.code},
            head=head,
        )
    return own


def _check_speaks(proposal: Proposal, member: Member, by: Person) -> None:
    if member.coalition_id != proposal.coalition_id or not states_for(by, member, clock.now()):
        raise refuse(Act.SPONSOR)


def _check_undecided(proposal: Proposal) -> None:
    if proposal.divisions.filter(question="", decision__isnull=False).exists():
        raise Conflict("decided", _("The proposal is decided: its sponsors stay as they were."))
