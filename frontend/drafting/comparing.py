"""The difference between two texts, as people read it: paragraph beside paragraph, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
ALIKE = 0.35  # below this share of common words, two paragraphs are one struck out and another put in
AHEAD = 8  # paragraphs looked at for one that is like an old one: a page of work, not of a square of the text
LONG = 2_000  # from so many parts on, those that come up often are no longer anchors: a line repeated 100,000 times
AROUND = 1  # unchanged paragraphs shown on each side of a change


@dataclass(frozen=True)
class Piece:
    """Some words of a paragraph, and whether they stand in both texts, or only in the old or in the new one."""

    text: str
    mark: str = ""  # "", "del" or "ins"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the comparison. `pieces` are both texts in one; a side without it holds no piece."""

    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether anything in it differs."""
        return any(piece.mark for piece in self.pieces)

    @property
    def old(self) -> tuple[Piece, ...]:
        """How it stood in the old text."""
        return tuple(piece for piece in self.pieces if piece.mark != "ins")

    @property
    def new(self) -> tuple[Piece, ...]:
        """How it stands in the new one."""
        return tuple(piece for piece in self.pieces if piece.mark != "del")


@dataclass(frozen=True)
class Stretch:
    """Paragraphs in order: all shown, or `folded`, being unchanged and far from any change."""

    paragraphs: tuple[Paragraph, ...]
    folded: bool


def compare(old: str, new: str) -> list[Paragraph]:
    """Return the paragraphs of both texts in one order, with what differs marked word by word.

    Joining `Paragraph.old` gives the paragraphs of `old`, joining `Paragraph.new` those of `new`.
    """
    before, after = _paragraphs(old), _paragraphs(new)
    found: list[Paragraph] = []
    for tag, i, j, k, m in _matcher(before, after).get_opcodes():
        if tag == "equal":
            found += [Paragraph((Piece(text),)) for text in before[i:j]]
        else:
            found += _replaced(before[i:j], after[k:m])
    return found


def folded(paragraphs: list[Paragraph]) -> list[Stretch]:
    """Fold away what is unchanged and far from any change, so that the changes are seen at once."""
    near = {
        place + step
        for place, paragraph in enumerate(paragraphs)
        if paragraph.changed
        for step in range(-AROUND, AROUND + 1)
    }
    found: list[Stretch] = []
    for place, paragraph in enumerate(paragraphs):
        hidden = place not in near
        if found and found[-1].folded == hidden:
            found[-1] = Stretch((*found[-1].paragraphs, paragraph), hidden)
        else:
            found.append(Stretch((paragraph,), hidden))
    return found


def _paragraphs(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def _replaced(old: list[str], new: list[str]) -> Iterator[Paragraph]:
    """Pair each old paragraph with the first new one that is like it; the others were struck out, or put in."""
    start = 0
    for text in old:
        place = next((n for n in range(start, min(start + AHEAD, len(new))) if _alike(text, new[n])), None)
        if place is None:
            yield Paragraph((Piece(text, "del"),))
        else:
            yield from (Paragraph((Piece(added, "ins"),)) for added in new[start:place])
            yield Paragraph(tuple(_words(text, new[place])))
            start = place + 1
    yield from (Paragraph((Piece(added, "ins"),)) for added in new[start:])


def _alike(old: str, new: str) -> bool:
    matcher = _matcher(WORDS.findall(old), WORDS.findall(new))
    return matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    for tag, i, j, k, m in _matcher(before, after).get_opcodes():
        if tag == "equal":
            yield Piece("".join(before[i:j]))
            continue
        if i < j:
            yield Piece("".join(before[i:j]), "del")
        if k < m:
            yield Piece("".join(after[k:m]), "ins")


def _matcher(old: list[str], new: list[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, old, new, autojunk=len(new) > LONG)
