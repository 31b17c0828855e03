"""Rules and outcomes in words, in English and French at once: an integrator shows the reader's own."""

from __future__ import annotations

from collections.abc import Mapping

from drf_spectacular.utils import extend_schema_field

from coalition.models import Member
from coalition.rules.outcomes import Outcome
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.rules.wording import headline, reasons, sentence
from proposals.api.fields import AsIs

LANGUAGES = ("en", "fr")
Names = Mapping[str, Mapping[str, str]]  # by language, by member's code
_TEXTS = {"type": "array", "items": {"type": "string"}}


def names_in(coalition_id: int) -> Names:
    """Return how the coalition calls its members, in one query."""
    rows = list(Member.objects.filter(coalition=coalition_id).values_list("code", "name_en", "name_fr"))
    return {"en": {code: en for code, en, _fr in rows}, "fr": {code: fr for code, _en, fr in rows}}


def rule_in_words(rule: Rule, names: Names, roll: Roll | None = None) -> dict[str, str]:
    """Return the rule's sentence, by language."""
    return {language: sentence(rule, roll, language, names[language]) for language in LANGUAGES}


def result_in_words(outcome: Outcome) -> dict[str, str]:
    """Return the result in a few words, by language."""
    return {language: headline(outcome, language) for language in LANGUAGES}


def reasons_in_words(outcome: Outcome, names: Names) -> dict[str, list[str]]:
    """Return the reasons, the most telling first, by language."""
    return {language: reasons(outcome, language, names[language]) for language in LANGUAGES}


@extend_schema_field({"type": "object", "required": ["en", "fr"], "properties": {"en": _TEXTS, "fr": _TEXTS}})
class Reasons(AsIs):
    """Sentences, by language."""
