"""Reading a rule from its JSON: every error names the place in the rule and what is wrong there."""

from collections.abc import Mapping

from coalition.rules.conditions import Base, Comparison, Condition, Threshold, walk
from coalition.rules.errors import RuleError
from coalition.rules.numbers import Share
from coalition.rules.positions import VOTING, Position
from coalition.rules.reading_conditions import read_condition
from coalition.rules.reading_values import (
    MOST,
    inside,
    known_keys,
    named,
    one_of,
    read_names,
    read_object,
    read_text,
    read_whole,
)
from coalition.rules.rule import Admissible, Binds, Effect, Manner, Rule, Tie, TieBreak

__all__ = ["RuleError", "read_rule"]

# Keys that say what a rule is rather than what it does: kept in the source, checked for their shape only.
IDENTITY = ("$schema", "id", "version", "title", "basis", "notes", "unverified", "procedures", "sources", "system")
KEYS = (*IDENTITY, "adopt", "quorum", "reject", "read", "disregard", "participants_only", "effect", "tie", "manner")
ADMISSIBLE = ("only_subjects", "not_subjects", "only_members", "needs_members", "least_members", "notes")
ALL_KEYS = (*KEYS, "admissible", "groups")


def read_rule(data: object) -> Rule:
    """The rule in `data`, a JSON document as parsed. Raises `RuleError`."""
    document = read_object(data, "")
    known_keys(document, ALL_KEYS, "")
    manner = one_of(Manner, document.get("manner", Manner.VOTE), "manner")
    rule = Rule(
        source=document,
        id=read_text(document.get("id", "unnamed"), "id"),
        version=_version(document.get("version", "1")),
        title=_words(document.get("title", {}), "title"),
        adopt=_optional_condition(document, "adopt"),
        quorum=_optional_condition(document, "quorum"),
        reject=_optional_condition(document, "reject"),
        read=_read_as(document.get("read", {})),
        disregard=_disregard(document.get("disregard", [])),
        participants_only=_flag(document.get("participants_only", False), "participants_only"),
        effect=_effect(document.get("effect", Binds.ALL)),
        tie=_tie(document.get("tie", Tie.REJECTED)),
        manner=manner,
        admissible=_admissible(document.get("admissible", {})),
        groups=_groups(document.get("groups", {})),
    )
    _check_whole(rule)
    _check_identity(document)
    return rule


def _check_identity(document: Mapping[str, object]) -> None:
    """The shape of what says where a rule comes from; nothing is decided by it."""
    if "$schema" in document:
        read_text(document["$schema"], "$schema")
    for key in ("basis", "notes", "system"):
        _words(document.get(key, {}), key)
    read_names(document.get("sources", []), "sources")
    for key in ("unverified", "procedures"):
        items = document.get(key, [])
        if not isinstance(items, list):
            raise RuleError(key, "expected a list")
        for index, item in enumerate(items):
            place = f"{key}[{index}]"
            words = read_object(item, place)
            if key == "procedures":
                read_text(words.get("kind"), inside(place, "kind"))
                _check_plain(words, place)
            _words({k: v for k, v in words.items() if key == "unverified" or k in ("en", "fr")}, place)


def _check_plain(values: Mapping[str, object], place: str) -> None:
    """A procedure's particulars: "limit": 1, "rules": ["e3", "e6"]."""
    for key, value in values.items():
        if isinstance(value, list):
            read_names(value, inside(place, key))
        elif not isinstance(value, str | bool | int):
            raise RuleError(
                inside(place, key), f"expected a text, a list of names or a whole number, found {named(value)}"
            )


def _optional_condition(document: Mapping[str, object], key: str) -> Condition | None:
    return read_condition(document[key], key) if key in document else None


def _check_whole(rule: Rule) -> None:
    """What no single key can say."""
    count = sum(1 for _ in rule.conditions())
    if count > MOST:
        raise RuleError("", f"{count} conditions: more than {MOST} are not read")
    if rule.manner is Manner.ANSWERS:
        if rule.adopt is not None or rule.reject is not None:
            raise RuleError("manner", "a rule that only records answers has no 'adopt' and no 'reject'")
    elif rule.adopt is None:
        raise RuleError("adopt", "missing: say what must hold for the text to be adopted")
    if rule.tie.kind is Tie.CASTING and not any(is_half_of_voting(c) for c in rule.conditions()):
        raise RuleError("tie", "a casting vote needs a test of yes, more_than half (50%), of voting")


