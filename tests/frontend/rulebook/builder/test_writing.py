"""From the form to a rule: what is missing is said beside its field, what is wrong at the place the reader names."""

from __future__ import annotations

from typing import Any

import pytest

from coalition.rules.errors import RuleError
from coalition.rules.reading import read_rule
from frontend.rulebook.builder.drafts import Draft, new_draft
from frontend.rulebook.builder.nodes import Node, root
from frontend.rulebook.builder.presets import preset, seat
from frontend.rulebook.builder.problems import located
from tests.frontend.rulebook.builder.desk import a_desk, composed, sent


def a_draft(*conditions: Node, **texts: str) -> Draft:
    draft = new_draft()
    draft.trees["adopt"] = root("all", *conditions)
    draft.texts |= texts
    return draft


def a_test(**values: str) -> Node:
    node = preset("share", "E3")
    node.values |= values
    return node


def objections(most: str) -> Node:
    node = preset("objections", "E3")
    node.values["number"] = most
    return node


def problems(draft: Draft) -> list[tuple[str, str]]:
    return [(problem.path, problem.key) for problem in composed(sent(draft)).problems]


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (preset("share", "E3"), {"in": ["yes"], "more_than": "50%", "of": "voting"}),
        (objections("2"), {"in": ["no"], "at_most": 2}),
        (preset("weight", "E3"), {"in": ["yes"], "at_least": "65%", "of": "roll", "weight": "population"}),
        (preset("concur", "E3"), {"in": ["yes"], "at_least": "100%", "of": "roll", "group": "E3"}),
        (preset("veto", "E3"), {"in": ["no"], "at_most": 0, "group": "E3"}),
        (
            preset("block", "E3"),
            {
                "any": [
                    {"in": ["yes"], "at_least": "65%", "of": "roll", "weight": "population"},
                    {"in": "NOT_YES", "fewer_than": 4},
                ]
            },
        ),
        (a_test(number="two thirds", much="at_least"), {"in": ["yes"], "at_least": "2/3", "of": "voting"}),
        (a_test(number="9"), {"in": ["yes"], "more_than": 9}),
    ],
)
def test_every_button_adds_a_condition_that_reads_as_it_says(node: Node, written: dict[str, Any]) -> None:
    built = composed(sent(a_draft(node)))
    assert built.document["adopt"] == written
    assert built.problems == []


def test_how_many_objections_is_asked_and_never_supposed() -> None:
    assert problems(a_draft(preset("objections", "E3"))) == [("adopt.0", "number")]


def test_a_small_number_of_a_weight_is_likely_a_share() -> None:
    (hint,) = composed(sent(a_draft(a_test(number="60", weight="population")))).hints
    assert "Did you mean 60%?" in hint.message


@pytest.mark.parametrize(
    ("draft", "path", "key"),
    [
        (a_draft(), "adopt", "mode"),
        (a_draft(a_test(number="many")), "adopt.0", "number"),
        (a_draft(a_test(number="")), "adopt.0", "number"),
        (a_draft(a_test(number="120%")), "adopt.0", "number"),
        (a_draft(a_test(group="named", names="France, Atlantis")), "adopt.0", "names"),
        (a_draft(a_test(), root("any", a_test(), a_test(number="?"))), "adopt.1.1", "number"),
        (a_draft(Node("fact", {"fact": " "})), "adopt.0", "fact"),
        (a_draft(Node("group", {"mode": "some", "least": "3"}, [a_test()])), "adopt.0", "least"),
        (a_draft(Node("raw", {"json": '{"in": []}'})), "adopt.0", "json"),
        (a_draft(a_test(computed="1", much="fewer_than", share="4", by="", plus="0")), "adopt.0", "share"),
        (a_draft(a_test(computed="1", much="fewer_than", share="4%", by="", plus="x")), "adopt.0", "plus"),
        (a_draft(a_test(), only_members="Atlantis"), "", "only_members"),
        (a_draft(a_test(), least_members="some"), "", "least_members"),
        (a_draft(a_test(of="roll"), tie="member:FR"), "", "tie"),
        (a_draft(a_test(), manner="answers"), "", "manner"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(draft: Draft, path: str, key: str) -> None:
    assert problems(draft) == [(path, key)]


def test_a_group_can_count_as_one_once() -> None:
    test = a_test()
    test.children = [seat("E3"), seat("E3")]
    assert problems(a_draft(test)) == [("adopt.0.1", "seat")]
    test.children = [seat("E3")]
    assert set(composed(sent(a_draft(test))).document["adopt"]["seats"]["E3"]) == {"yes", "no", "else"}


@pytest.mark.parametrize(
    ("change", "path", "key"),
    [
        (lambda rule: rule["adopt"]["all"][1].update(at_least="3/2"), "adopt.1", "number"),
        (lambda rule: rule["adopt"]["all"][1].update({"in": ["maybe"]}), "adopt.1", "who"),
        (lambda rule: rule["adopt"]["all"][0]["any"][1].update(of="everybody"), "adopt.0.1", "of"),
        (lambda rule: rule.update(tie={"casting": 1}), "", "tie"),
        (lambda rule: rule.update(version=[]), "", "version"),
        (lambda rule: rule.update(groups=[]), "", "rule"),
    ],
)
def test_an_error_of_the_reader_is_beside_the_field_of_its_place(change: Any, path: str, key: str) -> None:
    inner = {"any": [{"in": ["yes"], "at_least": 1}, {"in": ["yes"], "at_least": "50%", "of": "roll"}]}
    document: dict[str, Any] = {"adopt": {"all": [inner, {"in": ["yes"], "at_least": "50%", "of": "roll"}]}}
    parts = document["adopt"]["all"]
    nodes = {
        "adopt": ("group", document["adopt"]),
        "adopt.0": ("group", inner),
        "adopt.0.0": ("test", inner["any"][0]),
        "adopt.0.1": ("test", inner["any"][1]),
        "adopt.1": ("test", parts[1]),
    }
    change(document)
    with pytest.raises(RuleError) as raised:
        read_rule(document)
    problem = located(raised.value.place, "wrong", document, nodes)
    assert (problem.path, problem.key) == (path, key)


def test_a_number_beyond_the_roll_is_told_and_not_refused() -> None:
    built = composed(sent(a_draft(a_test(number="36", much="at_least"))))
    assert built.problems == []
    assert [(hint.path, hint.key) for hint in built.hints] == [("adopt.0", "number")]


def test_named_members_become_a_group_and_never_take_the_name_of_another() -> None:
    named = [a_test(group="named", names=names, much="all") for names in ("FR, DE", "Poland; Italy", "DE and FR")]
    document = composed(sent(a_draft(*named))).document
    assert document["groups"] == {"named members": ["FR", "DE"], "named members 2": ["PL", "IT"]}
    assert [part["group"] for part in document["adopt"]["all"]] == ["named members", "named members 2", "named members"]
    own = composed(sent(a_draft(a_test(group="named", names="FR, PL", called="E3")))).document
    assert list(own["groups"]) == ["E3 2"]


def test_a_condition_inside_a_seat_speaks_of_the_group_alone() -> None:
    test = a_test()
    test.children = [seat("NB8")]
    said = composed(sent(a_draft(test)), a_desk()).says
    assert said["adopt.0.0.0.0"] == "More than half of the Nordic-Baltic Eight (5 of 8) vote yes"
