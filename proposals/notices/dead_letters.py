"""Dead letters: what was given up, for the secretariat to look at and send again."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict
from coalition.models import Coalition, Person
from coalition.models.procedure import Visibility
from coalition.permissions import Act, require
from coalition.writing import write_transaction
from proposals.notices.kinds import NoticeKind
from proposals.notices.models import Delivery, DeliveryState


def dead_letters(coalition: Coalition, instant: datetime) -> QuerySet[Delivery]:
    """Return what was given up, the latest first.

    A webhook's are its owner's affair. A reminder says whose vote was missing: where only the chair may know that, it
    is not listed before the vote is over.
    """
    hidden = Q(notice__kind=NoticeKind.REMINDER, notice__division__visibility=Visibility.CHAIR) & Q(
        notice__division__decision__isnull=True
    )
    rows = Delivery.objects.filter(notice__coalition=coalition, state=DeliveryState.DEAD, address__isnull=True)
    return rows.exclude(hidden).order_by("-settled_at", "-notice_id", "person_id", "channel")


def send_again(*, delivery: Delivery, by: Person) -> Delivery:
    """Try it again from the beginning, now. Raises `NotAllowed`, or `Conflict` when it is under way already."""
    now = clock.now()
    require(by, delivery.notice.coalition_id, Act.SEND_AGAIN, now)
    with write_transaction():
        dead = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.DEAD)
        if dead.update(state=DeliveryState.WAITING, due_at=now, tries=0, settled_at=None) != 1:
            raise Conflict("not_dead", _("This is on its way again already."))
    delivery.refresh_from_db()
    return delivery
