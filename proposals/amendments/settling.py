"""Settling an amendment: accepted by the sponsor, or as its vote decided; contrary ones fall; the text follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid
from coalition.models import Person
from coalition.models.procedure import Procedure
from coalition.permissions import Act, refuse, states_for
from coalition.rules.results import Result
from coalition.writing import write_transaction
from proposals.amendments.applying import applied
from proposals.amendments.models import CHANGES_THE_PASSAGE, Amendment, OrderRuling, Standing
from proposals.amendments.recording import record_amendment
from proposals.amendments.tabling import pending
from proposals.drafting.models import Revision
from proposals.drafting.proposing import (
    add_revision,
    check_not_frozen,
    checked_body,
    first_sponsors,
    latest_revision,
    may_revise,
)
from proposals.ledger.appending import append, lock_head
from proposals.voting.models import Decision, Division

SETTLES = {Result.ADOPTED: Standing.ADOPTED, Result.REJECTED: Standing.REJECTED}
KINDS = {
    (Standing.ACCEPTED, False): "amendment_accepted",
    (Standing.ADOPTED, False): "amendment_adopted",
    (Standing.REJECTED, False): "amendment_rejected",
    (Standing.ADOPTED, True): "part_kept",
    (Standing.REJECTED, True): "part_taken_out",
}


def accept(*, amendment: Amendment, by: Person) -> Amendment:
    """Take an amendment into the text without a vote, for a member that put the proposal forward.

    Raises `NotAllowed`, or `Conflict` while a vote is open, once it is settled, and where its passage has changed.
    """
    now = clock.now()
    sponsors = first_sponsors(amendment.proposal)
    if amendment.is_part or not any(states_for(by, sponsor, now) for sponsor in sponsors):
        raise refuse(Act.ACCEPT)
    with write_transaction():
        lock_head(amendment.proposal.coalition_id)
        check_not_frozen(amendment.proposal)
        amendment = pending(amendment)
        if applied(latest_revision(amendment.proposal).text, amendment) is None:
            raise Conflict("passage_changed", _("Its passage has changed since: revise the text by hand instead."))
        _settle(amendment, Standing.ACCEPTED, by, now)
    return amendment


def carry(*, amendment: Amendment, text: str, base: int, by: Person) -> Revision:
    """Write an adopted amendment whose passage had changed into the text by hand, as the next revision."""
    now = clock.now()
    if not may_revise(by, amendment.proposal, now):
        raise refuse(Act.REVISE)
    text = checked_body(text)
    with write_transaction():
        head = lock_head(amendment.proposal.coalition_id)
        check_not_frozen(amendment.proposal)
        amendment = Amendment.objects.select_related("proposal", "member").get(pk=amendment.pk)
        latest = latest_revision(amendment.proposal)
        if not amendment.conflict:
            raise Conflict("no_conflict", _("This amendment does not wait to be written in by hand."))
        if latest.number != base:
            raise Conflict("revised_meanwhile", _("The text was revised while you wrote. Compare, then send it again."))
        if latest.text == text:
            raise Invalid("unchanged", _("This is the text of the latest revision: change it first."), field="text")
        revision = add_revision(latest, text, by, now, head)
        amendment.carried_in, amendment.conflict = revision, False
        amendment.save(update_fields=["carried_in", "conflict"])
        record_amendment(amendment, "amendment_carried", now, revision=revision.number)
    return revision


def settle_voted(*, decision: Decision) -> bool:
    """Settle what a decided vote was on: an amendment, a part, an appeal. False where nothing waits for it.

    A vote without a result (no quorum, no opinion) settles nothing: it is held again.
    """
    now = clock.now()
    division = decision.division
    what, _sep, number = division.question.partition(":")
    with write_transaction():
        lock_head(division.coalition_id)
        if what == "ruling":
            return _settle_appeal(division, int(number), Result(decision.result), now)
        amendment = Amendment.objects.filter(
            proposal=division.proposal_id, number=int(number), standing=Standing.PENDING
        ).select_related("proposal", "member").first()  # fmt: skip
        standing = SETTLES.get(Result(decision.result))
        if amendment is None or standing is None:
            return False
        _settle(amendment, standing, division.opened_by, now)
    return True


def unsettled() -> list[Decision]:
    """Return the decisions on amendments, parts and appeals of which nothing followed yet."""
    amended = Q(division__proposal__amendments__standing=Standing.PENDING)
    appealed = Q(
        division__proposal__order_rulings__appealed_at__isnull=False,
        division__proposal__order_rulings__overruled__isnull=True,
    )
    results = [result.value for result in SETTLES]
    rows = Decision.objects.exclude(division__question="").exclude(division__procedure=Procedure.INDICATIVE)
    found = rows.filter(amended | appealed, result__in=results).select_related("division__opened_by").distinct()
    return [decision for decision in found if _waits(decision.division)]


def contraries(amendment: Amendment) -> Iterable[Amendment]:
    """Return the pending amendments that fall when this one is taken: declared contrary, or on the same passage."""
    for other in amendment.proposal.amendments.filter(standing=Standing.PENDING).exclude(pk=amendment.pk):
        if are_contrary(amendment, other) or amendment.contrary_to.filter(pk=other.pk).exists():
            yield other


def are_contrary(one: Amendment, other: Amendment) -> bool:
    """Tell whether two amendments change one passage, so that the text cannot hold both."""
    return (
        one.change in CHANGES_THE_PASSAGE
        and other.change in CHANGES_THE_PASSAGE
        and (one.anchor, one.passage) == (other.anchor, other.passage)
    )


def _waits(division: Division) -> bool:
    what, _sep, number = division.question.partition(":")
    if what == "ruling":
        rulings = OrderRuling.objects.filter(proposal=division.proposal_id, number=int(number))
        return rulings.filter(appealed_at__isnull=False, overruled__isnull=True).exists()
    amendments = Amendment.objects.filter(proposal=division.proposal_id, number=int(number))
    return amendments.filter(standing=Standing.PENDING).exists()


def _settle(amendment: Amendment, standing: Standing, by: Person, now: datetime) -> None:
    """Record how it was settled, let the contrary ones fall, and make the next revision."""
    amendment.standing, amendment.settled_at = standing, now
    record_amendment(amendment, KINDS[standing, amendment.is_part], now)
    taken = standing in (Standing.ACCEPTED, Standing.ADOPTED)
    if taken and not amendment.is_part:
        for other in list(contraries(amendment)):
            other.standing, other.fell_with, other.settled_at = Standing.FALLEN, amendment, now
            other.save(update_fields=["standing", "fell_with", "settled_at"])
            record_amendment(other, "amendment_fell", now, fell_with=amendment.number)
    if taken != amendment.is_part:  # an amendment taken, or a part not kept: the text changes
        _carry(amendment, by, now)
    amendment.save(update_fields=["standing", "settled_at", "carried_in", "conflict"])


def _carry(amendment: Amendment, by: Person, now: datetime) -> None:
    latest = latest_revision(amendment.proposal)
    text = applied(latest.text, amendment, take_out=amendment.is_part)
    if text is None or not text.strip() or text == latest.text:
        amendment.conflict = True
    else:
        amendment.carried_in = add_revision(latest, text, by, now)


def _settle_appeal(division: Division, number: int, result: Result, now: datetime) -> bool:
    ruling = OrderRuling.objects.get(proposal=division.proposal_id, number=number)
    if not ruling.under_appeal or result not in SETTLES:
        return False
    ruling.overruled = result is Result.ADOPTED
    ruling.save(update_fields=["overruled"])
    append(
        coalition_id=division.coalition_id,
        kind="order_overruled" if ruling.overruled else "order_upheld",
        subject=f"proposal:{division.proposal_id}",
        at=now,
        body={"proposal": division.proposal.symbol, "ruling": number},
    )
    return True
