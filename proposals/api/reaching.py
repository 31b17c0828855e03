"""Finding what an address or a body names, inside the person's scope. Outside it nothing exists."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid
from coalition.models import Coalition, Member, Person
from coalition.permissions import coalitions_of
from coalition.prepared import Prepared
from proposals.scope import division_for
from proposals.voting.models import Division

M = TypeVar("M", bound=Model)


def reach(rows: QuerySet[M], **names: object) -> M:
    """Return the one row so named. Raises `Http404`."""
    row = rows.filter(**names).first()
    if row is None:
        raise Http404
    return row


def reach_coalition(person: Person, slug: str, instant: datetime) -> Coalition:
    """Return the coalition, when the person is of it. Raises `Http404`."""
    return reach(coalitions_of(person, instant), slug=slug)


def members_named(coalition_id: int, codes: Collection[str], field: str) -> list[Member]:
    """Return the members with these codes, in one query. Raises `Invalid` naming the `field` that asked for them."""
    found = {member.code: member for member in Member.objects.filter(coalition_id=coalition_id, code__in=codes)}
    for code in codes:
        if code not in found:
            raise Invalid(
                "unknown_member", _("There is no member “%(code)s” in this coalition.") % {"code": code}, field=field
            )
    return list(found.values())


def member_named(coalition_id: int, code: str, field: str) -> Member:
    """Return the member with this code. Raises `Invalid` naming the `field` that asked for it."""
    return _MEMBER.one(coalition=coalition_id, code=code) or members_named(coalition_id, [code], field)[0]


def reach_division(person: Person, division_id: int, instant: datetime) -> Division:
    """Return the division, in the person's scope, with its coalition. Raises `Http404`."""
    found = division_for(person, division_id, instant)
    if found is None:
        raise Http404
    return found


_MEMBER = Prepared(
    lambda coalition, code: Member.objects.filter(coalition_id=coalition, code=code).order_by(),
    coalition=int,
    code=str,
)
