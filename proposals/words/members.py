"""Names of members as sentences need them: alone, with the article, after "of"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coalition.models import Coalition, Member
from coalition.rules.wording.names import definite, ordered


@dataclass(frozen=True)
class Name:
    """A member's name in the reader's language."""

    code: str
    english: str
    french: str

    def __str__(self) -> str:
        return self.french if is_french() else self.english

    @property
    def the(self) -> str:
        """Inside a sentence: "Finland", "the Netherlands"; « la Finlande », « les Pays-Bas »."""
        return definite(self.code, language(), {self.code: str(self)})

    @property
    def first(self) -> str:
        """At the start of a sentence."""
        return self.the[:1].upper() + self.the[1:]

    @property
    def of(self) -> str:
        """After "of": « de la Finlande », « du Canada », « des Pays-Bas », « de Chypre »."""
        if not is_french():
            return f"of {self.the}"
        for article, contracted in (("le ", "du "), ("les ", "des ")):
            if self.the.startswith(article):
                return contracted + self.the.removeprefix(article)
        return ("d’" if self.the[:1] in "AEIOUÉÎ" else "de ") + self.the

    @property
    def number(self) -> int:
        """For the verb after the name: « les Pays-Bas votent ». English names take the singular."""
        return 2 if is_french() and self.the.startswith("les ") else 1

    @property
    def on_behalf(self) -> str:
        """Whom a vote is for: "for Finland", « au nom de la Finlande »."""
        return f"au nom {self.of}" if is_french() else f"for {self.the}"


class Roster(dict[str, Name]):
    """The names of a coalition's members, by code. A code that is not there is its own name."""

    def __missing__(self, code: str) -> Name:
        return Name(code, code, code)

    def plain(self) -> dict[str, str]:
        """The names in the reader's language, as the words of a rule take them."""
        return {code: str(name) for code, name in self.items()}

    def sorted(self, codes: Iterable[str]) -> list[Name]:
        """The names, in the alphabet of the reader's language."""
        return [self[code] for code in ordered(codes, language(), self.plain())]

    def listed(self, codes: Iterable[str], most: int = 5) -> str:
        """ "France, Germany and 3 others"."""
        return listing([name.the for name in self.sorted(codes)], most)


def language() -> str:
    """The reader's language: "en" or "fr"."""
    return "fr" if is_french() else "en"


def is_french() -> bool:
    """Whether the reader reads French."""
    return (get_language() or "en").startswith("fr")


def name_of(member: Member) -> Name:
    """The name of one member."""
    return Name(member.code, member.name_en, member.name_fr)


def roster_of(coalition: Coalition) -> Roster:
    """The names of all members that a coalition has or had, in one query."""
    rows = Member.objects.filter(coalition=coalition).order_by("code")
    return Roster((code, Name(code, en, fr)) for code, en, fr in rows.values_list("code", "name_en", "name_fr"))


class Rosters:
    """The rosters that one page or one run needs, each read once."""

    def __init__(self) -> None:
        self._known: dict[int, Roster] = {}

    def of(self, coalition: Coalition) -> Roster:
        """The roster of a coalition."""
        if coalition.pk not in self._known:
            self._known[coalition.pk] = roster_of(coalition)
        return self._known[coalition.pk]


def titled(thing: object, stem: str = "name") -> str:
    """A stored name or title in the reader's language: `name_en` or `name_fr`."""
    return str(getattr(thing, f"{stem}_{language()}"))


def listing(words: list[str], most: int = 5) -> str:
    """ "a, b and c"; beyond `most`, "a, b and 4 others"."""
    if len(words) > most + 1:
        rest = len(words) - most
        words = [*words[:most], _("%(count)d others") % {"count": rest}]
    if len(words) < 2:
        return "".join(words)
    return _("%(list)s and %(last)s") % {"list": ", ".join(words[:-1]), "last": words[-1]}
