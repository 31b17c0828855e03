"""Extending: the deadline of an open vote moves forward. One person asks, a second one confirms.

A declared outage is an extension whose reason is an outage; the entry says so. Where the rules of procedure say by how
much an outage moves the deadline, it moves by that and by nothing else, each time one is declared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from coalition import clock, four_eyes
from coalition.errors import Conflict, Invalid
from coalition.four_eyes import Arguments, Asked, Kind
from coalition.known import Known
from coalition.models import PendingAct, Person
from coalition.models.pending import Settlement
from coalition.permissions import Act
from proposals.ledger.appending import append
from proposals.ledger.canonical import timestamp
from proposals.voting import asked_about
from proposals.voting.models import Division
from proposals.words.times import span

FURTHEST = timedelta(days=31)  # from the deadline as it stands; a longer pause is a vote of its own


class Reason(models.TextChoices):
    """Why a deadline moves."""

    OUTAGE = "outage", _("an outage")
    OTHER = "other", _("another reason")


def ask_extension(
    *, division: Division, closes_at: datetime | None = None, reason: str, note: str, by: Person
) -> PendingAct:
    """Ask to move the deadline of an open vote to `closes_at`; it moves when a second person confirms in time.

    For an outage, None is what the rules of procedure say. `note` says why, in words. Raises `NotAllowed`, `Conflict`
    for a vote that has closed or was annulled, `Invalid` for a deadline that is not later, more than `FURTHEST` later
    or not the one that the rules give an outage, and for a reason that is none. Confirming raises `Conflict` too when
    the deadline has moved since.
    """
    closes_at = closes_at or _by_the_rules(division, reason)
    if closes_at is None:
        raise Invalid("no_deadline", _("Give the new deadline."), field="closes_at")
    moved = {"from": timestamp(division.closes_at), "closes_at": timestamp(closes_at), "reason": reason}
    asked = asked_about.named(division, note, **moved)
    return four_eyes.ask(coalition=division.coalition, kind="division_extended", arguments=asked, by=by)


@dataclass(frozen=True)
class Extension:
    """How a deadline moved, from when, and why."""

    earlier: datetime
    reason: Reason
    note: str


def extensions_of(division: Division) -> list[Extension]:
    """Return the extensions of a vote that were confirmed, the first first, in one query."""
    acts = PendingAct.objects.filter(coalition_id=division.coalition_id, kind="division_extended")
    done = acts.filter(settlement=Settlement.CONFIRMED, arguments__division=division.pk).order_by("settled_at", "pk")
    given = [act.arguments for act in done]
    return [Extension(datetime.fromisoformat(each["from"]), Reason(each["reason"]), each["note"]) for each in given]


def _check(asked: Asked) -> None:
    """Lock the vote, then read the clock: whoever was told to be late was so before, and is after."""
    division, moved = asked_about.locked(asked), _closing(asked)
    asked_about.check_standing(division)
    if not division.is_open_at(clock.now()):
        raise Conflict("closed", _("This vote has closed: its deadline no longer moves."))
    if timestamp(division.closes_at) != asked.arguments["from"]:
        raise Conflict("moved_since", _("The deadline has moved since this was asked for. Ask anew."))
    if asked.arguments["reason"] not in Reason.values:
        raise Invalid("unknown_reason", _("Choose one of the list."), field="reason")
    _check_deadline(division, moved)
    _check_outage(division, moved, asked.arguments["reason"])
    asked_about.check_note(asked)


def _check_deadline(division: Division, moved: datetime) -> None:
    if moved <= division.closes_at:
        raise Invalid("not_later", _("A deadline moves forward alone: give a later one."), field="closes_at")
    if moved - division.closes_at > FURTHEST:
        message = ngettext(
            "A deadline moves by at most %(days)d day.", "A deadline moves by at most %(days)d days.", FURTHEST.days
        )
        raise Invalid("too_far", message % {"days": FURTHEST.days}, field="closes_at")


def _by_the_rules(division: Division, reason: str) -> datetime | None:
    """Return where an outage moves the deadline; None for another reason, or where the rules do not say."""
    if reason != Reason.OUTAGE or division.outage_extension is None:
        return None
    return division.closes_at + division.outage_extension


def _check_outage(division: Division, moved: datetime, reason: str) -> None:
    due = _by_the_rules(division, reason)
    if due is not None and moved != due:
        message = _("By the rules of procedure an outage moves this deadline by %(length)s, no more and no less.")
        length = span(division.outage_extension or timedelta(0))
        raise Invalid("not_by_the_rules", message % {"length": length}, field="closes_at")


def _perform(asked: Asked) -> Division:
    division = asked_about.locked(asked)
    division.closes_at = _closing(asked)
    division.save(update_fields=["closes_at"])
    append(
        coalition_id=asked.coalition.pk,
        kind="division_extended",
        subject=f"division:{division.pk}",
        at=asked.at,
        body={**_recorded(asked.arguments), **asked.by},
    )
    return division


def _closing(asked: Asked) -> datetime:
    return datetime.fromisoformat(asked.arguments["closes_at"])


def _recorded(given: Arguments) -> dict[str, object]:
    return {**asked_about.recorded(given), **{name: given[name] for name in ("from", "closes_at", "reason")}}


def _sentence(given: Arguments, known: Known) -> str:
    said = {name: given[name] for name in ("symbol", "title")}
    said |= {"old": known.instant(given["from"]), "new": known.instant(given["closes_at"])}
    if given["reason"] == Reason.OUTAGE:
        message = gettext(
            "Declare an outage: move the deadline of the vote on %(symbol)s, “%(title)s”, from %(old)s to %(new)s."
        )
    else:
        message = gettext("Move the deadline of the vote on %(symbol)s, “%(title)s”, from %(old)s to %(new)s.")
    return message % said


four_eyes.register(
    Kind("division_extended", Act.EXTEND, _("Extension of a vote"), _sentence, _perform, _check, _recorded)
)
