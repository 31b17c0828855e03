"""Positions on screen: each has a word, a mark with a shape of its own, and a fill. Never the colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coalition.rules.positions import Position
from coalition.rules.rule import Manner

MARKS = {
    Position.YES: "mk-yes",
    Position.NO: "mk-no",
    Position.ABSTAIN: "mk-abs",
    Position.DECLARED: "mk-dec",
    Position.NOT_PARTICIPATING: "mk-not",
}
BY_OBJECTION = (Manner.CONSENSUS, Manner.SILENCE)  # nobody votes "no" there: a member objects
ORDER = (
    Position.YES,
    Position.NO,
    Position.ABSTAIN,
    Position.DECLARED,
    Position.NOT_PARTICIPATING,
    Position.ABSENT,
)


@dataclass(frozen=True)
class Shown:
    """One position as it is shown: `mark` names a symbol of the sprite."""

    position: Position
    word: str
    mark: str


def shown(position: Position, *, closed: bool = False, manner: Manner = Manner.VOTE) -> Shown:
    """The position's word and mark. Nothing received is "not voted yet" before closing and "absent" after."""
    if position is Position.ABSENT and manner in BY_OBJECTION:
        return Shown(position, _("No objection"), "mk-none")
    if position is Position.ABSENT:
        return Shown(position, absent_word(manner, closed=closed), "mk-absent" if closed else "mk-none")
    return Shown(position, word_of(position, manner), MARKS[position])


def word_of(position: Position, manner: Manner = Manner.VOTE) -> str:
    """The position in a word, as it stands beside a member."""
    if position is Position.ABSENT:
        return absent_word(manner, closed=False)
    if manner is Manner.ENDORSEMENT:
        return _("Endorses") if position is Position.YES else _("Does not endorse")
    if manner is Manner.OPT_IN and position is Position.YES:
        return _("Takes part")
    if manner in BY_OBJECTION and position is Position.NO:
        return pgettext("position", "Objects")
    return {
        Position.YES: pgettext("position", "Yes"),
        Position.NO: pgettext("position", "No"),
        Position.ABSTAIN: pgettext("position", "Abstain"),
        Position.DECLARED: _("Abstain, declared"),
        Position.NOT_PARTICIPATING: _("Does not take part"),
    }[position]


def act_of(position: Position, manner: Manner, number: int) -> str:
    """What the member does, after its name: "votes yes". `number` is the name's own (`Name.number`)."""
    if manner is Manner.ENDORSEMENT:
        if position is Position.YES:
            return ngettext("endorses", "endorse", number)
        return ngettext("does not endorse", "do not endorse", number)
    if manner is Manner.OPT_IN and position is Position.YES:
        return ngettext("takes part", "take part", number)
    if manner in BY_OBJECTION and position is Position.NO:
        return ngettext("objects", "object", number)
    return {
        Position.YES: ngettext("votes yes", "vote yes", number),
        Position.NO: ngettext("votes no", "vote no", number),
        Position.ABSTAIN: ngettext("abstains", "abstain", number),
        Position.DECLARED: ngettext("abstains, with a declaration", "abstain, with a declaration", number),
        Position.NOT_PARTICIPATING: ngettext("does not take part", "do not take part", number),
        Position.ABSENT: ngettext("has not voted yet", "have not voted yet", number),
    }[position]


def absent_word(manner: Manner = Manner.VOTE, *, closed: bool) -> str:
    """Nothing received, in a word: where nobody votes, nobody is absent."""
    if manner is Manner.ENDORSEMENT:
        return _("Has not endorsed") if closed else _("Has not endorsed yet")
    if manner is Manner.OPT_IN:
        return _("Gave no reply") if closed else _("No reply yet")
    return pgettext("position", "Absent") if closed else _("Not voted yet")
