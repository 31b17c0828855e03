"""A rule says itself: one sentence of what adopts, then what else a reader must know."""

from collections.abc import Mapping

from coalition.rules.conditions import (
    Anything,
    Condition,
    Everything,
    Fact,
    Opposite,
    Some,
    Threshold,
)
from coalition.rules.electorate import Electorate, electorate_of
from coalition.rules.errors import RollError
from coalition.rules.positions import Position
from coalition.rules.reading import is_half_of_voting, tests_of
from coalition.rules.rolls import Roll
from coalition.rules.rule import Manner, Rule, Tie
from coalition.rules.wording.clauses import Clause, Names, clause_of
from coalition.rules.wording.english import English
from coalition.rules.wording.french import French

Language = English | French

# A position within "... is read as ...".
_POSITIONS = {
    "en": ("A yes", "A no", "An abstention", "A declared abstention", "Not participating", "Absence"),
    "fr": (
        "Un vote pour",
        "Un vote contre",
        "Une abstention",
        "Une abstention déclarée",
        "La non-participation",
        "L’absence",
    ),
}


class Speaker:
    """Says the conditions of one rule, on a roll where one is given."""

    def __init__(self, rule: Rule, electorate: Electorate | None, language: Language, names: Names | None) -> None:
        self.rule = rule
        self.electorate = electorate
        self.language = language
        self.names = names
        self.texts = language.texts

    def clause(self, test: Threshold) -> Clause:
        """The test with the numbers of the roll."""
        return clause_of(test, self.rule.manner, self.electorate, self.rule.groups)

    def say(self, condition: Condition) -> str:
        """The condition as words after "if"."""
        match condition:
            case Threshold():
                return self.language.clause(self.clause(condition), self.names)
            case Fact(name=name):
                return self.language.fact(name)
            case Opposite(part=part):
                return self.language.opposite(self.say(part))
            case Everything(parts=parts):
                return self.everything(parts)
            case Anything(parts=parts):
                return self.anything(parts)
            case Some(least=least, parts=parts):
                return self.language.some(least, [self.say(part) for part in parts])

    def everything(self, parts: tuple[Condition, ...]) -> str:
        """All of them; what must not hold comes last, as "unless"."""
        exceptions = [p.part for p in parts if isinstance(p, Opposite) and not isinstance(p.part, Fact)]
        rest = [p for p in parts if not (isinstance(p, Opposite) and p.part in exceptions)]
        said = [self.language.conditions(self.together(rest))] if rest else []
        said += [self.texts["unless"].format(self.exception(part)) for part in exceptions]
        return ", ".join(said)

    def exception(self, part: Condition) -> str:
        """What would undo it."""
        if isinstance(part, Everything):
            return self.language.conditions(self.together(list(part.parts)))
        return self.say(part)

    def together(self, parts: list[Condition]) -> list[str]:
        """Conditions side by side, those about the same members in one breath."""
        said: list[str] = []
        rest = list(parts)
        while rest:
            first = rest.pop(0)
            if isinstance(first, Threshold):
                said.append(self.led_by(first, rest, bool(said)))
            else:
                said.append(self.say(first))
        return said

    def led_by(self, test: Threshold, rest: list[Condition], has_before: bool) -> str:
        """A test, with the weights that the same members must hold taken out of `rest`."""
        clause = self.clause(test)
        if has_before and clause.is_everyone and clause.is_yes and clause.members:
            return self.language.among(clause, self.names)
        if not (clause.is_of_roll and clause.weight is None):
            return self.language.clause(clause, self.names)
        weighed = [p for p in rest if isinstance(p, Threshold) and self.is_held(self.clause(p), clause)]
        for part in weighed:
            rest.remove(part)
        if not weighed or not clause.comparison.is_minimum:
            rest[:0] = weighed
            return self.language.clause(clause, self.names)
        return self.language.merged(clause, [self.clause(part) for part in weighed], self.names)

    def is_held(self, clause: Clause, members: Clause) -> bool:
        """Whether this test asks what the members of another hold."""
        same = clause.counted == members.counted and clause.is_of_roll and clause.comparison.is_minimum
        return same and clause.weight is not None

    def anything(self, parts: tuple[Condition, ...]) -> str:
        """One of them; "not F, or C" is said as "where F, C"."""
        if len(parts) == 2 and isinstance(parts[0], Opposite) and isinstance(parts[0].part, Fact):
            return self.language.provided(self.language.fact(parts[0].part.name), self.say(parts[1]))
        return self.language.alternatives([self.say(part) for part in parts])

    def notes(self) -> list[str]:
        """Quorum, silence, who is not counted, ties."""
        return [*self.readings(), *self.not_counted(), *self.tie()]

    def readings(self) -> list[str]:
        """What a position is read as."""
        said = []
        words = _POSITIONS[self.language.code]
        for given, taken in self.rule.read.items():
            if (given, taken) == (Position.ABSENT, Position.YES):
                said.append(self.texts["silence"])
            elif given is not taken:
                first, second = words[list(Position).index(given)], words[list(Position).index(taken)]
                said.append(self.texts["read"].format(first, second[0].lower() + second[1:]))
        return said

    def not_counted(self) -> list[str]:
        """Whom the rule disregards."""
        said = [self.texts["participants"]] if self.rule.participants_only else []
        for group in self.rule.disregard:
            members = self.members_of(group)
            name = self.language.named(members, self.names) if members else self.language.group(group)
            said.append(self.texts["disregard"].format(name))
        return said

    def members_of(self, group: str) -> tuple[str, ...]:
        """The members of a disregarded group: they are no longer in the electorate, so the roll tells."""
        if self.electorate is None:
            return tuple(sorted(self.rule.groups.get(group, ())))
        known: Mapping[str, frozenset[str]] = self.electorate.groups
        return tuple(member for member in self.electorate.roll.members if member in known.get(group, ()))

    def tie(self) -> list[str]:
        """What a tie means, where there can be one."""
        if not any(is_half_of_voting(test) for test in tests_of(self.rule)):
            return []
        tie = self.rule.tie
        if tie.kind is Tie.CASTING:
            holder = (
                self.language.group(tie.group) if tie.group else self.language.named((tie.member or "",), self.names)
            )
            return [self.texts["tie_casting"].format(holder)]
        return [self.texts["tie_second" if tie.kind is Tie.SECOND_VOTE else "tie_rejected"]]


