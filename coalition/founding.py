"""Writes: found a coalition, keep a rule, put rules of procedure in force."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import rfc8785
from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalition import clock, four_eyes
from coalition.delegations import install
from coalition.errors import Conflict, Invalid
from coalition.four_eyes import Arguments, Asked, Kind, Step
from coalition.known import Known
from coalition.models import Coalition, Person, Rule, RulesOfProcedure, SubjectRules
from coalition.models.delegations import Role
from coalition.models.procedure import Consent, Opener, Procedure, Signing, TieBreak, Visibility
from coalition.permissions import Act, require
from coalition.procedure import AMENDING, effective_rule, subjects_in_force
from coalition.recording import record, written
from coalition.rules.admissibility import obstacles
from coalition.rules.errors import RuleError
from coalition.rules.reading import read_rule
from coalition.rules.rule import Rule as ReadRule
from coalition.writing import write_transaction

_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,80}\Z", re.ASCII)
SPANS = ("notice", "emergency_notice", "outage_extension", "note_wait")  # kept in seconds
REQUIRED = ("title_en", "title_fr", "rule", "procedure", "visibility")  # of a subject, beside its code
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
    four_eyes_opening: bool = False
    implications: Sequence[str] = ()  # what its decisions touch: a rule may not be used for them (TEU 31(4))
    emergency_notice: timedelta | None = None
    outage_extension: timedelta | None = None
    consent: Consent = Consent.NONE
    body: str = ""
    note_wait: timedelta = timedelta(0)
    signing: Signing = Signing.OFF

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON: the rule by id and version, lengths of time in seconds, the rest as it is stored."""
        said = {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}
        said |= {name: value.value for name, value in said.items() if isinstance(value, Enum)}
        quorum = None if self.quorum is None else dict(self.quorum)
        rule = [self.rule.identifier, self.rule.version]
        spans = {name: None if said[name] is None else int(said[name].total_seconds()) for name in SPANS}
        return {**said, "rule": rule, "quorum": quorum, **spans, "implications": sorted(self.implications)}


def found_coalition(*, slug: str, name_en: str, name_fr: str, by: Person, **fields: Any) -> Coalition:
    """Found a coalition; `by` becomes its first secretary. `fields` are the model's: time zone, exercise, notes.

    Until the first rules of procedure are in force, its secretariat does alone what takes two people afterwards.
    Raises `Conflict` for a short name that is taken.
    """
    now = clock.now()
    with write_transaction():
        if Coalition.objects.filter(slug=slug).exists():
            raise Conflict("slug_taken", _("There is a coalition of this short name already."), field="slug")
        coalition = Coalition.objects.create(slug=slug, name_en=name_en, name_fr=name_fr, **fields)
        said = {"slug": slug, "name_en": name_en, "name_fr": name_fr, "exercise": coalition.exercise}
        record(
            coalition_id=coalition.pk,
            kind="coalition_founded",
            subject=f"coalition:{coalition.pk}",
            at=now,
            body={**said, "time_zone": coalition.time_zone, "by": [by.pk]},
        )
        install(coalition, by, Role.SECRETARIAT, now, {"by": [by.pk]})
    return coalition


def adopt_rule(*, coalition: Coalition, document: Mapping[str, object], by: Person) -> Rule:
    """Keep one version of a rule for the coalition, as its secretariat may. It decides nothing until it is named.

    Raises `NotAllowed`, `Invalid` for a bad rule, and `Conflict` for a version kept before.
    """
    now = clock.now()
    require(by, coalition, Act.KEEP_RULE, now)
    rule = read_document(document)
    kept = {"coalition": coalition, "identifier": rule.id, "version": rule.version}
    try:
        with write_transaction():
            if Rule.objects.filter(**kept).exists():
                raise _kept_before()
            row = Rule.objects.create(**kept, document=rule.to_json(), created_at=now)
            record(
                coalition_id=coalition.pk,
                kind="rule_kept",
                subject=f"rule:{row.pk}",
                at=now,
                body={"rule": rule.id, "version": rule.version, "document": rule.to_json(), "by": [by.pk]},
            )
            return row
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
    *, coalition: Coalition, subjects: Sequence[Subject], by: Person, at: datetime | None = None
) -> Step[RulesOfProcedure]:
    """Put the next version of a coalition's rules of procedure in force from `at` (now when not given).

    It takes two people once a version is in force. Raises `NotAllowed`, `Invalid` for a subject that could not be
    decided, and `Conflict` where the rules in force say that the coalition decides on its rules itself.
    """
    for subject in subjects:
        if subject.rule.coalition_id != coalition.pk:
            raise Invalid("other_coalition", _("The rule is another coalition's."), field="rule")
    asked = {"subjects": [subject.to_json() for subject in subjects], "at": written(at)}
    return four_eyes.do(coalition=coalition, kind="rules_put_in_force", arguments=asked, by=by)


