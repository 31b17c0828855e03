"""What the buttons do to the conditions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend.rulebook.builder.edits import AMONG, INSIDE, edit
from frontend.rulebook.builder.nodes import DEEPEST, Node, root, walk
from frontend.rulebook.builder.presets import preset


def a_tree() -> Node:
    """Two facts, and a group of two: A, B, (C, D)."""
    inner = root("any", Node("fact", {"fact": "C"}), Node("fact", {"fact": "D"}))
    return root("all", Node("fact", {"fact": "A"}), Node("fact", {"fact": "B"}), inner)


def said(node: Node) -> str:
    if node.kind == "fact":
        return node.value("fact")
    return f"({' '.join(said(child) for child in node.children)})" if node.kind == "group" else node.kind


@pytest.mark.parametrize(
    ("act", "after", "focus"),
    [
        ("add:adopt:veto", "(A B (C D) test)", "adopt.3"),
        ("add:adopt.2:group", "(A B (C D (test)))", "adopt.2.2"),
        ("remove:adopt.0", "(B (C D))", "adopt.0"),
        ("remove:adopt.2.1", "(A B (C))", "adopt.2.0"),
        ("up:adopt.1", "(B A (C D))", "adopt.0"),
        ("up:adopt.0", "(A B (C D))", "adopt.0"),
        ("down:adopt.1", "(A (C D) B)", "adopt.2"),
        ("down:adopt.2.0", "(A B (D C))", "adopt.2.1"),
        ("nest:adopt.0", "((A) B (C D))", "adopt.0"),
        ("unnest:adopt.2", "(A B C D)", "adopt.2"),
        ("unnest:adopt.0", "(A B (C D))", "adopt.0"),
        ("add:adopt.0:veto", "(A B (C D))", ""),
        ("remove:adopt", "(A B (C D))", ""),
        ("remove:adopt.9", "(A B (C D))", ""),
        ("up:adopt.-1", "(A B (C D))", ""),
        ("launch:adopt.0", "(A B (C D))", ""),
        ("", "(A B (C D))", ""),
    ],
)
def test_a_button_does_what_it_says_and_the_focus_follows(act: str, after: str, focus: str) -> None:
    tree = a_tree()
    assert edit(tree, act, "E3") == focus
    assert said(tree) == after


def test_a_number_is_computed_and_typed_again() -> None:
    tree = root("all", preset("veto", "E3"))
    edit(tree, "compute:adopt.0", "E3")
    assert tree.children[0].value("share") == "35%"
    assert tree.children[0].value("much") == "fewer_than"
    edit(tree, "compute:adopt.0", "E3")
    assert "share" not in tree.children[0].values


def test_a_group_is_seated_in_a_test_alone() -> None:
    tree = root("all", preset("share", "E3"), Node("fact", {"fact": "A"}))
    assert edit(tree, "seat:adopt.0", "NB8") == "adopt.0.0"
    assert edit(tree, "seat:adopt.1", "NB8") == ""
    assert [len(seat.children) for seat in tree.children[0].children] == [2]


@given(st.lists(st.tuples(st.sampled_from([*AMONG, *INSIDE]), st.integers(0, 9), st.integers(0, 3)), max_size=60))
def test_no_row_of_buttons_nests_beyond_what_the_form_reads(acts: list[tuple[str, int, int]]) -> None:
    tree = a_tree()
    for verb, place, what in acts:
        paths = [path for path, _node in walk(tree, "adopt")]
        edit(tree, f"{verb}:{paths[place % len(paths)]}:{('share', 'group', 'block', 'fact')[what]}", "E3")
        assert all(path.count(".") <= DEEPEST for path, _node in walk(tree, "adopt"))
