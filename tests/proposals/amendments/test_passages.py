"""Passages have names; a change is written into the text at its passage, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.amendments.applying import applied
from proposals.amendments.models import Amendment
from proposals.amendments.passages import distance, found_again, named, passages

TEXT = """\
The members,

# Article 5

1. First:
   (a) one;
   (b) two.
2. Second
goes on.

## Annex

- a point
- another

1. First:"""


def test_each_passage_has_a_name():
    assert [each.anchor for each in passages(TEXT)] == [
        "text-1",
        "article-5",
        "article-5/par-1",
        "article-5/par-1/point-a",
        "article-5/par-1/point-b",
        "article-5/par-2",
        "heading-1",
        "heading-1/item-1",
        "heading-1/item-2",
        "heading-1/par-1",
    ]


@given(st.text(alphabet="1a.)(-#* \n\tx", max_size=200))
def test_passages_cover_all_words_once_and_have_distinct_names(text):
    found = passages(text)
    assert "".join("".join(each.text for each in found).split()) == "".join(text.split())
    assert len({each.anchor for each in found}) == len(found)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)


def change(kind, anchor, text="", base=TEXT):
    passage = named(base, anchor)
    return Amendment(change=kind, anchor=anchor, passage=passage.text if passage else "", text=text)


@pytest.mark.parametrize(
    ("amendment", "before", "after"),
    [
        (change("replace", "article-5/par-2", "2. Other."), "2. Second\ngoes on.", "2. Other."),
        (change("delete", "article-5/par-1/point-a"), "   (a) one;\n", ""),
        (change("delete", "heading-1/item-2"), "- a point\n- another\n\n", "- a point\n\n"),
        (change("delete", "text-1"), "The members,\n\n", ""),
        (change("insert", "heading-1/item-1", "- between"), "- a point\n", "- a point\n- between\n"),
        (change("insert", "text-1", "meeting,"), "The members,\n", "The members,\n\nmeeting,\n"),
    ],
)
def test_a_change_is_written_in(amendment, before, after):
    assert TEXT.count(before) == 1
    assert applied(TEXT, amendment) == TEXT.replace(before, after)


def test_before_the_first_passage():
    assert applied(TEXT, Amendment(change="insert", anchor="", text="Title")) == f"Title\n\n{TEXT}"


def test_a_passage_is_found_where_it_moved_to_and_not_guessed_where_it_changed():
    amendment = change("replace", "article-5/par-2", "2. Other.")
    assert "2. Other." in (applied(f"A new recital,\n\n{TEXT}", amendment) or "")
    assert applied(TEXT.replace("Second", "Last"), amendment) is None
    twice = change("delete", "heading-1/par-1")  # reads as article 5, paragraph 1: its name tells which
    assert (applied(TEXT, twice) or "").endswith("- another")
    assert found_again("1. First:\n\n1. First:", "par-7", "1. First:") is None


def test_the_measure_counts_words_out_and_in():
    assert distance("held at thirty days’ notice", "held at ten days’ notice") == 2
    assert distance("", "three new words") == 3
    assert distance("Same words.", "same, words") == 0
