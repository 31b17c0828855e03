"""Passages, amendments and what a vote is on, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def passage_said(anchor: str) -> str:
    """The name of a passage as people say it: "article 5, paragraph 1, point (a)"; empty: before the text."""
    return ", ".join(_part(part) for part in anchor.split("/")) if anchor else _("at the beginning")


def question_said(question: str) -> str:
    """What a vote is on: "Amendment 2"; nothing where it is on the whole text."""
    what, _sep, number = question.partition(":")
    words = {
        "amendment": _("Amendment %(number)s"),
        "ruling": _("Appeal against ruling %(number)s on the order of votes"),
    }
    return words[what] % {"number": number} if what in words else ""


def _part(part: str) -> str:
    name, _sep, again = part.partition("~")
    kind, _dash, number = name.partition("-")
    words = {
        "article": _("article %(number)s"),
        "heading": _("heading %(number)s"),
        "par": _("paragraph %(number)s"),
        "point": _("point (%(number)s)"),
        "item": _("item %(number)s"),
        "text": _("unnumbered paragraph %(number)s"),
    }
    said = words.get(kind, "%(number)s") % {"number": number.upper() if kind == "article" else number}
    return _("%(passage)s (occurrence %(count)s)") % {"passage": said, "count": again} if again else said
