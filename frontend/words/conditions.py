"""The words of a vote's conditions. `coalition.rules.wording` says them; here they meet the reader and the roll."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coalition.rules import wording
from coalition.rules.outcomes import ConditionResult
from coalition.rules.positions import Position
from coalition.rules.rule import Manner
from frontend.words.figures import percent, share, whole
from frontend.words.members import Roster, language
from frontend.words.positions import absent_word, word_of

LIMITS = ("at_most", "fewer_than")


@dataclass(frozen=True)
class Speaker:
    """Speaks about the conditions of one vote: `closed` sets what nothing received means."""

    names: Roster
    closed: bool
    manner: Manner = Manner.VOTE

    def heading(self, condition: ConditionResult) -> str:
        """What the condition counts."""
        return wording.condition_title(condition, language(), self.names.plain(), self.manner)

    def figure(self, condition: ConditionResult) -> str:
        """What is there beside what is needed: "18 of 35, need 20"."""
        return "" if condition.kind == "fact" else wording.condition_amount(condition, language())

    def say(self, condition: ConditionResult) -> str:
        """That it holds and by how much, or what is missing."""
        said = wording.missing_text(condition, language(), self.names.plain(), self.manner)
        return said[:1].upper() + said[1:]

    def tick(self, condition: ConditionResult) -> str:
        """The label of the threshold: "55% (20)"."""
        if condition.share is None or condition.computed:
            return whole(condition.need)
        strict = {"more_than": "> ", "fewer_than": "< "}.get(condition.comparison or "", "")
        text = strict + share(condition.share)
        return text if condition.weight else f"{text} ({whole(condition.need)})"

    def alternative(self, condition: ConditionResult) -> str:
        """The bar in words, for whoever does not see it."""
        total = sum(condition.segments.values())
        parts = [
            f"{percent(amount, total) if condition.weight else whole(amount)} {self.position(position).lower()}"
            for position, amount in condition.segments.items()
            if amount
        ]
        return _("%(heading)s: %(parts)s. Threshold: %(tick)s.") % {
            "heading": self.heading(condition),
            "parts": ", ".join(parts),
            "tick": self.tick(condition),
        }

    def position(self, position: Position) -> str:
        """A position in a word."""
        if position is Position.ABSENT:
            return absent_word(self.manner, closed=self.closed)
        return word_of(position, self.manner)


def weight_word(name: str) -> str:
    """A weight by its name, as the head of a column."""
    known = {
        "population": pgettext("weight", "Population"),
        "gdp": pgettext("weight", "GDP (US$)"),
        "capital": pgettext("weight", "Capital"),
        "votes": pgettext("weight", "Votes"),
    }
    return known.get(name, name)