def is_half_of_voting(condition: Condition) -> bool:
    """Whether this is the test that a tie is about: yes, more than half of those voting."""
    if not isinstance(condition, Threshold) or not isinstance(condition.bound, Share):
        return False
    is_half = condition.comparison is Comparison.MORE_THAN and condition.bound.value * 2 == 1
    return is_half and condition.base is Base.VOTING and condition.counted == VOTING - {Position.NO}


def _version(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return read_text(value, "version")


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise RuleError(place, "write true or false")
    return value


def _words(value: object, place: str) -> Mapping[str, str]:
    """Words in one or both languages: {"en": ..., "fr": ...}, or one text for both."""
    if isinstance(value, str):
        return {"en": value, "fr": value}
    words = read_object(value, place)
    known_keys(words, ("en", "fr", "kind"), place)
    return {language: read_text(text, inside(place, language)) for language, text in words.items()}


def _read_as(value: object) -> Mapping[Position, Position]:
    reading = read_object(value, "read")
    return {
        one_of(Position, given, inside("read", given)): one_of(Position, taken, inside("read", given))
        for given, taken in reading.items()
    }


def _disregard(value: object) -> tuple[str, ...]:
    return (read_text(value, "disregard"),) if isinstance(value, str) else read_names(value, "disregard")


def _effect(value: object) -> Effect:
    if isinstance(value, str):
        return Effect(one_of(Binds, value, "effect"))
    effect = read_object(value, "effect")
    known_keys(effect, ("binds", "political"), "effect")
    binds = one_of(Binds, effect.get("binds", Binds.ALL), "effect.binds")
    return Effect(binds, _flag(effect.get("political", False), "effect.political"))


def _tie(value: object) -> TieBreak:
    if isinstance(value, str):
        kind = one_of(Tie, value, "tie")
        if kind is Tie.CASTING:
            raise RuleError("tie", 'say whose casting vote: {"casting": MEMBER} or {"casting_group": GROUP}')
        return TieBreak(kind)
    tie = read_object(value, "tie")
    known_keys(tie, ("casting", "casting_group"), "tie")
    if len(tie) != 1:
        raise RuleError("tie", "give either 'casting' or 'casting_group'")
    if "casting" in tie:
        return TieBreak(Tie.CASTING, member=read_text(tie["casting"], "tie.casting"))
    return TieBreak(Tie.CASTING, group=read_text(tie["casting_group"], "tie.casting_group"))


def _admissible(value: object) -> Admissible:
    asked = read_object(value, "admissible")
    known_keys(asked, ADMISSIBLE, "admissible")
    _words(asked.get("notes", {}), "admissible.notes")

    def names(key: str) -> frozenset[str]:
        return frozenset(read_names(asked.get(key, []), inside("admissible", key)))

    return Admissible(
        only_subjects=names("only_subjects"),
        not_subjects=names("not_subjects"),
        only_members=names("only_members"),
        needs_members=names("needs_members"),
        least_members=read_whole(asked.get("least_members", 0), "admissible.least_members"),
    )


def _groups(value: object) -> Mapping[str, frozenset[str]]:
    groups = read_object(value, "groups")
    return {name: frozenset(read_names(members, inside("groups", name))) for name, members in groups.items()}


def needs_of(rule: Rule) -> tuple[frozenset[str], frozenset[str]]:
    """The weights, and the groups without usual members, that a roll must bring for this rule."""
    return rule.weights, rule.group_names - frozenset(rule.groups)


def tests_of(rule: Rule) -> tuple[Threshold, ...]:
    """Every test of the rule, for callers that list what it counts."""
    tops = (c for c in (rule.quorum, rule.adopt, rule.reject) if c is not None)
    return tuple(c for top in tops for c in walk(top) if isinstance(c, Threshold))
