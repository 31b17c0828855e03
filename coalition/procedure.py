"""Reads: the rules of procedure in force, and what they say on a subject."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid
from coalition.models import Coalition, RulesOfProcedure, SubjectRules
from coalition.models.procedure import Procedure, TieBreak
from coalition.rules.reading import read_rule
from coalition.rules.rule import Rule

CHAIR_GROUP = "chair"  # the group of the member, or members, in the chair
_TIES: dict[TieBreak, object] = {
    TieBreak.REJECTED: "rejected",
    TieBreak.SECOND_VOTE: "second_vote",
    TieBreak.CHAIR: {"casting_group": CHAIR_GROUP},
}


def rules_in_force(coalition: Coalition, instant: datetime) -> RulesOfProcedure | None:
    """Return the version of the rules of procedure in force at `instant`, or None before the first."""
    return coalition.rules_of_procedure.filter(in_force_from__lte=instant).order_by("-version").first()


def subjects_in_force(coalition: Coalition, instant: datetime) -> list[SubjectRules]:
    """Return what the rules in force say on each subject, with each rule."""
    rules = rules_in_force(coalition, instant)
    return list(rules.subjects.select_related("rule")) if rules else []


def subject_rules(coalition: Coalition, subject: str, instant: datetime) -> SubjectRules:
    """Return what the rules in force say on `subject`. Raises `Invalid` when they do not know it."""
    if not subject:
        raise Invalid("no_subject", _("Choose a subject."), field="subject")
    for entry in subjects_in_force(coalition, instant):
        if entry.code == subject:
            return entry
    raise Invalid(
        "unknown_subject",
        _("The rules of procedure in force say nothing on “%(subject)s”.") % {"subject": subject},
        field="subject",
    )


def effective_rule(entry: SubjectRules) -> Rule:
    """Return the subject's rule with the subject's own quorum and tie-break in it. Raises `RuleError`.

    Held as an indicative vote it binds nobody, whatever the rule would.
    """
    document = dict(entry.rule.document)
    if entry.quorum is not None:
        document["quorum"] = entry.quorum
    if entry.tie_break != TieBreak.AS_RULE:
        document["tie"] = _TIES[TieBreak(entry.tie_break)]
    if entry.procedure == Procedure.INDICATIVE:
        document["effect"] = "nobody"
    return read_rule(document)
