"""An outcome explains itself: each condition, what is missing, and why."""

from fractions import Fraction

from coalition.rules.outcomes import ConditionResult, Outcome
from coalition.rules.positions import Position
from coalition.rules.results import Result
from coalition.rules.rule import Manner, Tie
from coalition.rules.wording.clauses import Names
from coalition.rules.wording.sentences import Language, language_of


def headline(outcome: Outcome, language: str = "en") -> str:
    """The result in a few words, never "32 yes" for a consensus."""
    words = language_of(language)
    texts = words.texts
    if outcome.result is Result.ADOPTED:
        return _adopted(outcome, words)
    if outcome.result is not Result.REJECTED:
        return texts[outcome.result.value]
    if outcome.manner is Manner.SILENCE:
        return texts["silence_broken"]
    if outcome.supported_by.is_most:
        return texts["supported"].format(outcome.supported_by.yes, outcome.supported_by.of)
    return texts["no_consensus"] if outcome.manner is Manner.CONSENSUS else texts["rejected"]


def _adopted(outcome: Outcome, words: Language) -> str:
    tally = outcome.tally
    how = {
        Manner.CONSENSUS: words.texts["consensus"],
        Manner.SILENCE: words.texts["under_silence"],
        Manner.VOTE: words.texts["by_vote"].format(tally.count(Position.YES), tally.count(Position.NO)),
    }
    if outcome.manner is Manner.OPT_IN:
        return f"{words.texts['adopted']}, {words.texts['taking_part'].format(tally.count(Position.YES))}"
    return f"{words.texts['adopted']} {how.get(outcome.manner, '')}".rstrip()


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
        return words.must_concur(condition.group)
    if condition.kind == "no_veto" and condition.group:
        return words.no_veto(condition.group)
    return words.title(frozenset(condition.counted), condition.weight, condition.group, condition.of or "", manner)


def _combination_title(condition: ConditionResult, words: Language) -> str:
    keys = {"any": "one_of", "some": "k_of", "all": "all_of", "not": "not_of"}
    return words.texts[keys[condition.kind]].format(words.number(condition.need))


def condition_amount(condition: ConditionResult, language: str = "en") -> str:
    """What there is, of what, and what is needed: "18 of 35, need 20"."""
    words = language_of(language)
    if condition.comparison is None:
        return words.texts["of"].format(condition.have, condition.of_amount or 1)
    is_minimum = condition.comparison in ("at_least", "more_than")
    if condition.kind in ("concurrence", "no_veto") and condition.weight is None:
        count = condition.have if is_minimum else condition.of_amount - condition.have
        return words.texts["of"].format(count, condition.of_amount)
    text = words.texts["need_min" if is_minimum else "need_max"]
    if condition.weight is not None and condition.share is not None and not condition.computed:
        return text.format(_percentage(condition, words), _share_needed(condition, words))
    have = words.texts["of"].format(words.digits(condition.have), words.digits(condition.of_amount))
    unit = "" if condition.weight != "votes" else f" {words.quantity(2, 'votes').split()[-1]}"
    return text.format(
        f"{have}{words.in_base(condition.of or '', condition.group)}{unit}", words.digits(condition.need)
    )


def _percentage(condition: ConditionResult, words: Language) -> str:
    """What there is as a percentage of the base, rounded away from the need: never to "safe"."""
    if not condition.of_amount:
        return words.percent("0")
    tenths = Fraction(condition.have * 1000, condition.of_amount)
    is_minimum = condition.comparison in ("at_least", "more_than")
    number = tenths.numerator // tenths.denominator if is_minimum else -(-tenths.numerator // tenths.denominator)
    return words.percent(f"{number // 10}.{number % 10}")


def _share_needed(condition: ConditionResult, words: Language) -> str:
    share = condition.share or ""
    said = words.percent(share.rstrip("% ")) if "%" in share else share
    strict = {"more_than": ">", "fewer_than": "<"}.get(condition.comparison or "", "")
    return f"{strict}{said}"


def condition_text(
    condition: ConditionResult, language: str = "en", names: Names | None = None, manner: Manner = Manner.VOTE
) -> str:
    """The condition with its amounts in one line."""
    words = language_of(language)
    title = condition_title(condition, language, names, manner)
    colon = "\u00a0: " if words.code == "fr" else ": "
    if condition.kind == "fact":
        return title if condition.holds else words.texts["fact_missing"].format(words.fact(condition.fact or ""))
    if condition.comparison is not None:
        return f"{title}{colon}{condition_amount(condition, language)}"
    separator = "\u00a0; " if words.code == "fr" else "; "
    return f"{title}{colon}{separator.join(condition_text(c, language, names, manner) for c in condition.children)}"


