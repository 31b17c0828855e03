"""Reads: a rule that a coalition keeps, by its identifier."""

from __future__ import annotations

from coalition.models import Coalition
from coalition.models import Rule as Row
from coalition.rules.rule import Rule

MOST_NAME = 100


def kept_rule(coalition: Coalition, identifier: str, version: str = "") -> Rule | None:
    """Return the version asked for, else the one kept last; None where the coalition keeps none."""
    row = kept_row(coalition, identifier, version)
    return row.read() if row else None


def kept_row(coalition: Coalition, identifier: str, version: str = "") -> Row | None:
    """Return the same as it is stored."""
    named = {"identifier": identifier[:MOST_NAME].replace("\0", "")} | ({"version": version} if version else {})
    return coalition.rules.filter(**named).order_by("created_at", "pk").last()
