"""Annulling: a vote under way ends without a decision, and none is ever taken on it. It may be held anew.

One person asks, a second one confirms. What is decided stays decided: only a later decision supersedes it.
"""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalition import four_eyes
from coalition.errors import Conflict
from coalition.four_eyes import Arguments, Asked, Kind
from coalition.known import Known
from coalition.models import PendingAct, Person
from coalition.models.pending import Settlement
from coalition.permissions import Act
from proposals.ledger.appending import append, lock_head
from proposals.voting import asked_about
from proposals.voting.models import Decision, Division


def ask_annulment(*, division: Division, note: str, by: Person) -> PendingAct:
    """Ask to annul a vote that is not decided; it is annulled when a second person confirms.

    `note` says why, in words. Raises `NotAllowed`, `Conflict` for a vote that is decided or annulled already, `Invalid`
    for a reason that is none. Its text is free again then, and a vote on it can be opened anew.
    """
    asked = asked_about.named(division, note)
    return four_eyes.ask(coalition=division.coalition, kind="division_annulled", arguments=asked, by=by)


def why_annulled(division: Division) -> str:
    """Return the reason in words that was given for annulling the vote; empty where it was not, or was erased."""
    acts = PendingAct.objects.filter(coalition_id=division.coalition_id, kind="division_annulled")
    done = acts.filter(settlement=Settlement.CONFIRMED, arguments__division=division.pk).first()
    return str(done.arguments.get("note", "")) if done else ""


def _check(asked: Asked) -> None:
    """Lock the vote, then the end of the ledger, which deciding holds: it is decided by now, or never will be."""
    division = asked_about.locked(asked)
    lock_head(asked.coalition.pk)
    asked_about.check_standing(division)
    if Decision.objects.filter(division=division).exists():
        raise Conflict("decided", _("This vote is decided. Only a later decision supersedes it."))
    asked_about.check_note(asked)


def _perform(asked: Asked) -> Division:
    division = asked_about.locked(asked)
    division.annulled_at = asked.at
    division.save(update_fields=["annulled_at"])
    append(
        coalition_id=asked.coalition.pk,
        kind="division_annulled",
        subject=f"division:{division.pk}",
        at=asked.at,
        body={**asked_about.recorded(asked.arguments), **asked.by},
    )
    return division


def _sentence(given: Arguments, known: Known) -> str:
    said = {name: given[name] for name in ("symbol", "title")}
    return gettext("Annul the vote on %(symbol)s, “%(title)s”. No decision is taken on it.") % said


four_eyes.register(
    Kind(
        "division_annulled",
        Act.ANNUL,
        _("Annulment of a vote"),
        _sentence,
        _perform,
        _check,
        asked_about.recorded,
    )
)
