"""Whom a decision binds, and what stands behind a rule, in words."""

from collections.abc import Mapping

from coalition.rules.rule import Binds, Manner, Rule
from coalition.rules.wording import english_words, french_words
from coalition.rules.wording.sentences import language_of

_BINDS_THEM = {Manner.OPT_IN: "binds_taking_part", Manner.ENDORSEMENT: "commits_endorsing"}


def effect_sentence(rule: Rule, language: str = "en") -> str:
    """Whom the text binds once adopted, and whether it is political only."""
    words = language_of(language)
    binds = french_words.BINDS if words.code == "fr" else english_words.BINDS
    said = [binds[rule.effect.binds]]
    if rule.manner in _BINDS_THEM and rule.effect.binds is Binds.IN_FAVOUR:
        said = [words.texts[_BINDS_THEM[rule.manner]]]
    if rule.manner is Manner.ANSWERS:
        said = [_answers(words.code)]
    if rule.effect.political:
        said.append(words.texts["political"])
    return " ".join(said)


def basis_sentence(rule: Rule, language: str = "en") -> str:
    """The legal basis, or the plain word that there is none."""
    words = language_of(language)
    basis = rule.source.get("basis")
    if not isinstance(basis, Mapping):
        return words.texts["configuration"]
    kind = basis.get("kind", "treaty")
    if kind in ("configuration", "general"):
        return words.texts[kind]
    text = words.texts[kind if kind in ("practice", "history") else "basis"]
    return text.format(basis.get(words.code) or basis.get("en", ""))


SUBJECTS = {
    "military": ("military matters", "les questions militaires"),
    "defence": ("defence", "la défense"),
    "procedural": ("procedural questions", "les questions de procédure"),
}


def admissible_sentence(rule: Rule, language: str = "en") -> str:
    """For which subjects and members the rule may be used; empty where nothing is asked."""
    words, asked = language_of(language), rule.admissible
    french = words.code == "fr"

    def listed(subjects: frozenset[str]) -> str:
        return words.join([SUBJECTS.get(name, (name, name))[french] for name in sorted(subjects)])

    said = []
    if asked.only_subjects:
        said.append(words.texts["only_subjects"].format(listed(asked.only_subjects)))
    if asked.not_subjects:
        said.append(words.texts["not_subjects"].format(listed(asked.not_subjects)))
    if asked.only_members:
        said.append(words.texts["only_members"].format(len(asked.only_members)))
    if asked.needs_members:
        said.append(words.texts["needs_members"].format(words.named(tuple(asked.needs_members), None)))
    if asked.least_members:
        said.append(words.texts["least_members"].format(words.number(asked.least_members)))
    return " ".join(said)


def _answers(code: str) -> str:
    if code == "fr":
        return "Chaque réponse n’engage que le membre qui la donne."
    return "Each answer commits only the member that gives it."
