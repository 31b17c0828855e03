"""What every act on a vote under way has in common: it names the vote, gives its reason, and holds the vote's lock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from coalition.errors import Conflict
from coalition.four_eyes import Arguments, Asked
from coalition.membership import check_text
from coalition.recording import new_salt, sealed
from proposals.voting.models import Division

MAX_NOTE = 500  # characters of a reason in words


def named(division: Division, note: str, **more: Any) -> dict[str, Any]:
    """Return the arguments that name a vote and say why; `note` stays outside the ledger, with its salt."""
    proposal = division.proposal
    said = {"division": division.pk, "symbol": proposal.symbol, "title": proposal.title}
    return {**said, "note": note.strip(), "note_salt": new_salt(), **more}


def locked(asked: Asked) -> Division:
    """Lock the vote until the transaction ends: casting and sealing wait, or came first.

    A kind's `check` does this before anything is appended: whoever casts locks the vote first, the ledger's end last.
    """
    rows = Division.objects.select_for_update(of=("self",), no_key=True).select_related("proposal")
    return rows.get(pk=asked.arguments["division"], coalition=asked.coalition)


def check_note(asked: Asked) -> None:
    """Raise `Invalid` for a reason that is none, is too long, or holds what does not show."""
    check_text(asked.arguments["note"], "note", MAX_NOTE)


def check_standing(division: Division) -> None:
    """Raise `Conflict` for a vote that was annulled or stopped."""
    if division.annulled_at is not None:
        raise Conflict("annulled", _("This vote was annulled."))
    if division.stopped_at is not None:
        raise Conflict("stopped", _("This vote was stopped."))


def recorded(given: Arguments) -> Mapping[str, Any]:
    """Return what the ledger may say of the arguments: which vote, and the salted hash of the reason."""
    return {"division": given["division"], "note_hash": sealed(given["note"], given["note_salt"])}
