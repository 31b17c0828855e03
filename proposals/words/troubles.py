"""Why a rule cannot be applied to a roll, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coalition.analysis import DecidesNothing
from coalition.rules.errors import MissingGroupError, MissingWeightError, RulesError


def trouble(error: RulesError) -> str:
    """Say it; what is wrong inside a rule or a roll that somebody wrote stays in the words of whoever writes them."""
    match error:
        case MissingWeightError():
            return weight_missing(error.weight)
        case MissingGroupError():
            return group_missing(error.group)
        case DecidesNothing():
            return _("This rule records each member’s own answer: nothing is decided by it.")
    return str(error)


def weight_missing(name: str) -> str:
    """That a weight is not there."""
    return _("The roll has no weight “%(name)s”.") % {"name": name}


def group_missing(name: str) -> str:
    """That a group is not there."""
    return _("The roll has no group “%(name)s”.") % {"name": name}
