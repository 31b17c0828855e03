"""Writing a change into a text. Pure: where its passage is not as it was, nothing is guessed."""

from __future__ import annotations

from proposals.amendments.models import Amendment, Change
from proposals.amendments.passages import Passage, found_again, passages


def applied(text: str, amendment: Amendment, *, take_out: bool = False) -> str | None:
    """Return the text with the change in it, or None where its passage is not found as it read when it was tabled.

    `take_out`: a part that was voted on separately and not kept.
    """
    change = Change.DELETE if take_out else Change(amendment.change)
    if change == Change.INSERT and not amendment.anchor:
        return f"{amendment.text}\n\n{text}"
    passage = found_again(text, amendment.anchor, amendment.passage)
    if passage is None:
        return None
    return _written(text, passage, change, amendment.text)


def _written(text: str, passage: Passage, change: Change, words: str) -> str:
    before, after = text[: passage.start], text[passage.end :]
    if change == Change.REPLACE:
        return before + words + after
    if change == Change.INSERT:
        return before + passage.text + _gap(text, passage) + words + after
    return (before.rstrip("\n") + _joint(before, after) + after.lstrip("\n")).strip("\n")


def _gap(text: str, passage: Passage) -> str:
    """A list whose lines follow each other stays one."""
    following = [each for each in passages(text) if each.place in (passage.place - 1, passage.place + 1)]
    tight = any(text[min(a.end, passage.end) : max(a.start, passage.start)].count("\n") == 1 for a in following)
    return "\n" if tight else "\n\n"


def _joint(before: str, after: str) -> str:
    """What stands between the passages on both sides of one that was taken out: the wider of the two gaps, at most."""
    wide = before.endswith("\n\n") or after.startswith("\n\n")
    return "\n\n" if wide else "\n"
