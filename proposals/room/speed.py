"""How fast a rule can be used: the notice of the rules of procedure, and what the rule's own procedures ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from coalition.models import SubjectRules
from coalition.rules.rule import Rule


@dataclass(frozen=True)
class Speed:
    """The least time it takes, as far as it is known here; `closes_at` of a vote under way. Empty: not known."""

    least: timedelta | None = None
    emergency: timedelta | None = None
    consultation: timedelta | None = None
    closes_at: datetime | None = None


def speed_of(rule: Rule, entries: Iterable[SubjectRules], closes_at: datetime | None = None) -> Speed:
    """Return how fast: a vote under way by its deadline, else by the shortest notice of a subject that has the rule."""
    notices = [(entry.notice, entry.emergency_notice) for entry in entries if entry.rule.identifier == rule.id]
    least, emergency = min(notices, key=lambda each: each[0]) if notices else (None, None)
    return Speed(least, emergency, _consultation(rule), closes_at)


def _consultation(rule: Rule) -> timedelta | None:
    listed = rule.source.get("procedures")
    hours = [each.get("hours") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    known = [hour for hour in hours if isinstance(hour, int)]
    return timedelta(hours=max(known)) if known else None
