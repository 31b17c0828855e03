"""What stands behind a rule, told so that nothing passes for law that nobody has read as law."""

from collections.abc import Mapping
from enum import StrEnum

from coalition.rules import catalogue
from coalition.rules.rule import Rule


class Basis(StrEnum):
    """Where a rule comes from."""

    TREATY = "treaty"
    PRACTICE = "practice"
    HISTORY = "history"  # was in force, is no longer
    GENERAL = "general"  # a form: law only where a body's own rules adopt it
    CONFIGURATION = "configuration"  # nobody's law
    STATED = "stated"  # whoever wrote the document says so; the catalogue does not


class Verified(StrEnum):
    """How far the entry was read in a source."""

    YES = "yes"
    IN_PART = "in_part"
    NO = "no"


def basis_of(rule: Rule) -> Basis:
    """The basis, as far as the catalogue vouches for it: a document can call itself a treaty's."""
    basis = rule.source.get("basis")
    kind = str(basis.get("kind", "treaty")) if isinstance(basis, Mapping) else "configuration"
    known = Basis(kind) if kind in set(Basis) else Basis.STATED
    return known if known is Basis.CONFIGURATION or is_of_catalogue(rule) else Basis.STATED


def verified(rule: Rule) -> Verified:
    """Whether the entry was read in a source: wholly, but for some statements, or not."""
    entries = rule.source.get("unverified")
    if not isinstance(entries, list) or not entries:
        return Verified.YES if is_of_catalogue(rule) else Verified.NO
    whole = any(isinstance(entry, Mapping) and entry.get("kind") == "whole" for entry in entries)
    return Verified.NO if whole else Verified.IN_PART


def is_of_catalogue(rule: Rule) -> bool:
    """Whether this is the catalogue's own rule, to the letter."""
    return rule.id in catalogue.rule_ids() and catalogue.document(rule.id) == rule.source
