"""Writes: found a coalition, name its groups, keep a rule, put rules of procedure in force."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import rfc8785
from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import Coalition, Group, Member, Person, Rule, RulesOfProcedure, SubjectRules
from coalition.models.procedure import Opener, Procedure, TieBreak, Visibility
from coalition.permissions import may_keep_rules
from coalition.procedure import effective_rule
from coalition.rules.errors import RuleError
from coalition.rules.reading import read_rule
from coalition.rules.rule import Rule as ReadRule
from coalition.writing import write_transaction

_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,80}\Z", re.ASCII)
_VERSION = re.compile(r"[A-Za-z0-9._-]{1,20}\Z", re.ASCII)


@dataclass(frozen=True)
class Subject:
    """What rules of procedure say on one subject."""

    code: str
    title_en: str
    title_fr: str
    rule: Rule
    procedure: Procedure
    visibility: Visibility
    notice: timedelta = timedelta(0)
    quorum: Mapping[str, object] | None = None
    tie_break: TieBreak = TieBreak.AS_RULE
    opener: Opener = Opener.SECRETARIAT


def found_coalition(*, slug: str, name_en: str, name_fr: str, **fields: Any) -> Coalition:
    """Found a coalition; `fields` are those of the model: time zone, exercise, notes."""
    with write_transaction():
        if Coalition.objects.filter(slug=slug).exists():
            raise Conflict("slug_taken", _("There is a coalition of this short name already."), field="slug")
        return Coalition.objects.create(slug=slug, name_en=name_en, name_fr=name_fr, **fields)


def name_group(*, coalition: Coalition, code: str, name_en: str, name_fr: str, speaker: Member | None = None) -> Group:
    """Name a group of a coalition. Its places are given by `membership.put_in_group`."""
    with write_transaction():
        return Group.objects.create(coalition=coalition, code=code, name_en=name_en, name_fr=name_fr, speaker=speaker)


def adopt_rule(*, coalition: Coalition, document: Mapping[str, object], by: Person) -> Rule:
    """Keep one version of a rule for the coalition, as its secretariat may. Raises as `keep_rule`, and `NotAllowed`."""
    if not may_keep_rules(by, coalition, clock.now()):
        raise NotAllowed("not_secretariat", _("Only the secretariat keeps rules for the coalition."))
    return keep_rule(coalition=coalition, document=document)


def keep_rule(*, coalition: Coalition, document: Mapping[str, object]) -> Rule:
    """Keep one version of a rule. Raises `Invalid` for a bad rule and `Conflict` for a version kept before."""
    now = clock.now()
    rule = read_document(document)
    try:
        with write_transaction():
            if Rule.objects.filter(coalition=coalition, identifier=rule.id, version=rule.version).exists():
                raise _kept_before()
            return Rule.objects.create(
                coalition=coalition, identifier=rule.id, version=rule.version, document=rule.to_json(), created_at=now
            )
    except IntegrityError as error:  # somebody kept it in this very moment
        raise _kept_before() from error


def read_document(document: object) -> ReadRule:
    """Return the rule in a document that can be kept. Raises `Invalid` whose field names the place in it."""
    try:
        rule = read_rule(document)
        _check_canonical(rule.to_json())
    except RuleError as error:
        raise Invalid("bad_rule", str(error), field=f"document.{error.place}".rstrip(".")) from error
    except rfc8785.CanonicalizationError as error:
        raise Invalid("bad_rule", str(error), field="document") from error
    _check_name(rule)
    return rule


def put_rules_in_force(
    *, coalition: Coalition, subjects: Sequence[Subject], at: datetime | None = None
) -> RulesOfProcedure:
    """Put the next version of a coalition's rules of procedure in force from `at` (now when not given)."""
    at = at or clock.now()
    with write_transaction():
        version = (coalition.rules_of_procedure.aggregate(last=Max("version"))["last"] or 0) + 1
        rules = RulesOfProcedure.objects.create(coalition=coalition, version=version, in_force_from=at)
        for subject in subjects:
            _add_subject(rules, subject)
    return rules


def _add_subject(rules: RulesOfProcedure, subject: Subject) -> None:
    if subject.rule.coalition_id != rules.coalition_id:
        raise Invalid("other_coalition", _("The rule is another coalition's."), field="rule")
    entry = SubjectRules(
        rules_of_procedure=rules,
        code=subject.code,
        title_en=subject.title_en,
        title_fr=subject.title_fr,
        rule=subject.rule,
        procedure=subject.procedure,
        notice=subject.notice,
        quorum=subject.quorum,
        visibility=subject.visibility,
        tie_break=subject.tie_break,
        opener=subject.opener,
    )
    try:
        effective_rule(entry)
    except RuleError as error:
        raise Invalid("bad_rule", f"{subject.code}: {error}", field="subjects") from error
    entry.save()


def _check_name(rule: ReadRule) -> None:
    """A rule is cited by its id and version, in addresses too."""
    if not _IDENTIFIER.match(rule.id):
        message = _("A rule's id has 1 to 80 characters: letters, digits, hyphens and underscores.")
        raise Invalid("bad_rule", message, field="document.id")
    if not _VERSION.match(rule.version):
        message = _("A rule's version has 1 to 20 characters: letters, digits, points, hyphens and underscores.")
        raise Invalid("bad_rule", message, field="document.version")


def _kept_before() -> Conflict:
    return Conflict(
        "rule_kept", _("This version of the rule is kept already; a rule is never edited."), field="document.version"
    )


def _check_canonical(document: Any) -> None:
    """The ledger writes the rule down as canonical JSON (RFC 8785) when a division opens under it."""
    rfc8785.dumps(document)
