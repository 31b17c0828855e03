"""Finding decisions in the register: what the form asks, and what it offers to ask."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from coalition.rules.positions import Position
from coalition.rules.results import Result
from frontend.access import Here
from frontend.secretariat.forms import Choice
from frontend.words.positions import ORDER, shown
from proposals.register.filtering import Asked, Standing
from proposals.register.indexing import SPLIT
from proposals.scope import decisions_for

LONGEST = 100


@dataclass(frozen=True)
class Select:
    """One list of the form to choose from."""

    name: str
    label: str
    chosen: str
    choices: list[Choice]

    @property
    def groups(self) -> list[tuple[str, list[Choice]]]:
        """The choices under their headings."""
        found: dict[str, list[Choice]] = {}
        for choice in self.choices:
            found.setdefault(choice.group, []).append(choice)
        return list(found.items())


def asked_in(given: QueryDict) -> Asked:
    """Read the address's parameters; what does not exist filters nothing."""
    year = given.get("year", "")
    return Asked(
        words=given.get("q", "").replace("\0", "").strip()[:LONGEST],
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        result=_one_of(given.get("result", ""), [result.value for result in Result]),
        rule=given.get("rule", "").replace("\0", "")[:80],
        who=given.get("who", "").replace("\0", "")[:80],
        position=_one_of(given.get("position", ""), [*(position.value for position in Position), SPLIT]),
        standing=_one_of(given.get("standing", ""), Standing.values),
    )


def selects(here: Here, asked: Asked) -> list[Select]:
    """The lists to choose from: the rules and years are those of decisions that the reader may read."""
    mine = decisions_for(here.person, here.now).filter(coalition=here.coalition).order_by()
    rules = sorted({str(rule) for rule in mine.values_list("rule__id", flat=True).distinct()})
    years = sorted(set(mine.values_list("year", flat=True).distinct()), reverse=True)
    return [
        Select("result", _("Outcome"), asked.result, _results()),
        Select("who", _("Member or group"), asked.who, _who(here)),
        Select("position", _("Its position"), asked.position, _positions()),
        Select("rule", _("Rule"), asked.rule, [Choice(rule, rule) for rule in rules]),
        Select("year", _("Year"), str(asked.year or ""), [Choice(str(year), str(year)) for year in years]),
        Select("standing", _("Standing"), asked.standing, _standings()),
    ]


def query_of(given: QueryDict) -> str:
    """What was asked, to go on with on the next page."""
    return urlencode([(name, value) for name, value in given.items() if name != "page" and value])


def _results() -> list[Choice]:
    words = {
        Result.ADOPTED: _("Adopted"),
        Result.REJECTED: _("Not adopted"),
        Result.NO_QUORUM: _("No quorum"),
        Result.NO_OPINION: _("No opinion"),
        Result.RECORDED: _("Answers recorded"),
    }
    return [Choice(result.value, word) for result, word in words.items()]


def _who(here: Here) -> list[Choice]:
    members = [Choice(name.code, str(name), _("Members")) for name in here.names.sorted(here.names)]
    groups = here.coalition.groups.order_by("code").values_list("code", flat=True)
    return [*(Choice(f"group:{code}", code, _("Groups, as one")) for code in groups), *members]


def _standings() -> list[Choice]:
    return [Choice(standing.value, str(standing.label).capitalize()) for standing in Standing]


def _positions() -> list[Choice]:
    known = [Choice(position.value, shown(position, closed=True).word) for position in ORDER]
    return [*known, Choice(SPLIT, _("Not of one mind (groups)"))]


def _one_of(value: str, known: list[str]) -> str:
    return value if value in known else ""
