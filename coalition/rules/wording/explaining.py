"""A condition explains itself: what it measures, what there is, what is missing."""

from coalition.rules.outcomes import ConditionResult
from coalition.rules.positions import Position
from coalition.rules.rule import Manner
from coalition.rules.wording.amounts import amount, short_of, to_spare
from coalition.rules.wording.clauses import Names
from coalition.rules.wording.sentences import Language, language_of


def condition_title(
    condition: ConditionResult, language: str = "en", names: Names | None = None, manner: Manner = Manner.VOTE
) -> str:
    """What the condition measures: "Members voting yes", "E3 all vote yes"."""
    words = language_of(language)
    if condition.kind == "fact":
        said = words.fact(condition.fact or "")
        return said[0].upper() + said[1:]
    if condition.comparison is None:
        return _combination_title(condition, words)
    if condition.kind == "concurrence" and condition.group and condition.weight is None:
        return words.must_concur(condition.group, manner)
    if condition.kind == "no_veto" and condition.group:
        return words.no_veto(condition.group)
    return words.title(frozenset(condition.counted), condition.weight, condition.group, condition.of or "", manner)


def _combination_title(condition: ConditionResult, words: Language) -> str:
    keys = {"any": "one_of", "some": "k_of", "all": "all_of", "not": "not_of"}
    key = "not_all_of" if _denies_all(condition) else keys[condition.kind]
    return words.texts[key].format(words.number(condition.need))


def _denies_all(condition: ConditionResult) -> bool:
    return condition.kind == "not" and condition.children[0].kind == "all"


def condition_amount(condition: ConditionResult, language: str = "en") -> str:
    """What there is, of what, and what is needed: "18 of 35, need 20"."""
    return amount(condition, language_of(language))


def condition_text(
    condition: ConditionResult, language: str = "en", names: Names | None = None, manner: Manner = Manner.VOTE
) -> str:
    """The condition with its amounts in one line."""
    words = language_of(language)
    title = condition_title(condition, language, names, manner)
    if condition.kind == "fact":
        return title
    colon = words.texts["colon"]
    if condition.comparison is not None:
        return f"{title}{colon}{amount(condition, words)}{_seats(condition, words)}"
    inside = condition.children[0].children if _denies_all(condition) else _said(condition)
    texts = [condition_text(child, language, names, manner) for child in inside]
    if len(texts) == 1 and condition.kind in ("any", "all"):
        return texts[0]
    return f"{title}{colon}{words.texts['semicolon'].join(texts)}"


def _said(condition: ConditionResult) -> tuple[ConditionResult, ...]:
    """The conditions inside that are worth saying: of alternatives, not a fact that rules itself out."""
    if condition.kind != "any":
        return condition.children
    kept = tuple(child for child in condition.children if child.holds or not _is_about_fact(child))
    return kept or condition.children


def _is_about_fact(condition: ConditionResult) -> bool:
    return condition.kind == "fact" or (condition.kind == "not" and condition.children[0].kind == "fact")


def _seats(condition: ConditionResult, words: Language) -> str:
    """The positions of groups that counted as one."""
    if not condition.seats:
        return ""
    said = [f"{words.group(group)}{words.texts['colon']}{words.position(p)}" for group, p in condition.seats.items()]
    return f" ({', '.join(said)})"


def missing_text(
    condition: ConditionResult, language: str = "en", names: Names | None = None, manner: Manner = Manner.VOTE
) -> str:
    """What the condition still lacks, or that it holds and by how much."""
    words = language_of(language)
    if condition.kind == "fact":
        return words.texts["fact_holds" if condition.holds else "fact_missing"]
    if condition.holds:
        return to_spare(condition, words)
    if condition.kind == "not":
        return words.texts["all_hold" if _denies_all(condition) else "it_holds"]
    if condition.comparison is None:
        short = [missing_text(child, language, names, manner) for child in _said(condition) if not child.holds]
        return words.texts["or" if condition.kind == "any" else "semicolon"].join(short)
    if condition.members and condition.kind in ("concurrence", "no_veto"):
        return _who(condition, words, names, manner)
    return short_of(condition, words)


def _who(condition: ConditionResult, words: Language, names: Names | None, manner: Manner) -> str:
    """The members that a concurrence or a veto turns on, by name."""
    wanted = condition.kind == "concurrence"
    counted: set[Position] = set(condition.counted)
    who = [member for member, position in condition.members.items() if (position in counted) is not wanted]
    lacking = {Manner.OPT_IN: "not_taking_part", Manner.ENDORSEMENT: "not_endorsing"}.get(manner, "not_voting_yes")
    return words.texts[lacking if wanted else "voting_no"].format(words.named(who, names))
