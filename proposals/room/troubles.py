"""What a rule lacks on a roll, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coalition.rules.errors import MissingGroupError, MissingWeightError, RollError


def roll_trouble(error: RollError) -> str:
    """Say it; what is wrong inside a roll that somebody wrote stays in the words of whoever writes rolls."""
    if isinstance(error, MissingWeightError):
        return weight_missing(error.weight)
    return group_missing(error.group) if isinstance(error, MissingGroupError) else str(error)


def weight_missing(name: str) -> str:
    """That a weight is not there."""
    return _("The roll has no weight “%(name)s”.") % {"name": name}


def group_missing(name: str) -> str:
    """That a group is not there."""
    return _("The roll has no group “%(name)s”.") % {"name": name}
