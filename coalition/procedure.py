"""Reads: the rules of procedure in force, and what they say on a subject."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coalition.errors import Invalid
from coalition.models import Coalition, RulesOfProcedure, SubjectRules
from coalition.models.procedure import BY_OBJECTION, Procedure, TieBreak
from coalition.rules.errors import RuleError
from coalition.rules.reading import read_rule
from coalition.rules.rule import Binds, Manner, Rule

AMENDING = "rules-of-procedure"  # the subject on which the coalition decides to change its rules of procedure
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


def accepted_by(rules: RulesOfProcedure, instant: datetime) -> frozenset[str]:
    """Return the codes of the members that had accepted this version of the rules of procedure at `instant`."""
    accepted = rules.acceptances.filter(accepted_at__lte=instant)
    return frozenset(accepted.values_list("member__code", flat=True))


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
    """Return the subject's rule with the subject's own quorum and tie-break in it, as its procedure holds it.

    Raises `RuleError`.
    """
    document = dict(entry.rule.document)
    if entry.quorum is not None:
        document["quorum"] = entry.quorum
    if entry.tie_break != TieBreak.AS_RULE:
        document["tie"] = _TIES[TieBreak(entry.tie_break)]
    return held_by(document, Procedure(entry.procedure))


def held_by(document: Mapping[str, object], procedure: Procedure) -> Rule:
    """Return the rule as the procedure holds it. Raises `RuleError` for one that it cannot hold.

    An indicative vote binds nobody, whatever its rule would; an endorsement, those who endorse. Silence and consensus
    in the room are procedures over a
    rule that an objection alone defeats: no quorum is counted, and under silence who says nothing consents.
    """
    held = dict(document)
    if procedure == Procedure.ENDORSEMENT:
        held |= _endorsed(held)
    if procedure == Procedure.INDICATIVE:
        held["effect"] = "nobody"
    if procedure in BY_OBJECTION:
        if read_rule(held).manner not in (Manner.CONSENSUS, Manner.SILENCE):
            raise RuleError("manner", "silence and consensus in the room need a rule of consensus")
        silent = procedure == Procedure.SILENCE
        held = {key: value for key, value in held.items() if key not in ("quorum", "read")}
        held |= {"manner": "silence", "read": {"absent": "yes"}} if silent else {"manner": "consensus"}
    return read_rule(held)


def procedure_of(rule: Rule, kind: str) -> dict[str, Any] | None:
    """Return what the rule says of one of its procedures ("emergency_brake"), or None where it knows no such one."""
    listed = rule.source.get("procedures")
    found = [each for each in listed if each.get("kind") == kind] if isinstance(listed, list) else []
    return dict(found[0]) if found else None


def _endorsed(document: Mapping[str, object]) -> dict[str, object]:
    """Return what an endorsement changes in a rule: nobody votes, and the text commits those who endorse it, alone."""
    effect = read_rule(document).effect
    binds = Binds.NOBODY if effect.binds is Binds.NOBODY else Binds.IN_FAVOUR
    return {"manner": Manner.ENDORSEMENT.value, "effect": {"binds": binds.value, "political": effect.political}}
