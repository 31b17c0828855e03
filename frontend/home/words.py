"""The greeting: what awaits whom, in a sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from frontend.access import Here
from frontend.home.reads import Card
from frontend.words.members import name_of


def greeting(here: Here, cards: list[Card]) -> str:
    """The heading of the home page."""
    awaiting = sum(len(card.awaits) for card in cards)
    if here.votes_for:
        return _awaiting(here, awaiting)
    count = len(cards)
    if not count:
        return _("No vote is open")
    return ngettext("%(count)s vote is open", "%(count)s votes are open", count) % {"count": _number(count)}


def _awaiting(here: Here, count: int) -> str:
    one = len(here.votes_for) == 1
    whom = name_of(here.votes_for[0]).the if one else _("you")
    if not count:
        return _("Nothing awaits %(whom)s") % {"whom": whom}
    text = ngettext("%(count)s vote awaits %(whom)s", "%(count)s votes await %(whom)s", count)
    return text % {"count": _number(count), "whom": whom}


def _number(count: int) -> str:
    """Small numbers as words, since they begin a heading."""
    words = [
        pgettext("number", "One"),
        pgettext("number", "Two"),
        pgettext("number", "Three"),
        pgettext("number", "Four"),
        pgettext("number", "Five"),
        pgettext("number", "Six"),
        pgettext("number", "Seven"),
        pgettext("number", "Eight"),
        pgettext("number", "Nine"),
    ]
    return words[count - 1] if 0 < count <= len(words) else str(count)
