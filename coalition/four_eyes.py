"""Four eyes: an act that takes two different people. One asks for it, another confirms it, and only then it is done.

A subject registers each of its acts once, when it is imported:

    register(Kind("division_extended", Act.EXTEND, title=..., sentence=..., check=..., perform=...))

`ask` keeps what was asked. `confirm` checks everything anew, since the state of things may have changed, and performs
the act in its own transaction: two confirmations at once do it once. Each of the steps is a ledger entry of its own.

Until a coalition's first rules of procedure are in force it is being founded, perhaps by one person: then some acts
take one (`Eyes.TWO_ONCE_IN_FORCE`). `do` is for these: it does the act, or asks for it.

All of it holds the coalition's roll (`rolls.lock_roll`) and reads the clock under it, so that acts that take two people
wait for one another, and what was checked still holds when it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.known import Known
from coalition.models import Coalition, PendingAct, Person
from coalition.models.pending import Settlement
from coalition.permissions import TABLE, Act, Eyes, refuse, standings, table_allows
from coalition.procedure import rules_in_force
from coalition.recording import record, written
from coalition.rolls import lock_roll
from coalition.writing import write_transaction

LIFETIME = timedelta(days=7)
Arguments = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """An act as it was asked, which is all that its kind is given to check and to perform it."""

    coalition: Coalition
    arguments: Arguments
    asked_by: Person
    at: datetime  # the database clock, read under the lock of the roll
    confirmed_by: Person | None = None  # None while it is only being asked for
    number: int | None = None  # of the `PendingAct`

    def instant(self, name: str) -> datetime | None:
        """Return an instant among the arguments, where they are kept as text."""
        text = self.arguments.get(name)
        return datetime.fromisoformat(text) if text else None

    @property
    def begins(self) -> datetime:
        """Return from when the act holds: now, or the later instant `at` that was asked for."""
        return max(self.at, self.instant("at") or self.at)

    def check_begins(self) -> None:
        """Raise `Invalid` for an act asked for as of an instant that is past. (One that passes meanwhile is now.)"""
        at = self.instant("at")
        if self.number is None and at is not None and at < self.at:
            raise Invalid("past", _("Nothing is backdated: give a time that is still to come."), field="at")

    @property
    def by(self) -> dict[str, object]:
        """Return who did it, as the entry of the act itself says it."""
        if self.confirmed_by is None:
            return {"by": [self.asked_by.pk]}
        return {"act": self.number, "by": [self.asked_by.pk, self.confirmed_by.pk]}


@dataclass(frozen=True)
class Step(Generic[T]):
    """What became of an act: done, with what it gave, or `pending` until a second person confirms it."""

    pending: PendingAct | None = None
    result: T | None = None

    @property
    def done(self) -> T:
        """Return what the act gave. Raises `LookupError` while it is pending."""
        if self.pending is not None:
            raise LookupError(f"{self.pending} awaits a second person")
        return cast(T, self.result)


def _permitted(person: Person, asked: Asked, act: Act) -> bool:
    return table_allows(standings(person, asked.coalition, asked.at), act)


@dataclass(frozen=True)
class Kind:
    """One kind of act that takes two people.

    `name` is also the kind of the entry that `perform` leaves. `check` raises what refuses the act, whenever it is
    called; `perform` does the act inside the transaction of the confirmation, and records it last. `recorded` is what
    the ledger may say of the arguments: no personal data. `may` is asked of both persons, at asking and at confirming;
    without it the permission table is.
    """

    name: str
    act: Act
    title: str | Promise
    sentence: Callable[[Arguments, Known], str]
    perform: Callable[[Asked], object]
    check: Callable[[Asked], object] = lambda asked: None
    recorded: Callable[[Arguments], Mapping[str, Any]] = dict
    may: Callable[[Person, Asked], bool] | None = None
    lifetime: timedelta = LIFETIME

    def permits(self, person: Person, asked: Asked) -> bool:
        """Tell whether the person may ask for this act, and may confirm it."""
        return self.may(person, asked) if self.may else _permitted(person, asked, self.act)


@dataclass(frozen=True)
class Confirmed:
    """A confirmed act and what it gave. `replayed`: the same person had confirmed it before; nothing was done again."""

    pending: PendingAct
    result: object = None
    replayed: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind of act known; each name once."""
    if kind.name in _kinds:
        raise ValueError(f"“{kind.name}” is registered already")
    _kinds[kind.name] = kind
    return kind


