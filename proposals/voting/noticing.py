"""The terms on which a vote is opened: its deadline leaves the notice its time, or the shorter one of an emergency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from coalition.errors import Invalid
from coalition.membership import check_text
from coalition.models import SubjectRules
from proposals.voting.holding import least_notice

MAX_REASON = 500  # characters


@dataclass(frozen=True)
class Terms:
    """What whoever opens a vote gives; `emergency` is why its notice is shortened, kept with its salt."""

    closes_at: datetime
    facts: tuple[str, ...]
    emergency: str = ""
    salt: str = ""


def check_terms(terms: Terms, entry: SubjectRules, now: datetime) -> None:
    """Raise `Invalid` for a deadline that is past or too soon, or an emergency that the rules do not know."""
    if terms.emergency:
        check_text(terms.emergency, "emergency", MAX_REASON)
    if terms.emergency and entry.emergency_notice is None:
        message = _("The rules of procedure know no shorter notice for this subject.")
        raise Invalid("no_emergency", message, field="emergency")
    if terms.closes_at <= now:
        raise Invalid("deadline_past", _("This time has passed. Give a later one."), field="closes_at")
    _check_notice(terms, notice_under(entry, emergency=bool(terms.emergency)), now)


def notice_under(entry: SubjectRules, *, emergency: bool) -> timedelta:
    """Return the least time between opening and closing."""
    shorter = entry.emergency_notice if emergency else None
    return least_notice(entry) if shorter is None else shorter


def _check_notice(terms: Terms, notice: timedelta, now: datetime) -> None:
    if terms.closes_at - now >= notice:
        return
    minutes = -(-int(notice.total_seconds()) // 60)
    raise Invalid(
        "notice_too_short",
        ngettext_lazy(
            "The rules of procedure ask for at least %(minutes)d minute between opening and closing.",
            "The rules of procedure ask for at least %(minutes)d minutes between opening and closing.",
            minutes,
        )
        % {"minutes": minutes},
        field="closes_at",
    )
