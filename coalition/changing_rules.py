"""Changing the rules of procedure by the coalition's own rule: from the text of a proposal to the next version.

Once the rules of procedure have the subject `AMENDING`, they are changed by what is adopted on it, and in no other way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coalition import rules_text
from coalition.errors import Invalid
from coalition.founding import REQUIRED, SPANS, entries_of, put_version_in_force
from coalition.models import Coalition, Rule, RulesOfProcedure, SubjectRules
from coalition.models.procedure import Consent, Opener, Signing, TieBreak
from coalition.procedure import subjects_in_force
from coalition.rules_text import Change, Document

ZERO = ("notice", "note_wait")  # spans that are none, not unknown
DEFAULTS: Document = {
    "notice": 0,
    "quorum": None,
    "tie_break": TieBreak.AS_RULE.value,
    "opener": Opener.SECRETARIAT.value,
    "four_eyes_opening": False,
    "implications": [],
    "emergency_notice": None,
    "outage_extension": None,
    "consent": Consent.NONE.value,
    "body": "",
    "note_wait": 0,
    "signing": Signing.OFF.value,
}


def document_of(entry: SubjectRules) -> Document:
    """Return what rules of procedure say on a subject as `founding.Subject.to_json` would, from the row."""
    said = {name: getattr(entry, name) for name in ("code", *REQUIRED, *DEFAULTS)}
    spans = {name: None if said[name] is None else int(said[name].total_seconds()) for name in SPANS}
    return {**said, **spans, "rule": [entry.rule.identifier, entry.rule.version]}


def text_of(entry: SubjectRules, *, french: bool = False) -> str:
    """Return the section of a text that would say of the subject what is said now."""
    return rules_text.write([document_of(entry)], french=french)


def check_change(coalition: Coalition, text: str, instant: datetime) -> None:
    """Raise `Invalid` on the field `text` for one that could not be put in force as things stand."""
    _changed(coalition, text, instant)


def put_adopted_in_force(*, coalition: Coalition, text: str, decision: str, at: datetime) -> RulesOfProcedure:
    """Put the rules of procedure in force as the adopted text changes them. `decision` is the number it bears.

    The caller holds the coalition's roll (`rolls.lock_roll`). Raises `Invalid`.
    """
    documents = _changed(coalition, text, at)
    return put_version_in_force(
        coalition, documents, begins=at, at=at, said={"decision": decision}, adopted_by=decision
    )


def _changed(coalition: Coalition, text: str, instant: datetime) -> list[Document]:
    """Return every subject as it will stand: what the text does not name stays as it is."""
    standing = {entry.code: document_of(entry) for entry in subjects_in_force(coalition, instant)}
    kept = _latest_rules(coalition)
    for change in rules_text.read(text):
        if change.taken_out:
            standing.pop(change.code, None)
        else:
            standing[change.code] = _one(change, standing.get(change.code), kept)
    documents = [standing[code] for code in sorted(standing)]
    if not documents:
        raise Invalid("nothing_left", _("Rules of procedure have at least one subject."), field="text")
    _try(coalition, documents)
    return documents


def _one(change: Change, before: Document | None, kept: Mapping[str, Rule]) -> Document:
    said = {name: value for name, value in change.said.items() if name != rules_text.TAKEN_OUT}
    said |= {name: 0 for name in ZERO if name in said and said[name] is None}
    document = {**(before or DEFAULTS), **said, "code": change.code}
    missing = next((name for name in REQUIRED if name not in document), None)
    if missing:
        message = _("%(subject)s is a new subject: the line “%(line)s” is missing.")
        label = rules_text.LINES[missing][0]
        raise Invalid("line_missing", message % {"subject": change.code, "line": label}, field="text")
    if "rule" in said:
        document["rule"] = _rule(said["rule"], kept)
    return document


def _latest_rules(coalition: Coalition) -> dict[str, Rule]:
    """Return the rules that the coalition keeps by identifier (the latest), and by identifier and version."""
    rows = list(coalition.rules.order_by("created_at", "pk"))
    return {row.identifier: row for row in rows} | {f"{row.identifier} {row.version}": row for row in rows}


def _rule(said: Sequence[str | None], kept: Mapping[str, Rule]) -> list[str]:
    identifier, version = said
    row = kept.get(f"{identifier} {version}" if version else str(identifier))
    if row is None:
        message = _("The coalition does not keep the rule %(rule)s.") % {"rule": " ".join(filter(None, said))}
        raise Invalid("rule_not_kept", message, field="text")
    return [row.identifier, row.version]


def _try(coalition: Coalition, documents: Sequence[Mapping[str, Any]]) -> None:
    try:
        entries_of(coalition, documents)
    except Invalid as refusal:
        raise Invalid(refusal.code, refusal.message, field="text") from refusal