def kind_named(name: str) -> Kind:
    """Return a kind by its name. Raises `KeyError`: kinds are named by code, never by a caller."""
    return _kinds[name]


def kinds() -> tuple[Kind, ...]:
    """Return every kind there is, by name."""
    return tuple(_kinds[name] for name in sorted(_kinds))


def do(*, coalition: Coalition, kind: str, arguments: Arguments, by: Person) -> Step[Any]:
    """Do an act at once where one person is enough as things stand, else ask for it. Raises as `ask`."""
    known = kind_named(kind)
    with write_transaction():
        asked = _begin(coalition, arguments, by)
        _require(known, by, asked)
        known.check(asked)
        if takes_one(coalition, known.act, asked.at):
            return Step(result=known.perform(asked))
        return Step(pending=_keep(known, asked))


def ask(*, coalition: Coalition, kind: str, arguments: Arguments, by: Person) -> PendingAct:
    """Ask for an act, which a second person must confirm before it expires.

    Raises `NotAllowed` for whoever may not do it, and whatever would refuse it as things stand.
    """
    known = kind_named(kind)
    with write_transaction():
        asked = _begin(coalition, arguments, by)
        _require(known, by, asked)
        known.check(asked)
        return _keep(known, asked)


def takes_one(coalition: Coalition, act: Act, instant: datetime) -> bool:
    """Tell whether one person is enough for an act: while the coalition is founded, for most."""
    eyes = TABLE[act].eyes
    return eyes is Eyes.ONE or (eyes is Eyes.TWO_ONCE_IN_FORCE and rules_in_force(coalition, instant) is None)


def confirm(*, pending: PendingAct, by: Person) -> Confirmed:
    """Confirm an act that somebody else asked for, and do it.

    Raises `NotAllowed` for the asker and for whoever may not do the act, `Conflict` when the asker no longer may, when
    it is settled or has expired, and whatever refuses the act as things stand now; then it stays unsettled.
    """
    with write_transaction():
        held = _locked(pending)
        lock_roll(held.coalition_id)
        now = clock.now()
        kind = kind_named(held.kind)
        if held.settlement == Settlement.CONFIRMED and held.settled_by_id == by.pk:
            return Confirmed(held, replayed=True)
        asked = _asked(held, now)
        _require_another(kind, held, asked, by)
        _check_unsettled(held, now)
        kind.check(asked)
        _settle(held, Settlement.CONFIRMED, by, now)
        _record(held, "act_confirmed", now, asked_by=held.asked_by_id, by=by.pk)
        result = kind.perform(replace(asked, confirmed_by=by))
    return Confirmed(held, result)


def decline(*, pending: PendingAct, by: Person) -> PendingAct:
    """Refuse to confirm: the act is not done, and would have to be asked for anew. Raises as `confirm`."""
    now = clock.now()
    with write_transaction():
        held = _locked(pending)
        asked = _asked(held, now)
        _require(kind_named(held.kind), by, asked)
        if by.pk == held.asked_by_id:
            raise NotAllowed("needs_two_people", _("You asked for this yourself. Withdraw it instead."))
        return _end(held, Settlement.DECLINED, by, now)


def withdraw(*, pending: PendingAct, by: Person) -> PendingAct:
    """Take back what oneself has asked for. Raises `NotAllowed` for anybody else, `Conflict` when it is settled."""
    now = clock.now()
    with write_transaction():
        held = _locked(pending)
        if by.pk != held.asked_by_id:
            raise NotAllowed("not_the_asker", _("Only the person who asked for this can withdraw it."))
        return _end(held, Settlement.WITHDRAWN, by, now)


