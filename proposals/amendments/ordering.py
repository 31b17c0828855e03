"""The order of the votes: furthest removed from the text first, unless the chair rules otherwise and the ruling stands.

How far an amendment is removed is measured in words: those it takes out of its passage, plus those it puts in. Equal
ones follow the text, then the order in which they were tabled. Separate votes on parts come last, in the order of the
text: only then does it read as amended.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid
from coalition.models import Member, Person
from coalition.permissions import Act, refuse, require, states_for
from coalition.recording import new_salt, sealed
from coalition.writing import write_transaction
from proposals.amendments.models import Amendment, OrderRuling, Standing
from proposals.drafting.checking import checked_line
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import check_not_frozen
from proposals.ledger.appending import append, lock_head


def measured(amendments: Sequence[Amendment]) -> list[Amendment]:
    """Return them in the order of the measure."""
    return sorted(amendments, key=lambda each: (each.is_part, -each.distance, each.place, each.number))


def in_order(proposal: Proposal) -> list[Amendment]:
    """Return the pending amendments in the order in which they are voted on."""
    rows = measured(list(proposal.amendments.filter(standing=Standing.PENDING).select_related("member", "revision")))
    ruling = standing_ruling(proposal)
    if ruling is None:
        return rows
    places = {number: place for place, number in enumerate(ruling.order)}
    return sorted(rows, key=lambda each: places.get(each.number, len(places)))


def standing_ruling(proposal: Proposal) -> OrderRuling | None:
    """Return the chair's latest ruling on the order, unless it was overruled on appeal."""
    ruling = proposal.order_rulings.order_by("-number").first()
    return None if ruling is None or ruling.overruled else ruling


def rule_on_order(*, proposal: Proposal, order: Sequence[int], reason: str, by: Person) -> OrderRuling:
    """Rule, as the chair, that the pending amendments are voted on in this `order` of their numbers.

    Raises `NotAllowed`, `Invalid` unless each pending amendment is in it once, `Conflict` while a vote is open.
    """
    now = clock.now()
    require(by, proposal.coalition_id, Act.RULE_ORDER, now)
    reason = checked_line(reason, "reason", _("Say why."), limit=500)
    with write_transaction():
        head = lock_head(proposal.coalition_id)
        check_not_frozen(proposal)
        waiting = proposal.amendments.filter(standing=Standing.PENDING).values_list("number", flat=True)
        if not order or sorted(order) != sorted(waiting):
            raise Invalid("not_the_pending", _("Name each amendment that awaits its vote once."), field="order")
        ruling = OrderRuling.objects.create(
            proposal=proposal,
            number=(proposal.order_rulings.aggregate(last=Max("number"))["last"] or 0) + 1,
            order=list(order),
            reason=reason,
            reason_salt=new_salt(),
            ruled_by=by,
            ruled_at=now,
        )
        append(
            coalition_id=proposal.coalition_id,
            kind="order_ruled",
            subject=f"proposal:{proposal.pk}",
            at=now,
            body={
                "proposal": proposal.symbol,
                "ruling": ruling.number,
                "order": ruling.order,
                "reason_hash": sealed(reason, ruling.reason_salt),
            },
            head=head,
        )
    return ruling


def appeal_order(*, proposal: Proposal, member: Member, by: Person) -> OrderRuling:
    """Appeal the chair's standing ruling on the order, for a member: it is put to the vote before any amendment."""
    now = clock.now()
    if member.coalition_id != proposal.coalition_id or not states_for(by, member, now):
        raise refuse(Act.AMEND)
    with write_transaction():
        head = lock_head(proposal.coalition_id)
        check_not_frozen(proposal)
        ruling = standing_ruling(proposal)
        if ruling is None or ruling.appealed_at is not None:
            raise Conflict("nothing_to_appeal", _("There is no ruling on the order that could be appealed."))
        ruling.appealed_by, ruling.appealed_at = member, now
        ruling.save(update_fields=["appealed_by", "appealed_at"])
        append(
            coalition_id=proposal.coalition_id,
            kind="order_appealed",
            subject=f"proposal:{proposal.pk}",
            at=now,
            body={"proposal": proposal.symbol, "ruling": ruling.number, "member": member.code},
            head=head,
        )
    return ruling
