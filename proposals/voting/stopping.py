"""Stopping: a member's act that keeps a vote from being held as it was opened. No decision is taken on it.

It opposes the procedure, where the rules of procedure ask for consent to it; it brakes, where the rule knows an
emergency brake (TEU 31(2)): vital reasons, stated; or, as one that the rule leaves outside, it calls the matter to the
full roll, alone or with as many others as the rule asks for. It takes effect on receipt and is not withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil
from typing import Any

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.membership import check_text
from coalition.models import Member, Person
from coalition.models.procedure import Consent
from coalition.permissions import Act, refuse
from coalition.procedure import procedure_of
from coalition.recording import new_salt, sealed
from coalition.rolls import members_at
from coalition.rules.reading import read_rule
from coalition.writing import write_transaction
from proposals.ledger.appending import append
from proposals.ledger.canonical import timestamp
from proposals.voting import casting_sql
from proposals.voting.models import Division, Stop, StopReason
from proposals.voting.tallies import effective_ballots

MAX_REASON = 500  # characters
IN_RULE = {StopReason.BRAKE: "emergency_brake", StopReason.FULL_ROLL: "call_to_full_roll"}


@dataclass(frozen=True)
class Stopper:
    """One way in which a vote can be stopped: by whom (codes), and how many of them it takes."""

    kind: StopReason
    members: frozenset[str]
    needed: int


def stoppers(division: Division) -> dict[StopReason, Stopper]:
    """Return how the vote can be stopped, under its rule and the rules of procedure, as frozen at opening."""
    rule = read_rule(division.rule)
    voters = frozenset(division.roll["members"]) - frozenset(division.roll["suspended"])
    found = []
    if division.consent != Consent.NONE:
        found.append(Stopper(StopReason.CONSENT, voters, 1))
    if procedure_of(rule, IN_RULE[StopReason.BRAKE]):
        found.append(Stopper(StopReason.BRAKE, voters, 1))
    call = procedure_of(rule, IN_RULE[StopReason.FULL_ROLL])
    others = _others(division) if call else frozenset()
    if call and others:
        found.append(Stopper(StopReason.FULL_ROLL, others, _needed(call, len(others))))
    return {each.kind: each for each in found}


def lacks_consent(division: Division) -> bool:
    """Tell whether the procedure needed the consent of every member, and not every one has replied."""
    if division.consent != Consent.ALL:
        return False
    voters = set(division.roll["members"]) - set(division.roll["suspended"])
    return bool(voters - set(effective_ballots(division)))


def stop(division: Division, because: StopReason, at: datetime) -> None:
    """End a locked division without a decision."""
    division.stopped_at, division.stopped_because = at, because
    division.save(update_fields=["stopped_at", "stopped_because"])


def call_stop(*, division: Division, member: Member, kind: StopReason, reason: str, by: Person) -> Stop:
    """Record that the member opposes the procedure, brakes, or calls the matter to the full roll.

    The vote ends at once where that suffices. A brake states its `reason`; the others may. Raises `NotAllowed`,
    `Invalid` or `Conflict` (closed, or called by this member before); then nothing was recorded.
    """
    received_at = clock.now()
    reason = _checked(reason.strip(), kind)
    with write_transaction(lock_timeout=2.0):
        held = Division.objects.select_for_update(no_key=True).get(pk=division.pk)
        accreditation = casting_sql.lock_accreditation(member.pk, by.pk, received_at)
        if member.coalition_id != held.coalition_id or accreditation is None:
            raise refuse(Act.STOP)
        way = _way(held, member, kind, received_at)
        calls = held.stops.filter(kind=kind).count() + 1
        if calls >= way.needed:
            stop(held, kind, received_at)
        salt = new_salt() if reason else ""
        made: dict[str, Any] = {"kind": kind, "accreditation_id": accreditation, "received_at": received_at}
        entry = append(
            coalition_id=held.coalition_id,
            kind="stop_called",
            subject=f"division:{held.pk}",
            at=received_at,
            body={
                "kind": kind.value,
                "member": member.code,
                "accreditation": accreditation,
                "received_at": timestamp(received_at),
                "reason_hash": sealed(reason, salt) if reason else None,
                "calls": calls,
                "stops": held.stopped_at is not None,
            },
        )
        return Stop.objects.create(
            division=held, member=member, made_by=by, reason=reason, reason_salt=salt, entry_index=entry.index, **made
        )


def _way(division: Division, member: Member, kind: StopReason, at: datetime) -> Stopper:
    """Return how the member stops the locked vote. Raises where it cannot."""
    way = stoppers(division).get(kind)
    if way is None:
        raise Invalid("cannot_be_stopped_so", _("This vote cannot be stopped in this way."), field="kind")
    if member.code not in way.members:
        raise NotAllowed("not_theirs_to_stop", _("This is not for this member to do in this vote."))
    if not division.is_open_at(at):
        raise Conflict("closed", _("This vote is over: it is no longer stopped."))
    if division.stops.filter(kind=kind, member=member).exists():
        raise Conflict("called_before", _("This member has done so already. It stands, and is not withdrawn."))
    return way


def _others(division: Division) -> frozenset[str]:
    """Return the members that an inner body leaves outside: off its roll, or not named by its rule."""
    listed = frozenset(division.roll["members"])
    if division.body:
        everybody = members_at(division.coalition, division.opens_at)
        return frozenset(member.code for member in everybody) - listed
    rule = read_rule(division.rule)
    groups = {**rule.groups, **{name: frozenset(codes) for name, codes in division.roll["groups"].items()}}
    return listed - frozenset().union(*(groups.get(name, frozenset()) for name in rule.group_names))


def _needed(call: dict[str, Any], others: int) -> int:
    """Return how many must call: the rule's number, or its share of the others; all there are, where it asks more."""
    asked = call.get("members") or ceil(Fraction(str(call.get("share", "0"))) * others)
    return min(max(int(asked), 1), others)


def _checked(reason: str, kind: StopReason) -> str:
    if reason or kind == StopReason.BRAKE:
        check_text(reason, "reason", MAX_REASON)
    return reason