def entries_of(coalition: Coalition, documents: Sequence[Mapping[str, Any]]) -> list[SubjectRules]:
    """Return what is to be put in force, read and tried, without writing it. Raises `Invalid`."""
    rules = {(rule.identifier, rule.version): rule for rule in coalition.rules.all()}
    entries = []
    for document in documents:
        entry = SubjectRules(**{**document, "rule": rules[tuple(document["rule"])], **_spans(document)})
        try:
            rule = effective_rule(entry)
        except RuleError as error:
            raise Invalid("bad_rule", f"{entry.code}: {error}", field="subjects") from error
        _check_admissible(entry, rule)
        _check_times(entry)
        entries.append(entry)
    return entries


def _check_admissible(entry: SubjectRules, rule: ReadRule) -> None:
    """No subject is decided by a rule that may not be used for what its decisions touch."""
    excluded = [each.detail for each in obstacles(rule, entry.implications) if each.kind == "subject"]
    if excluded:
        said = {"subject": entry.code, "rule": rule.id, "touches": ", ".join(excluded[0])}
        message = _("%(subject)s: the rule %(rule)s may not be used for decisions that touch: %(touches)s.") % said
        raise Invalid("not_admissible", message, field="subjects")


def _spans(document: Mapping[str, Any]) -> dict[str, timedelta | None]:
    given = {"note_wait": 0} | {name: document[name] for name in SPANS if name in document}
    given = dict.fromkeys(SPANS) | given
    return {name: None if seconds is None else timedelta(seconds=seconds) for name, seconds in given.items()}


def _check_times(entry: SubjectRules) -> None:
    if entry.emergency_notice is not None and entry.emergency_notice >= entry.notice:
        message = _("%(subject)s: the notice in an emergency is shorter than the ordinary one.")
        raise Invalid("emergency_not_shorter", message % {"subject": entry.code}, field="subjects")


def _check_rules(asked: Asked) -> None:
    asked.check_begins()
    if any(entry.code == AMENDING for entry in subjects_in_force(asked.coalition, asked.at)):
        message = _("The coalition decides on its rules itself: put a proposal on the subject “%(subject)s” to it.")
        raise Conflict("decided_by_the_coalition", message % {"subject": AMENDING})
    entries_of(asked.coalition, asked.arguments["subjects"])


def _put_in_force(asked: Asked) -> RulesOfProcedure:
    return put_version_in_force(
        asked.coalition, asked.arguments["subjects"], begins=asked.begins, at=asked.at, said=asked.by
    )


def put_version_in_force(
    coalition: Coalition,
    documents: Sequence[Mapping[str, Any]],
    *,
    begins: datetime,
    at: datetime,
    said: Mapping[str, object],
    adopted_by: str = "",
) -> RulesOfProcedure:
    """Write the next version and its entry, inside the transaction under way that holds the roll.

    `said` is on whose word: of people, or of the decision `adopted_by`.
    """
    version = (coalition.rules_of_procedure.aggregate(last=Max("version"))["last"] or 0) + 1
    rules = RulesOfProcedure.objects.create(
        coalition=coalition, version=version, in_force_from=begins, adopted_by=adopted_by
    )
    for entry in entries_of(coalition, documents):
        entry.rules_of_procedure = rules
        entry.save()
    record(
        coalition_id=coalition.pk,
        kind="rules_put_in_force",
        subject=f"rules_of_procedure:{rules.pk}",
        at=at,
        body={"version": version, "in_force_from": written(begins), "subjects": list(documents), **said},
    )
    return rules


def _sentence(given: Arguments, known: Known) -> str:
    titles = [known.pick(subject["title_en"], subject["title_fr"]) for subject in given["subjects"]]
    said = {"starting": known.starting(given["at"]), "subjects": ", ".join(titles)}
    return gettext("Put new rules of procedure in force, %(starting)s, on: %(subjects)s.") % said


four_eyes.register(
    Kind(
        "rules_put_in_force",
        Act.PUT_RULES_IN_FORCE,
        _("Rules of procedure"),
        _sentence,
        _put_in_force,
        _check_rules,
    )
)


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
