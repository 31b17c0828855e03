"""The passages of a text, each with a name: headings, paragraphs, numbered paragraphs and their points.

Pure. A passage is found again in a later revision by its words; where they changed, or stand there twice under other
names, it is not found, and nobody guesses.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

HEADING = re.compile(
    r"#{1,6}\s+(?:(?:article|section|part|annex|annexe|partie)\s+(?P<number>[0-9]+|[IVXLC]+)\b)?", re.I
)
NUMBERED = re.compile(r"(?P<number>\d{1,4})[.)]\s")
POINT = re.compile(
    r"\s*(?:\((?P<round>[a-z]{1,3})\)|(?P<letter>[a-z])[.)]|(?P<bullet>[-*+])|\s(?P<deep>\d{1,4})[.)])\s"
)
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Passage:
    """One passage: its name in the text, its words, where it stands (offsets, the end not included) and its place."""

    anchor: str
    text: str
    start: int
    end: int
    place: int


def passages(text: str) -> list[Passage]:
    """Return the passages of a text in their order; each line belongs to exactly one, blank lines to none."""
    found: list[Passage] = []
    names = _Names()
    for start, end in _blocks(text):
        found.append(Passage(names.name(text[start:end]), text[start:end], start, end, len(found)))
    return found


def named(text: str, anchor: str) -> Passage | None:
    """Return the passage of this name."""
    return next((each for each in passages(text) if each.anchor == anchor), None)


def found_again(text: str, anchor: str, words: str) -> Passage | None:
    """Return the passage that reads `words` in a later text: the only one, or the one that still has this name."""
    alike = [each for each in passages(text) if each.text == words]
    if len(alike) == 1:
        return alike[0]
    return next((each for each in alike if each.anchor == anchor), None)


def distance(old: str, new: str) -> int:
    """Return how far two passages are apart: words that stand only in the one, plus words only in the other."""
    before, after = Counter(WORD.findall(old.lower())), Counter(WORD.findall(new.lower()))
    return (before - after).total() + (after - before).total()


def _blocks(text: str) -> list[tuple[int, int]]:
    """Return where passages begin and end: at blank lines, and at lines that a number, a point or a heading begins."""
    blocks: list[tuple[int, int]] = []
    offset, open_ = 0, False
    for line in text.split("\n"):
        end = offset + len(line.rstrip())
        begins = HEADING.match(line) or NUMBERED.match(line) or POINT.match(line)
        if not line.strip():
            open_ = False
        elif begins or not open_:
            blocks.append((offset, end))
            open_ = not HEADING.match(line)
        else:
            blocks[-1] = (blocks[-1][0], end)
        offset += len(line) + 1
    return blocks


class _Names:
    """Gives each passage its name: `article-2/par-3/point-a`. A name that was given before gets a number after it."""

    def __init__(self) -> None:
        self.part = ""
        self.above = ""
        self.given: Counter[str] = Counter()

    def name(self, block: str) -> str:
        """Return the name of the next passage."""
        wanted = self._wanted(block)
        self.given[wanted] += 1
        return wanted if self.given[wanted] == 1 else f"{wanted}~{self.given[wanted]}"

    def _wanted(self, block: str) -> str:
        if heading := HEADING.match(block):
            number = heading["number"]
            self.part = f"article-{number.lower()}" if number else self._count("heading", "")
            self.above = ""
            return self.part
        if numbered := NUMBERED.match(block):
            self.above = self._under(f"par-{numbered['number']}")
            return self.above
        if point := POINT.match(block):
            letter = point["round"] or point["letter"] or point["deep"]
            above = self.above or self.part
            return f"{above}/point-{letter}".lstrip("/") if letter else self._count("item", above)
        return self._count("text", self.part)

    def _under(self, name: str) -> str:
        return f"{self.part}/{name}".lstrip("/")

    def _count(self, kind: str, above: str) -> str:
        """Return the next of what has no number of its own."""
        self.given[f"{above}#{kind}"] += 1
        return f"{above}/{kind}-{self.given[f'{above}#{kind}']}".lstrip("/")