def language_of(code: str) -> Language:
    """The words of a language; English where it is not French ("fr", "fr-be")."""
    return French() if code.lower().startswith("fr") else English()


def sentence(rule: Rule, roll: Roll | None = None, language: str = "en", names: Names | None = None) -> str:
    """The rule in words; with a roll, with its numbers ("20 of 35") and the names of groups' members."""
    words = language_of(language)
    speaker = Speaker(rule, _electorate(rule, roll), words, names)
    if rule.manner is Manner.ANSWERS or rule.adopt is None:
        return words.texts["answers"]
    key = "published_if" if rule.manner is Manner.ENDORSEMENT else "adopted_if"
    said = [words.texts[key].format(speaker.say(rule.adopt))]
    if rule.reject is not None:
        said.append(words.texts["reject"].format(speaker.say(rule.reject)))
    if rule.quorum is not None:
        said.append(words.texts["quorum"].format(speaker.say(rule.quorum)))
    return " ".join([*said, *speaker.notes()])


def say_condition(rule: Rule, condition: Condition, roll: Roll | None, language: str, names: Names | None) -> str:
    """One condition of a rule in words, for a picture of the rule as a tree."""
    return Speaker(rule, _electorate(rule, roll), language_of(language), names).say(condition)


def _electorate(rule: Rule, roll: Roll | None) -> Electorate | None:
    """The electorate, or None where the roll cannot serve: a sentence needs no roll."""
    if roll is None:
        return None
    try:
        return electorate_of(rule, roll)
    except RollError:
        return None
