"""An outcome explains itself: the result in a few words, and why."""

from coalition.rules.outcomes import ConditionResult, Outcome
from coalition.rules.positions import Position
from coalition.rules.results import Result
from coalition.rules.rule import Manner, Tie
from coalition.rules.wording.clauses import Names
from coalition.rules.wording.explaining import condition_text, missing_text
from coalition.rules.wording.sentences import Language, language_of

TIES = {Tie.CASTING: "tie_was_casting", Tie.SECOND_VOTE: "tie_was_second", Tie.REJECTED: "tie_was_rejected"}


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
    if outcome.manner in (Manner.OPT_IN, Manner.ENDORSEMENT):
        return _not_enough(outcome, words)
    if outcome.supported_by.is_most:
        return texts["supported"].format(outcome.supported_by.yes, outcome.supported_by.of)
    return texts["no_consensus"] if outcome.manner is Manner.CONSENSUS else texts["rejected"]


def _adopted(outcome: Outcome, words: Language) -> str:
    tally = outcome.tally
    if outcome.manner is Manner.OPT_IN:
        return f"{words.texts['adopted']}, {words.texts['taking_part'].format(tally.count(Position.YES))}"
    if outcome.manner is Manner.ENDORSEMENT:
        return words.texts["endorsed"].format(outcome.supported_by.yes, outcome.supported_by.of)
    how = {
        Manner.CONSENSUS: words.texts["consensus"],
        Manner.SILENCE: words.texts["under_silence"],
        Manner.VOTE: words.texts["by_vote"].format(tally.count(Position.YES), tally.count(Position.NO)),
    }
    return f"{words.texts['adopted']} {how[outcome.manner]}"


def _not_enough(outcome: Outcome, words: Language) -> str:
    """Of those who take part, or endorse: nobody was against, and nobody supported it by a vote."""
    there = outcome.supported_by
    if outcome.manner is Manner.ENDORSEMENT:
        return words.texts["not_endorsed"].format(there.yes, there.of)
    return words.texts["would_take_part"].format(there.yes) if there.yes else words.texts["rejected"]


def reasons(outcome: Outcome, language: str = "en", names: Names | None = None) -> list[str]:
    """Why, most telling first: veto or lack of votes, then each condition, then who was not counted."""
    words = language_of(language)
    said = [*_veto_or_lack(outcome, words, names)]
    if outcome.tie is not None:
        said.append(words.texts[TIES[outcome.tie]])
    said += [_reason(c, outcome, words, names) for c in sorted(_telling(outcome), key=lambda c: c.holds)]
    for key, members in (("suspended", outcome.tally.suspended), ("disregarded", outcome.tally.disregarded)):
        if members:
            said.append(words.texts[key].format(words.named(members, names)))
    if outcome.manner is Manner.OPT_IN and outcome.bound:
        said.append(words.texts["binds_only_them"].format(words.named(outcome.bound, names)))
    return said


def _telling(outcome: Outcome) -> list[ConditionResult]:
    """The conditions that the result turned on: without a quorum, only the quorum's."""
    if outcome.result is Result.NO_QUORUM:
        return [c for c in outcome.conditions if c.role == "quorum"]
    if outcome.result is Result.ADOPTED:
        return [c for c in outcome.conditions if c.role != "reject"]
    return list(outcome.conditions)


def _reason(condition: ConditionResult, outcome: Outcome, words: Language, names: Names | None) -> str:
    text = condition_text(condition, words.code, names, outcome.manner)
    missing = missing_text(condition, words.code, names, outcome.manner)
    prefix = words.texts.get(f"role_{condition.role}", "")
    return f"{prefix}{text}. {missing[0].upper()}{missing[1:]}."


def _veto_or_lack(outcome: Outcome, words: Language, names: Names | None) -> list[str]:
    """Enough yes but a member with a veto against, or too few yes: not the same thing (UN Charter 27(3))."""
    if outcome.result is not Result.REJECTED or not any(c.kind == "no_veto" for c in outcome.conditions):
        return []
    short = [c for c in outcome.conditions if c.kind == "threshold" and not c.holds]
    if short:
        return [words.texts["lack"].format(words.digits(short[0].have), words.digits(short[0].need))]
    against = outcome.vetoed_by
    return [words.texts["veto"].format(words.named(against, names))] if against else []
