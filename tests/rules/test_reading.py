"""Rules as JSON: errors that name the place, and a schema that agrees with the reader."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from coalition.rules import catalogue
from coalition.rules.reading import RuleError, read_rule
from coalition.rules.schema import rule_schema
from tests.rules.strategies import rules

VALIDATOR = Draft202012Validator(rule_schema())
YES = {"in": ["yes"], "at_least": 1}

BAD = [
    ([], "", "expected an object"),
    (None, "", "null"),
    ({}, "adopt", "missing"),
    ({"adopt": YES, "adpot": YES}, "adpot", "unknown key"),
    ({"adopt": []}, "adopt", "expected an object"),
    ({"adopt": {}}, "adopt", "exactly one"),
    ({"adopt": {"all": [YES], "any": [YES]}}, "adopt", "'all' and 'any'"),
    ({"adopt": {"all": []}}, "adopt.all", "empty"),
    ({"adopt": {"all": YES}}, "adopt.all", "expected a list"),
    ({"adopt": {"all": [YES, {"in": ["yes"], "at_least": "55%"}]}}, "adopt.all[1].of", "55% of what?"),
    ({"adopt": {"all": [YES, {"in": ["yea"], "at_least": 1}]}}, "adopt.all[1].in[0]", "'yea' is not a position"),
    ({"adopt": {"in": [], "at_least": 1}}, "adopt.in", "empty"),
    ({"adopt": {"in": ["yes"]}}, "adopt", "exactly one of at_least"),
    ({"adopt": {"in": ["yes"], "at_least": 1, "at_most": 2}}, "adopt", "found 2"),
    ({"adopt": {"in": ["yes"], "at_least": 0.55, "of": "roll"}}, "adopt.at_least", "0.55 is not a number"),
    ({"adopt": {"in": ["yes"], "at_least": -1}}, "adopt.at_least", "from 0"),
    ({"adopt": {"in": ["yes"], "at_least": True}}, "adopt.at_least", "true is not a number"),
    ({"adopt": {"in": ["yes"], "at_least": "2/0", "of": "roll"}}, "adopt.at_least", "'2/0' is not a number"),
    ({"adopt": {"in": ["yes"], "at_least": "most", "of": "roll"}}, "adopt.at_least", "'most' is not a number"),
    ({"adopt": {"in": ["yes"], "at_least": "55%", "of": "members"}}, "adopt.of", "not one of roll"),
    ({"adopt": {"in": ["yes"], "at_least": 1, "weight": ""}}, "adopt.weight", "empty"),
    ({"adopt": {"in": ["yes"], "at_least": 1, "group": 3}}, "adopt.group", "expected text"),
    ({"adopt": {"in": ["yes"], "at_least": {"more_than": "35%", "at_least": "35%"}}}, "adopt.at_least", "exactly one"),
    ({"adopt": {"in": ["yes"], "at_least": {"more_than": 35}}}, "adopt.at_least.more_than", "35 is not a number"),
    ({"adopt": {"some": 0, "of": [YES]}}, "adopt.some", "1 to 1"),
    ({"adopt": {"some": 1}}, "adopt.of", "missing"),
    ({"adopt": {"not": [YES]}}, "adopt.not", "expected an object"),
    ({"adopt": {"fact": " "}}, "adopt.fact", "empty"),
    ({"adopt": {**YES, "seats": {}}}, "adopt.seats", "no seat"),
    ({"adopt": {**YES, "seats": {"NB8": {"yes": YES}}}}, "adopt.seats.NB8.no", "missing"),
    (
        {"adopt": {**YES, "seats": {"NB8": {"yes": YES, "no": {"in": "x", "at_least": 1}}}}},
        "adopt.seats.NB8.no.in",
        "'x'",
    ),
    ({"adopt": YES, "quorum": {"all": [YES, 4]}}, "quorum.all[1]", "expected an object"),
    ({"adopt": YES, "read": {"absent": "oui"}}, "read.absent", "'oui'"),
    ({"adopt": YES, "effect": "everyone"}, "effect", "not one of nobody"),
    ({"adopt": YES, "effect": {"binds": "all", "law": True}}, "effect.law", "unknown key"),
    ({"adopt": YES, "tie": "casting"}, "tie", "whose casting vote"),
    ({"adopt": YES, "tie": {"casting": "FR", "casting_group": "chair"}}, "tie", "either"),
    ({"adopt": YES, "manner": "shout"}, "manner", "not one of vote"),
    ({"adopt": YES, "manner": "answers"}, "manner", "only records answers"),
    ({"adopt": YES, "disregard": ["a", "a"]}, "disregard[1]", "twice"),
    ({"adopt": YES, "groups": {"E3": "FR"}}, "groups.E3", "list of names"),
    ({"adopt": YES, "admissible": {"subjects": []}}, "admissible.subjects", "unknown key"),
    ({"adopt": YES, "participants_only": 1}, "participants_only", "true or false"),
    ({"adopt": YES, "title": {"de": "Regel"}}, "title.de", "unknown key"),
    ({"adopt": YES, "procedures": [{"en": "x"}]}, "procedures[0].kind", "expected text"),
]

# Right by the schema's lights: only arithmetic, or two places together, show that they are wrong.
BAD_BEYOND_THE_SCHEMA = [
    ({"adopt": {"in": ["yes"], "at_least": "101%", "of": "roll"}}, "adopt.at_least", "more than the whole"),
    ({"adopt": {"in": ["yes"], "at_least": "4/3", "of": "roll"}}, "adopt.at_least", "more than the whole"),
    ({"adopt": {"some": 3, "of": [YES, YES]}}, "adopt.some", "must be 1 to 2"),
    ({"adopt": YES, "tie": {"casting": "FR"}}, "tie", "more_than half"),
]

GOOD = [
    {"adopt": YES},
    {"adopt": {"in": "NOT_YES", "fewer_than": 4}},
    {"adopt": {"in": ["PRESENT"], "at_least": "2/3", "of": "roll", "weight": "capital"}},
    {"adopt": {"in": ["yes"], "at_least": "255", "weight": "votes"}},
    {"adopt": {"some": 2, "of": [YES, {"fact": "x"}, {"not": YES}]}, "version": 3, "title": "A rule"},
    {"manner": "answers", "effect": "in_favour"},
    {"adopt": {"in": ["yes"], "more_than": "50 %", "of": "voting"}, "tie": {"casting_group": "chair"}},
    {"adopt": {"in": "NOT_YES", "fewer_than": {"weight": "population", "more_than": "35%", "plus": 1}}},
]


@pytest.mark.parametrize(("document", "place", "problem"), BAD + BAD_BEYOND_THE_SCHEMA)
def test_an_error_names_the_place_and_the_problem(document: Any, place: str, problem: str) -> None:
    with pytest.raises(RuleError) as caught:
        read_rule(document)
    assert caught.value.place == place
    assert problem in caught.value.problem


@pytest.mark.parametrize("document", [document for document, *_ in BAD])
def test_the_schema_refuses_what_the_reader_refuses(document: Any) -> None:
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize("document", GOOD + [document for document, *_ in BAD_BEYOND_THE_SCHEMA])
def test_the_schema_takes_what_has_the_right_shape(document: Any) -> None:
    VALIDATOR.validate(document)


@pytest.mark.parametrize("document", GOOD)
def test_a_rule_returns_its_document(document: Any) -> None:
    before = copy.deepcopy(document)
    rule = read_rule(document)
    assert rule.to_json() == before
    rule.to_json()["adopt"] = None
    assert rule.to_json() == before


@pytest.mark.parametrize("rule_id", catalogue.rule_ids())
def test_every_rule_of_the_catalogue_fits_the_schema(rule_id: str) -> None:
    VALIDATOR.validate(catalogue.document(rule_id))
    assert catalogue.rule(rule_id).to_json() == catalogue.document(rule_id)


def test_the_schema_is_itself_valid_and_versioned() -> None:
    Draft202012Validator.check_schema(rule_schema())
    assert rule_schema()["$id"] == "urn:concert:schema:rule:1"


@settings(max_examples=100, deadline=None)
@given(rules())
def test_reader_and_schema_take_every_rule_of_the_grammar(document: Any) -> None:
    VALIDATOR.validate(document)
    read_rule(document)


@settings(max_examples=200, deadline=None)
@given(rules(), st.data())
def test_reader_and_schema_agree_on_damaged_rules(document: Any, data: st.DataObject) -> None:
    """One value somewhere in a good rule is replaced; shares stay within the whole, so both can tell."""
    places = list(_places(document))
    *path, last = data.draw(st.sampled_from(places))
    junk = data.draw(st.sampled_from([None, True, 1.5, -2, "", "x", [], {}, {"all": []}, "NOT_YES", "55%", ["yes"], 2]))
    damaged = json.loads(json.dumps(document))
    target = damaged
    for step in path:
        target = target[step]
    target[last] = junk
    try:
        read_rule(damaged)
    except RuleError as error:
        if "must be 1 to" in error.problem or "casting vote needs" in error.problem:
            return
        assert not VALIDATOR.is_valid(damaged), (damaged, str(error))
    else:
        assert VALIDATOR.is_valid(damaged), damaged


def _places(value: Any, path: tuple[Any, ...] = ()) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from _places(inner, (*path, key))


def test_a_hostile_depth_is_refused() -> None:
    document: Any = YES
    for _ in range(200):
        document = {"not": document}
    with pytest.raises(RuleError, match="nested more than"):
        read_rule({"adopt": document})


@pytest.mark.parametrize("levels", [41, 10_000])
@pytest.mark.parametrize("wrap", [lambda c: {"not": c}, lambda c: {"all": [c]}, lambda c: {"some": 1, "of": [c, YES]}])
def test_a_condition_too_deep_is_named(levels: int, wrap: Any) -> None:
    with pytest.raises(RuleError, match="nested more than 40 deep") as raised:
        read_rule({"adopt": nested(wrap, levels)})
    assert raised.value.place.startswith("adopt.")


def test_seats_within_seats_are_few() -> None:
    def seat(inside: Any) -> Any:
        return {"in": ["yes"], "at_least": 1, "seats": {"E3": {"yes": inside, "no": YES}}}

    read_rule({"adopt": nested(seat, 4)})
    with pytest.raises(RuleError, match="seat counts as 10"):
        read_rule({"adopt": nested(seat, 5)})


def test_a_rule_has_a_length() -> None:
    read_rule({"adopt": {"all": [YES] * 199}})
    with pytest.raises(RuleError, match="201 conditions"):
        read_rule({"adopt": {"all": [YES] * 200}})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("$schema", {}),
        ("$schema", ["a"]),
        ("procedures", [{"kind": "proxy", "limit": {}}]),
        ("procedures", [{"kind": "proxy", "rules": [[]]}]),
    ],
)
def test_nothing_in_a_rule_is_of_any_depth(key: str, value: Any) -> None:
    with pytest.raises(RuleError) as raised:
        read_rule({"adopt": YES, key: value})
    assert raised.value.place.startswith(key)
    assert not VALIDATOR.is_valid({"adopt": YES, key: value})


def test_a_number_longer_than_any_weight_is_none() -> None:
    read_rule({"adopt": {"in": ["yes"], "at_least": 10**60 - 1}})
    with pytest.raises(RuleError, match="not a number"):
        read_rule({"adopt": {"in": ["yes"], "at_least": 10**60}})


def nested(wrap: Any, levels: int) -> Any:
    document: Any = YES
    for _ in range(levels):
        document = wrap(document)
    return document
