"""A rule as the form holds it: read from the form, or started from a rule that is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from coalition.rules.errors import RuleError
from coalition.rules.reading import read_rule
from coalition.rules.rule import Rule
from frontend.rulebook.builder.nodes import Node, read_node, root
from frontend.rulebook.builder.reading_back import Reader
from frontend.rulebook.words import text_of

TREES = ("adopt", "quorum", "reject")
READ = ("absent", "abstain", "declared", "not_participating")
ASKED = ("only_subjects", "not_subjects", "only_members", "needs_members", "least_members")
TEXTS = (
    *("title_en", "title_fr", "id", "version", "notes_en", "notes_fr", "binds", "tie", "manner", "begun_from"),
    *(f"read_{position}" for position in READ),
    *("disregard", *ASKED),
)
# What the form carries along as it is. A rule that is changed loses what stood behind the old one.
CARRIED = ("read", "procedures", "groups", "admissible_notes")
LONGEST = 100_000


@dataclass
class Draft:
    """The form's state: the trees of conditions, the texts, and what is kept from the rule it began with."""

    trees: dict[str, Node] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    political: bool = True
    participants_only: bool = False
    rest: dict[str, Any] = field(default_factory=dict)

    @property
    def carried(self) -> str:
        """What the form carries along unseen."""
        return json.dumps(self.rest, ensure_ascii=False)

    @property
    def groups(self) -> dict[str, list[str]]:
        """The usual members of the groups that the rule came with."""
        kept: dict[str, list[str]] = self.rest.get("groups", {})
        return kept

    def text(self, key: str) -> str:
        """What stands in a field."""
        return self.texts.get(key, "")

    def tree(self, name: str) -> Node:
        """One of the trees, by the key that it has in a rule."""
        return self.trees.setdefault(name if name in TREES else "adopt", root())


def new_draft() -> Draft:
    """A rule to begin with: without a condition, for one that nobody chose is the one that is overlooked."""
    texts = {"version": "1", "binds": "all_but_declared", "tie": "rejected", "manner": "vote"}
    return Draft(texts=texts)


def read_draft(given: Mapping[str, str]) -> Draft:
    """The state that a form sent."""
    return Draft(
        trees={name: read_node(given, name) or root() for name in TREES},
        texts={key: given.get(key, "")[:2000].strip() for key in TEXTS},
        political=given.get("political") == "on",
        participants_only=given.get("participants_only") == "on",
        rest=_rest(given.get("rest", "")),
    )


def begun_from(rule: Rule, known: frozenset[str]) -> Draft:
    """A draft that says what a rule says. Its basis stays behind: what is written here is a configuration."""
    source: dict[str, Any] = rule.to_json()
    groups: dict[str, list[str]] = source.get("groups", {})
    reader = Reader(groups, known)
    read = source.get("read", {})
    notes = source.get("admissible", {}).get("notes")
    rest = {
        "read": {given: taken for given, taken in read.items() if given not in READ},
        "procedures": source.get("procedures"),
        "groups": groups,
        "admissible_notes": notes,
    }
    return Draft(
        trees={name: reader.tree(source.get(name)) for name in TREES},
        texts=_texts(rule, source) | {f"read_{given}": read.get(given, "") for given in READ},
        political=rule.effect.political,
        participants_only=rule.participants_only,
        rest={key: value for key, value in rest.items() if value},
    )


def _texts(rule: Rule, source: dict[str, Any]) -> dict[str, str]:
    title, notes = dict(rule.title), source.get("notes")
    asked = source.get("admissible", {})
    listed = {key: ", ".join(asked.get(key, [])) for key in ASKED if key != "least_members"}
    return listed | {
        "title_en": text_of(title, "en"),
        "title_fr": text_of(title, "fr"),
        "version": "1",
        "notes_en": text_of(notes, "en"),
        "notes_fr": text_of(notes, "fr"),
        "binds": rule.effect.binds.value,
        "tie": _tie(rule),
        "manner": rule.manner.value,
        "disregard": "+".join(rule.disregard),
        "least_members": str(asked.get("least_members", "") or ""),
        "begun_from": rule.id,
    }


def _tie(rule: Rule) -> str:
    if rule.tie.member:
        return f"member:{rule.tie.member}"
    return f"group:{rule.tie.group}" if rule.tie.group else rule.tie.kind.value


def _rest(text: str) -> dict[str, Any]:
    """What the form carried along; nothing that a rule could not hold."""
    try:
        value = json.loads(text[:LONGEST] or "{}")
        rest = {key: value[key] for key in CARRIED if key in value} if isinstance(value, dict) else {}
        document: dict[str, Any] = {key: rest[key] for key in ("read", "procedures", "groups") if key in rest}
        read_rule(document | {"manner": "answers", "admissible": {"notes": rest.get("admissible_notes", {})}})
    except (ValueError, RecursionError, RuleError):
        return {}
    return rest
