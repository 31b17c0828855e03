"""Two texts compared: nothing lost, nothing invented, the words that differ marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from frontend.drafting.comparing import compare, folded

texts = st.lists(st.text(alphabet="ab c.é1\t", max_size=12), max_size=8).map("\n".join)


def read(side):
    return ["".join(piece.text for piece in pieces) for pieces in side if pieces]


def lines(text):
    return [line.rstrip() for line in text.split("\n") if line.strip()]


@given(texts, texts)
def test_each_side_is_its_text(old, new):
    found = compare(old, new)
    assert read(paragraph.old for paragraph in found) == lines(old)
    assert read(paragraph.new for paragraph in found) == lines(new)


@given(texts)
def test_a_text_does_not_differ_from_itself(text):
    assert not any(paragraph.changed for paragraph in compare(text, text))


def test_the_words_that_differ_are_marked():
    (paragraph,) = compare("The force is ready within 60 days.", "The force shall be ready within 30 days.")
    assert [(piece.text, piece.mark) for piece in paragraph.pieces if piece.mark] == [
        ("is", "del"),
        ("shall be", "ins"),
        ("60", "del"),
        ("30", "ins"),
    ]


def test_a_paragraph_put_in_leaves_its_neighbours_alone():
    found = compare("1. One.\n2. Two.", "1. One.\nA preamble of its own.\n2. Two.")
    assert [paragraph.changed for paragraph in found] == [False, True, False]


def test_what_is_far_from_a_change_is_folded():
    old = "\n".join(f"Paragraph {n}." for n in range(9))
    stretches = folded(compare(old, old.replace("Paragraph 4.", "Paragraph four.")))
    assert [(len(stretch.paragraphs), stretch.folded) for stretch in stretches] == [(3, True), (3, False), (3, True)]


def test_a_long_and_monotonous_text_is_compared_too():
    old = "a\n" * 50_000
    assert sum(paragraph.changed for paragraph in compare(old, old + "b")) == 1
    word = "a " * 50_000
    assert read(paragraph.new for paragraph in compare(word, "b " + word)) == lines("b " + word)