def missing_text(condition: ConditionResult, language: str = "en", names: Names | None = None) -> str:
    """What the condition still lacks, or that it holds and by how much."""
    words = language_of(language)
    if condition.holds:
        return _spare(condition, words)
    if condition.kind == "fact":
        return words.texts["fact_missing"].format(words.fact(condition.fact or ""))
    if condition.comparison is None:
        return _children_missing(condition, language, names)
    if condition.members and condition.kind in ("concurrence", "no_veto"):
        return _who(condition, words, names)
    is_minimum = condition.comparison in ("at_least", "more_than")
    if condition.weight is not None and condition.share is not None and condition.of_amount:
        return words.texts["points_more" if is_minimum else "points_over"].format(_points(condition, words))
    if is_minimum:
        return words.texts["more"].format(words.more(condition.missing, condition.weight))
    return words.texts["over"].format(words.quantity(condition.missing, condition.weight))


def _spare(condition: ConditionResult, words: Language) -> str:
    if condition.tie:
        return words.texts["tie_held"]
    if condition.comparison is None or condition.kind in ("concurrence", "no_veto", "fact") or not condition.spare:
        return words.texts["holds"]
    if condition.weight is not None and condition.share is not None and condition.of_amount:
        points = words.decimal(_tenths(condition.spare, condition.of_amount, up=False))
        unit = {"en": "points", "fr": "points"}[words.code]
        return words.texts["spare"].format(f"{points} {unit}")
    return words.texts["spare"].format(words.quantity(condition.spare, condition.weight))


def _children_missing(condition: ConditionResult, language: str, names: Names | None) -> str:
    words = language_of(language)
    if condition.kind == "not":
        return words.texts["over"].format(words.texts["of"].format(condition.have, 1))
    short = [missing_text(child, language, names) for child in condition.children if not child.holds]
    glue = {"any": {"en": " or ", "fr": " ou "}}.get(condition.kind, {"en": "; ", "fr": "\u00a0; "})[words.code]
    return glue.join(short)


def _who(condition: ConditionResult, words: Language, names: Names | None) -> str:
    """The members that a concurrence or a veto turns on, by name."""
    is_minimum = condition.kind == "concurrence"
    counted = set(condition.counted)
    who = [m for m, position in condition.members.items() if (position in counted) is not is_minimum]
    return words.texts["not_voting_yes" if is_minimum else "voting_no"].format(words.named(who, names))


def _points(condition: ConditionResult, words: Language) -> str:
    return words.decimal(_tenths(condition.missing, condition.of_amount, up=True))


def _tenths(part: int, whole: int, *, up: bool) -> str:
    """Percentage points with one decimal, rounded so as not to flatter."""
    number = -(-part * 1000 // whole) if up else part * 1000 // whole
    return f"{number // 10}.{number % 10}"


def reasons(outcome: Outcome, language: str = "en", names: Names | None = None) -> list[str]:
    """Why, most telling first: veto or lack of votes, then each condition, then who was not counted."""
    words = language_of(language)
    said = [*_first(outcome, words, names), *_tie(outcome, words)]
    for condition in sorted(outcome.conditions, key=lambda condition: condition.holds):
        if outcome.result is Result.NO_QUORUM and condition.role != "quorum":
            continue
        text = condition_text(condition, language, names, outcome.manner)
        said.append(f"{text}. {_ended(missing_text(condition, language, names))}")
    for key, members in (("suspended", outcome.tally.suspended), ("disregarded", outcome.tally.disregarded)):
        if members:
            said.append(words.texts[key].format(words.named(members, names)))
    return said


def _first(outcome: Outcome, words: Language, names: Names | None) -> list[str]:
    """Enough yes but a member with a veto against, or too few yes: not the same thing (UN Charter 27(3))."""
    vetoes = [c for c in outcome.conditions if c.kind == "no_veto"]
    if outcome.result is not Result.REJECTED or not vetoes:
        return []
    short = [c for c in outcome.conditions if c.kind == "threshold" and not c.holds]
    if short:
        return [words.texts["lack"].format(words.digits(short[0].have), words.digits(short[0].need))]
    against = outcome.vetoed_by
    return [words.texts["veto"].format(words.named(against, names))] if against else []


def _tie(outcome: Outcome, words: Language) -> list[str]:
    if outcome.tie is None:
        return []
    keys = {Tie.CASTING: "tie_was_casting", Tie.SECOND_VOTE: "tie_was_second", Tie.REJECTED: "tie_was_rejected"}
    return [words.texts[keys[outcome.tie]]]


def _ended(text: str) -> str:
    text = text[0].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."
