"""What stands behind a rule, in a badge: law, practice, a form, a configuration, and how far anybody has read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coalition.rules.rule import Rule
from coalition.rules.standing import Basis, Verified, basis_of, verified
from frontend.words.members import language


@dataclass(frozen=True)
class Label:
    """One badge."""

    text: str
    css: str
    icon: str


def labels(rule: Rule) -> list[Label]:
    """The badges of a rule: where it comes from and, where that is not certain, that it is not."""
    basis, read = basis_of(rule), verified(rule)
    if basis is Basis.TREATY and read is Verified.NO:
        return [_unverified(_("Unverified: not read in a source"))]
    found = [_basis(basis)]
    return [*found, _unverified(_("Unverified in part"))] if read is Verified.IN_PART else found


def basis_word(basis: Basis) -> str:
    """The kind of basis in a word or two."""
    return {
        Basis.TREATY: _("Law in force"),
        Basis.PRACTICE: _("Practice, no treaty"),
        Basis.HISTORY: _("History, no longer in force"),
        Basis.GENERAL: _("General form, law only where adopted"),
        Basis.CONFIGURATION: _("Our configuration, not law"),
        Basis.STATED: _("As its author states"),
    }[basis]


def _basis(basis: Basis) -> Label:
    css = {Basis.CONFIGURATION: "draft", Basis.GENERAL: "draft", Basis.STATED: "warn"}
    icon = {Basis.TREATY: "i-seal", Basis.PRACTICE: "i-people", Basis.HISTORY: "i-clock", Basis.STATED: "i-warn"}
    return Label(basis_word(basis), css.get(basis, ""), icon.get(basis, "i-doc"))


def _unverified(text: str) -> Label:
    return Label(text, "warn", "i-warn")


def text_of(words: object, code: str | None = None) -> str:
    """A text of a rule's document in the reader's language, or in the one it has."""
    if isinstance(words, str):
        return words
    if not isinstance(words, dict):
        return ""
    return str(words.get(code or language()) or words.get("en") or words.get("fr") or "")


def title_of(rule: Rule) -> str:
    """A rule's title; its id where it has none."""
    return text_of(dict(rule.title)) or rule.id


def weight_phrase(weight: str | None) -> str:
    """What a member counts for."""
    if weight is None:
        return pgettext("weight", "one each")
    known = {
        "population": pgettext("weight", "their population"),
        "gdp": pgettext("weight", "their GDP"),
        "capital": pgettext("weight", "their share of the capital"),
        "votes": pgettext("weight", "their votes"),
        "cost_share": pgettext("weight", "their share of the cost"),
    }
    return known.get(weight, weight)
