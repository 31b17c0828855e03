"""Amounts in words: what there is, what is needed, what is missing."""

from fractions import Fraction

from coalition.rules.numbers import read_share
from coalition.rules.outcomes import ConditionResult
from coalition.rules.wording.sentences import Language

MINIMA = ("at_least", "more_than")


def is_minimum(condition: ConditionResult) -> bool:
    """Whether the condition asks for enough, rather than for few."""
    return condition.comparison in MINIMA


def is_percentage(condition: ConditionResult) -> bool:
    """Whether the amounts are said as a percentage: a share of a weight, where there is any."""
    return condition.weight is not None and condition.share is not None and not condition.computed


def amount(condition: ConditionResult, words: Language) -> str:
    """What there is, of what, and what is needed: "18 of 35, need 20", "39.2%, need 65%"."""
    if condition.comparison is None:
        return words.texts["of"].format(condition.have, condition.of_amount or 1)
    if condition.kind in ("concurrence", "no_veto") and condition.weight is None:
        count = condition.have if is_minimum(condition) else condition.of_amount - condition.have
        return words.texts["of"].format(count, condition.of_amount)
    if is_percentage(condition):
        return _against(condition, words, words.percent(_decimal(tenths(condition))), _share_needed(condition, words))
    have = words.texts["of"].format(words.digits(condition.have), words.digits(condition.of_amount))
    unit = "" if condition.weight != "votes" else f" {words.quantity(2, 'votes').split()[-1]}"
    said = f"{have}{words.in_base(condition.of or '', condition.group)}{unit}"
    return _against(condition, words, said, words.digits(condition.need))


def _against(condition: ConditionResult, words: Language, have: str, need: str) -> str:
    if is_minimum(condition):
        return words.texts["need_min"].format(have, need)
    key = "need_none" if condition.need <= 0 else "need_max"
    return words.texts[key].format(have, need)


def tenths(condition: ConditionResult) -> int:
    """What there is in tenths of a percent: to the nearest, but never across the threshold.

    64.97% of a needed 65% is said as 64.9%: a number that reads as met must be met.
    """
    if not condition.of_amount:
        return 0
    exact = Fraction(condition.have * 1000, condition.of_amount)
    asked = _asked(condition) * 1000
    nearest = round(exact)
    if condition.comparison in ("at_least", "fewer_than") and exact < asked <= nearest:
        return exact.numerator // exact.denominator
    if condition.comparison in ("more_than", "at_most") and nearest <= asked < exact:
        return -(-exact.numerator // exact.denominator)
    return nearest


def points(condition: ConditionResult, words: Language) -> str:
    """How far from the threshold, in percentage points; what there is and this add up to it."""
    asked = _asked(condition) * 1000
    apart = abs(round(asked) - tenths(condition))
    return words.decimal(_decimal(apart if apart or condition.holds else 1))


def _asked(condition: ConditionResult) -> Fraction:
    share = read_share(condition.share or "")
    return share.value if share is not None else Fraction(0)


def _share_needed(condition: ConditionResult, words: Language) -> str:
    share = read_share(condition.share or "")
    said = words.share(share) if share is not None else ""
    if condition.comparison in ("at_least", "at_most"):
        return said
    return f"{words.texts['more_than' if condition.comparison == 'more_than' else 'less_than']} {said}"


def _decimal(number: int) -> str:
    return f"{number // 10}.{number % 10}"


def short_of(condition: ConditionResult, words: Language) -> str:
    """By how much a test fails: "2 more members needed", "1 member too many"."""
    if is_percentage(condition) and condition.of_amount:
        key = "points_more" if is_minimum(condition) else "points_over"
        return words.texts[key].format(points(condition, words))
    if is_minimum(condition):
        return words.texts["more"].format(words.more(condition.missing, condition.weight))
    return words.texts["over"].format(words.quantity(condition.missing, condition.weight))


def to_spare(condition: ConditionResult, words: Language) -> str:
    """That a test holds, and by how much."""
    if condition.tie:
        return words.texts["tie_held"]
    if condition.comparison is None or condition.kind in ("concurrence", "no_veto") or not condition.spare:
        return words.texts["holds"]
    if is_percentage(condition):
        said = points(condition, words)
        return words.texts["holds"] if said in ("0.0", "0,0") else words.texts["spare"].format(f"{said} points")
    return words.texts["spare"].format(words.quantity(condition.spare, condition.weight))
