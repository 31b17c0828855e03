"""Rules, rolls and worked vectors by their ids."""

from collections.abc import Mapping
from functools import cache

from coalition.rules.catalogue.files import names, read_json
from coalition.rules.catalogue.places import by_code
from coalition.rules.catalogue.weights import Weights, table_of, votes_of
from coalition.rules.errors import RulesError
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule


class UnknownEntryError(RulesError, LookupError):
    """The catalogue has no rule, or no roll, of that id."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"the catalogue has no {kind} '{name}'")


def rule_ids() -> tuple[str, ...]:
    """The ids of all rules, sorted."""
    return names("rules")


def roll_ids() -> tuple[str, ...]:
    """The ids of all rolls, sorted."""
    return names("rolls")


def document(rule_id: str) -> dict[str, object]:
    """A rule's JSON document. Raises `UnknownEntryError`."""
    return _document("rule", "rules", rule_id)


def roll_document(roll_id: str) -> dict[str, object]:
    """A roll's JSON document, with its title, notes and sources of weights. Raises `UnknownEntryError`."""
    return _document("roll", "rolls", roll_id)


def vectors(rule_id: str) -> list[dict[str, object]]:
    """The worked cases that stand beside a rule; none for some. Raises `UnknownEntryError`."""
    document(rule_id)
    if rule_id not in names("vectors"):
        return []
    cases = read_json("vectors", rule_id)
    assert isinstance(cases, list)
    return cases


@cache
def rule(rule_id: str) -> Rule:
    """The rule of that id. Raises `UnknownEntryError`."""
    return read_rule(document(rule_id))


@cache
def roll(roll_id: str) -> Roll:
    """The roll of that id. Raises `UnknownEntryError`."""
    data = roll_document(roll_id)
    members, weights, groups = data["members"], data["weights"], data["groups"]
    assert isinstance(members, list) and isinstance(weights, Mapping) and isinstance(groups, list)
    tables = {name: _table(str(source)) for name, source in weights.items()}
    return Roll(
        members=tuple(members),
        weights={name: {member: table[member] for member in members} for name, table in tables.items()},
        groups={g: frozenset(m for m in members if m in by_code() and g in by_code()[m].groups) for g in groups},
    )


def _document(kind: str, folder: str, name: str) -> dict[str, object]:
    if name not in names(folder):
        raise UnknownEntryError(kind, name)
    data = read_json(folder, name)
    assert isinstance(data, dict)
    return data


def _table(source: str) -> Weights:
    """The weights a roll names: of the states, of the Council's votes from a day on, or of a table."""
    if source.startswith("states."):
        return {code: getattr(state, source.removeprefix("states.")) for code, state in by_code().items()}
    name, _, day = source.partition("@")
    return votes_of(day) if day else table_of(name)
