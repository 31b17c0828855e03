"""The roll of a coalition at an instant: who may vote, with which weights, in which groups."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import connection

from coalition.models import Coalition, GroupPlace, Member, Suspension, Weight
from coalition.models.dated import holding_at
from coalition.rules.rolls import Roll


def lock_roll(coalition_id: int) -> None:
    """Hold what a vote is opened on until the transaction ends: members, weights, groups, rules and acceptances.

    Whatever changes them takes this lock first and reads the clock under it, as opening a vote does: so a change is
    either on the roll or dated after the opening. It comes before the ledger's. (NO KEY: a row that only refers to
    the coalition, such as a ballot's entry, does not wait.)
    """
    if connection.features.has_select_for_update:
        Coalition.objects.select_for_update(no_key=True).only("pk").get(pk=coalition_id)


def members_at(coalition: Coalition, instant: datetime) -> list[Member]:
    """Return the members that belong to the coalition at `instant`, by code."""
    held = Member.objects.filter(holding_at(instant, "memberships__"), coalition=coalition)
    return list(held.order_by("code").distinct())


def roll_at(coalition: Coalition, instant: datetime) -> Roll:
    """Return the electorate of `coalition` as it was at `instant`, in five queries however many members there are."""
    members = members_at(coalition, instant)
    present = {member.pk: member.code for member in members}
    return Roll(
        members=tuple(present.values()),
        weights=_weights(present, instant),
        groups=_groups(coalition, present, instant),
        suspended=_suspended(present, instant),
    )


def _weights(present: dict[int, str], instant: datetime) -> dict[str, dict[str, int]]:
    """Weights that every member has; a rule that needs another one says so when it is compiled."""
    weights: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Weight.objects.at(instant).filter(member_id__in=present).order_by("starts_at")
    for member_id, name, value in rows.values_list("member_id", "name", "value"):
        weights[name][present[member_id]] = value
    return {name: by_member for name, by_member in weights.items() if len(by_member) == len(present)}


def _groups(coalition: Coalition, present: dict[int, str], instant: datetime) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {code: set() for code in coalition.groups.values_list("code", flat=True)}
    places = GroupPlace.objects.at(instant).filter(group__coalition=coalition, member_id__in=present)
    for code, member_id in places.values_list("group__code", "member_id"):
        groups[code].add(present[member_id])
    return {code: frozenset(codes) for code, codes in groups.items() if codes}


def _suspended(present: dict[int, str], instant: datetime) -> frozenset[str]:
    rows = Suspension.objects.at(instant).filter(member_id__in=present)
    return frozenset(present[member_id] for member_id in rows.values_list("member_id", flat=True))
