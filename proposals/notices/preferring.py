"""Writes: how a person wants to hear, and when a coalition reminds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import time

from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Invalid
from coalition.models import Coalition, Person
from coalition.permissions import Act, require
from coalition.writing import write_transaction
from proposals.ledger.appending import append
from proposals.ledger.beginning import begin_ledger
from proposals.notices.channels import channels
from proposals.notices.kinds import CHOSEN, ON_REQUEST
from proposals.notices.models import Preference, ReminderTimes
from proposals.notices.reminding import LONGEST

MOST_TIMES = 8


@dataclass(frozen=True)
class Wish:
    """How somebody wants to hear, as a whole. `silenced`: by kind, the channels that it does not go out on."""

    silenced: Mapping[str, Collection[str]]
    quiet_from: time | None = None
    quiet_until: time | None = None
    last_call: bool = True
    digest_at: time | None = None
    receipts: bool = False


def prefer(*, person: Person, wish: Wish) -> Preference:
    """Keep how the person wants to hear; the inbox has everything all the same. Raises `Invalid`."""
    if (wish.quiet_from is None) != (wish.quiet_until is None):
        missing = "quiet_until" if wish.quiet_until is None else "quiet_from"
        raise Invalid("quiet_hours", _("Quiet hours have a beginning and an end. Give both, or none."), field=missing)
    if wish.quiet_from is not None and wish.quiet_from == wish.quiet_until:
        raise Invalid("quiet_hours", _("Quiet hours end at another time than they begin."), field="quiet_until")
    kept = {
        "silenced": _checked(wish.silenced),
        "quiet_from": wish.quiet_from,
        "quiet_until": wish.quiet_until,
        "last_call": wish.last_call,
        "digest_at": wish.digest_at,
        "receipts": wish.receipts,
        "changed_at": clock.now(),
    }
    with write_transaction():
        return Preference.objects.update_or_create(person=person, defaults=kept)[0]


def silence(*, person: Person, channel: str, kinds: Iterable[str]) -> None:
    """Send the person no more of these kinds on this channel. Doing it again changes nothing."""
    _switch(person, channel, kinds, silent=True)


def hear_again(*, person: Person, channel: str, kinds: Iterable[str]) -> None:
    """Send the person these kinds on this channel again."""
    _switch(person, channel, kinds, silent=False)


def _switch(person: Person, channel: str, kinds: Iterable[str], *, silent: bool) -> None:
    now = clock.now()
    with write_transaction():
        kept, _made = Preference.objects.get_or_create(person=person, defaults={"changed_at": now})
        kept = Preference.objects.select_for_update().get(pk=kept.pk)
        for kind in kinds:
            if kind in ON_REQUEST:
                kept.receipts = not silent
                continue
            off = set(kept.silenced.get(kind, [])) - {channel}
            kept.silenced[kind] = sorted(off | ({channel} if silent else set()))
        kept.silenced = {kind: off for kind, off in kept.silenced.items() if off}
        kept.changed_at = now
        kept.save(update_fields=["silenced", "receipts", "changed_at"])


def _checked(silenced: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    for kind, off in silenced.items():
        if kind not in CHOSEN:
            raise Invalid("unknown_kind", _("There is no such kind: %(kind)s.") % {"kind": kind}, field="silenced")
        known = {name for name, channel in channels().items() if channel.chosen}
        for name in set(off) - known:
            raise Invalid(
                "unknown_channel", _("There is no such channel: %(name)s.") % {"name": name}, field="silenced"
            )
    return {kind: sorted(set(off)) for kind, off in silenced.items() if off}


def set_reminders(*, coalition: Coalition, minutes: Collection[int], escalate: int, by: Person) -> ReminderTimes:
    """Set when the coalition reminds those whose member has not voted: so many minutes before the deadline.

    From `escalate` minutes before on, the alternates are told as well as the heads. Raises `NotAllowed`, or `Invalid`.
    """
    now = clock.now()
    require(by, coalition, Act.SET_REMINDERS, now)
    times = sorted(set(minutes), reverse=True)
    _check_times(times, escalate)
    begin_ledger(coalition.pk)
    with write_transaction():
        kept = {"minutes": times, "escalate": escalate, "set_by": by, "set_at": now}
        row, _made = ReminderTimes.objects.update_or_create(coalition=coalition, defaults=kept)
        body = {"minutes": times, "escalate": escalate}
        append(coalition_id=coalition.pk, kind="reminders_set", subject=f"coalition:{coalition.pk}", at=now, body=body)
    return row


def _check_times(times: list[int], escalate: int) -> None:
    if len(times) > MOST_TIMES:
        raise Invalid("too_many_times", _("At most 8 reminders, so that they are still read."), field="minutes")
    if any(not 1 <= each <= LONGEST for each in times):
        raise Invalid("bad_time", _("A reminder comes 1 minute to 14 days before the deadline."), field="minutes")
    if not 0 <= escalate <= LONGEST:
        raise Invalid("bad_time", _("The alternates are told at most 14 days before."), field="escalate")
