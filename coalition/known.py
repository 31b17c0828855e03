"""What the sentence of an act needs to know: names, instants and numbers as its reader reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from coalition.models import Coalition, Member, Person
from coalition.rules.wording.names import definite

NARROW = "\N{NARROW NO-BREAK SPACE}"


def in_utc(instant: datetime) -> str:
    """Return an instant for a reader whose zone is not known: "1 March 2026, 12:00 UTC"."""
    utc = instant.astimezone(UTC)
    return f"{date_format(utc, 'DATE_FORMAT')}, {utc:%H:%M} UTC"


@dataclass(frozen=True)
class Known:
    """Names fetched once for a whole list of acts: members' by code (English, French), persons' by number."""

    members: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    persons: Mapping[int, str] = field(default_factory=dict)
    say: Callable[[datetime], str] = in_utc

    def pick(self, english: str, french: str) -> str:
        """Return the one of two texts that is in the reader's language."""
        return french if _is_french() else english

    def name(self, code: str) -> str:
        """Return a member's name alone: "Finland"."""
        return self.pick(*self.members.get(code, (code, code)))

    def the(self, code: str) -> str:
        """Return a member's name inside a sentence: "the Netherlands", « les Pays-Bas »."""
        return definite(code, "fr" if _is_french() else "en", {code: self.name(code)})

    def of(self, code: str) -> str:
        """Return a member's name after "of": "of Finland", « de la Finlande », « du Canada », « d’Israël »."""
        the = self.the(code)
        if not _is_french():
            return f"of {the}"
        for article, contracted in (("le ", "du "), ("les ", "des ")):
            if the.startswith(article):
                return contracted + the.removeprefix(article)
        return ("d’" if the[:1] in "AEIOUÉÎ" else "de ") + the

    def person(self, number: int) -> str:
        """Return a person's name."""
        return self.persons.get(number, f"#{number}")

    def instant(self, text: str) -> str:
        """Return an instant, given as arguments keep it, in words."""
        return self.say(datetime.fromisoformat(text))

    def starting(self, text: str | None) -> str:
        """Return from when an act holds: "at once", or "from 1 March 2026, 12:00 UTC on"."""
        return gettext("from %(instant)s on") % {"instant": self.instant(text)} if text else gettext("at once")

    def number(self, value: int) -> str:
        """Return a whole number with its thousands apart."""
        text = f"{value:,}"
        return text.replace(",", NARROW) if _is_french() else text


def known_in(coalition: Coalition, persons: Iterable[int] = (), say: Callable[[datetime], str] = in_utc) -> Known:
    """Return the names of a coalition's members, and of these persons, in two queries."""
    members = Member.objects.filter(coalition=coalition).values_list("code", "name_en", "name_fr")
    named = Person.objects.filter(pk__in=set(persons)).values_list("pk", "name")
    return Known({code: (en, fr) for code, en, fr in members}, dict(named), say)


def _is_french() -> bool:
    return (get_language() or "en").startswith("fr")