def expire(*, pending: PendingAct) -> bool:
    """Settle an act whose time has passed; tell whether this call did it. It could not be confirmed since anyway."""
    now = clock.now()
    with write_transaction():
        held = _locked(pending)
        if held.settlement or now < held.expires_at:
            return False
        _settle(held, Settlement.EXPIRED, None, now)
        _record(held, "act_expired", now)
    return True


def expired_acts() -> list[PendingAct]:
    """Return the unsettled acts whose time has passed."""
    return list(PendingAct.objects.filter(settlement="", expires_at__lte=clock.now()))


def may_settle(pending: PendingAct, person: Person, instant: datetime) -> bool:
    """Tell whether the person could confirm or decline this act at `instant`, were it still to be settled."""
    if person.pk == pending.asked_by_id:
        return False
    return kind_named(pending.kind).permits(person, _asked(pending, instant))


def _begin(coalition: Coalition, arguments: Arguments, by: Person) -> Asked:
    lock_roll(coalition.pk)
    return Asked(coalition, arguments, by, clock.now())


def _keep(kind: Kind, asked: Asked) -> PendingAct:
    pending = PendingAct.objects.create(
        coalition=asked.coalition,
        kind=kind.name,
        arguments=dict(asked.arguments),
        asked_by=asked.asked_by,
        asked_at=asked.at,
        expires_at=asked.at + kind.lifetime,
    )
    said = {"asked": dict(kind.recorded(asked.arguments)), "expires_at": written(pending.expires_at)}
    _record(pending, "act_asked", asked.at, by=asked.asked_by.pk, **said)
    return pending


def _locked(pending: PendingAct) -> PendingAct:
    """Lock the row alone: whatever the act itself touches is locked by its kind, after it."""
    rows = PendingAct.objects.select_for_update(of=("self",), no_key=True).select_related("coalition", "asked_by")
    return rows.get(pk=pending.pk)


def _asked(pending: PendingAct, now: datetime) -> Asked:
    return Asked(pending.coalition, pending.arguments, pending.asked_by, now, number=pending.pk)


def _require(kind: Kind, person: Person, asked: Asked) -> None:
    if not kind.permits(person, asked):
        raise refuse(kind.act)


def _require_another(kind: Kind, held: PendingAct, asked: Asked, by: Person) -> None:
    """Two different people, who both may: the one now, and the one who asked, even now."""
    _require(kind, by, asked)
    if by.pk == held.asked_by_id:
        raise NotAllowed("needs_two_people", _("You asked for this yourself. A second person must confirm it."))
    if not kind.permits(asked.asked_by, asked):
        raise Conflict("asker_no_longer_may", _("The person who asked for this may no longer do so. Ask anew."))


def _check_unsettled(held: PendingAct, now: datetime) -> None:
    if held.settlement:
        raise Conflict("settled", _("This was settled already: %(how)s.") % {"how": Settlement(held.settlement).label})
    if now >= held.expires_at:
        raise Conflict("expired", _("This was not confirmed in time. It must be asked for anew."))


def _end(held: PendingAct, how: Settlement, by: Person, now: datetime) -> PendingAct:
    """Settle without doing the act; doing so twice changes nothing."""
    if held.settlement == how and held.settled_by_id == by.pk:
        return held
    _check_unsettled(held, now)
    _settle(held, how, by, now)
    _record(held, f"act_{how.value}", now, by=by.pk)
    return held


def _settle(held: PendingAct, how: Settlement, by: Person | None, now: datetime) -> None:
    held.settlement, held.settled_by, held.settled_at = how, by, now
    held.save(update_fields=["settlement", "settled_by", "settled_at"])


def _record(pending: PendingAct, kind: str, at: datetime, **body: object) -> None:
    said = {"act": pending.pk, "what": pending.kind, **body}
    record(coalition_id=pending.coalition_id, kind=kind, subject=f"act:{pending.pk}", at=at, body=said)
