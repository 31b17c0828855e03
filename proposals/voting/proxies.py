"""Proxies: a member's written word that another votes for it, in one division, until it is used or revoked.

Speaking for a group is no proxy. The holder cannot pass it on, and the principal's own ballot prevails over it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from coalition import clock
from coalition.errors import ActRefused, Conflict, Invalid
from coalition.models import Member, Person
from coalition.rules.reading import read_rule
from coalition.writing import write_transaction
from proposals.ledger.appending import append, lock_head
from proposals.ledger.canonical import timestamp
from proposals.voting.allowed import check_voter, lock_accreditation_for
from proposals.voting.models import Division, Proxy


def give_proxy(*, division: Division, principal: Member, holder: Member, by: Person) -> Proxy:
    """Let `holder` vote for `principal` in this division, as an accredited delegate of the principal.

    Raises `Invalid` (a member that is not on the roll, or the same one), `NotAllowed`, or `Conflict`: the vote is not
    open, the rule allows no proxies or no more to this holder, or the principal has given one already.
    """
    now = clock.now()
    check_voter(division, principal, "member")
    check_voter(division, holder, "holder")
    if principal == holder:
        raise Invalid("own_proxy", _("A proxy is given to another member."), field="holder")
    with write_transaction():
        locked = Division.objects.select_for_update(no_key=True).get(pk=division.pk)
        accreditation = lock_accreditation_for(principal, by, now)
        if not locked.is_open_at(now):
            raise Conflict("closed", _("This vote is not open: no proxy can be given."))
        _check_limit(locked, principal, holder)
        head = lock_head(division.coalition_id)
        proxy = Proxy.objects.create(
            division=locked,
            principal=principal,
            holder=holder,
            given_by=by,
            accreditation=accreditation,
            given_at=now,
            entry_index=head.next_index,
        )
        append(
            coalition_id=division.coalition_id,
            kind="proxy_given",
            subject=f"division:{division.pk}",
            at=now,
            body={
                "accreditation": accreditation.pk,
                "principal": principal.code,
                "holder": holder.code,
                "given_at": timestamp(now),
            },
            head=head,
        )
    return proxy


def revoke_proxy(*, proxy: Proxy, by: Person) -> Proxy:
    """Take back a proxy that has not been used, as an accredited delegate of the principal.

    Raises `NotAllowed`, or `Conflict`: revoked already, used, or the vote has closed. A used one is overruled by the
    principal's own ballot.
    """
    with write_transaction():
        held = Proxy.objects.select_for_update().get(pk=proxy.pk)
        now = clock.now()  # read under the lock: whatever was cast by it is in, and nothing more will be
        accreditation = lock_accreditation_for(held.principal, by, now)
        _check_revocable(held, held.division.is_open_at(now))
        held.revoked_at, held.revoked_by = now, by
        held.save(update_fields=["revoked_at", "revoked_by"])
        append(
            coalition_id=held.division.coalition_id,
            kind="proxy_revoked",
            subject=f"division:{held.division_id}",
            at=now,
            body={
                "accreditation": accreditation.pk,
                "proxy": held.entry_index,
                "principal": held.principal.code,
                "holder": held.holder.code,
                "revoked_at": timestamp(now),
            },
        )
    return held


def _check_limit(division: Division, principal: Member, holder: Member) -> None:
    standing = division.proxies.filter(revoked_at__isnull=True)
    most = read_rule(division.rule).proxies
    if not most:
        raise Conflict("no_proxies", _("The rule of this vote knows no proxies: each member votes itself."))
    if standing.filter(principal=principal).exists():
        raise Conflict("proxy_given", _("A proxy was given already. Revoke it before giving another."))
    if standing.filter(holder=holder).count() >= most:
        raise _too_many(holder, most)


def _too_many(holder: Member, most: int) -> ActRefused:
    said = ngettext_lazy(
        "%(holder)s already holds a proxy; the rule allows %(most)d to each member.",
        "%(holder)s already holds as many proxies as the rule allows: %(most)d to each member.",
        most,
    )
    return Conflict("too_many_proxies", said % {"holder": holder.name, "most": most}, field="holder")


def _check_revocable(proxy: Proxy, is_open: bool) -> None:
    if proxy.revoked_at is not None:
        raise Conflict("already_revoked", _("This proxy has been revoked already."))
    if not is_open:
        raise Conflict("closed", _("This vote has closed: its proxies stand."))
    if proxy.ballots.exists():
        raise Conflict("proxy_used", _("It has been used. Vote yourself: your own vote prevails over it."))
