"""The rules that can be read here: those of the catalogue, and every version that the coalition keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.http import Http404
from django.utils.translation import gettext as _

from coalition.models import Rule as Kept
from coalition.models import SubjectRules
from coalition.procedure import subjects_in_force
from coalition.rules import catalogue, wording
from coalition.rules.rule import Rule
from coalition.rules.standing import basis_of, is_of_catalogue
from frontend.access import Here
from frontend.decisions.reads import Verdict, verdict_of
from frontend.rulebook.words import Label, labels, text_of, title_of
from frontend.words.members import language, titled
from proposals.scope import divisions_for
from proposals.voting.models import Division

OWN = "own"  # the system of rules that only the coalition has
RECENT = 20


@dataclass(frozen=True)
class Entry:
    """One rule in the list."""

    identity: str
    title: str
    sentence: str
    labels: list[Label]
    basis: str
    system: str
    versions: str
    subjects: str


@dataclass(frozen=True)
class System:
    """The rules of one body, or one kind."""

    code: str
    title: str
    entries: list[Entry]

    @property
    def kept(self) -> int:
        """How many of them the coalition keeps."""
        return sum(1 for entry in self.entries if entry.versions)


@dataclass(frozen=True)
class Use:
    """One vote under the rule."""

    division: Division
    title: str
    verdict: Verdict | None


@dataclass(frozen=True)
class Found:
    """A rule at its page: the version shown, the others kept, and whether the catalogue has it too."""

    rule: Rule
    kept: Kept | None
    versions: list[Kept]
    is_of_catalogue: bool
    in_catalogue: bool


def systems(here: Here, asked: Asked) -> list[System]:
    """The rules that fit what was asked, by system; the coalition's own first."""
    kept: dict[str, list[Kept]] = {}
    for row in here.coalition.rules.order_by("created_at", "pk"):
        kept.setdefault(row.identifier, []).append(row)
    used = _used(here)
    own = [_own(rows, used) for name, rows in kept.items() if name not in catalogue.rule_ids()]
    known = [_known(name, language(), kept.get(name, []), used) for name in catalogue.rule_ids()]
    groups: dict[str, list[Entry]] = {}
    for entry in (*own, *known):
        if asked.fits(entry):
            groups.setdefault(entry.system, []).append(entry)
    titles = dict(system_titles())
    order = [OWN, *titles]
    return [System(code, titles.get(code, _own_title()), groups[code]) for code in order if code in groups]


@dataclass(frozen=True)
class Asked:
    """What the list is filtered by."""

    words: str = ""
    system: str = ""
    basis: str = ""
    kept: bool = False

    def fits(self, entry: Entry) -> bool:
        """Whether an entry is asked for."""
        if (self.system and self.system != entry.system) or (self.basis and self.basis != entry.basis):
            return False
        if self.kept and not entry.versions:
            return False
        text = f"{entry.identity} {entry.title} {entry.sentence}".casefold()
        return all(word in text for word in self.words.casefold().split())


def system_titles() -> list[tuple[str, str]]:
    """The systems of the catalogue with their titles: the coalition's and the general forms first."""
    found = {}
    for name in catalogue.rule_ids():
        system = catalogue.document(name)["system"]
        assert isinstance(system, dict)
        found[str(system["kind"])] = text_of(system)
    first = ("coalition", "general", "groups", "core")
    return sorted(found.items(), key=lambda each: (first.index(each[0]) if each[0] in first else len(first), each[1]))


def own_title() -> tuple[str, str]:
    """The choice of rules that only the coalition has."""
    return OWN, _own_title()


def find(here: Here, identity: str, version: str, *, from_catalogue: bool) -> Found:
    """A rule by its id, in the version asked for, else the latest kept, else the catalogue's."""
    versions = list(here.coalition.rules.filter(identifier=identity).order_by("-created_at", "-pk"))
    in_catalogue = identity in catalogue.rule_ids()
    kept = None
    if version:
        kept = next((row for row in versions if row.version == version), None)
    elif versions and not from_catalogue:
        kept = versions[0]
    if kept is None and (version or not in_catalogue):
        raise Http404
    rule = kept.read() if kept else catalogue.rule(identity)
    return Found(rule, kept, versions, is_of_catalogue(rule), in_catalogue)


def subjects_under(here: Here, identity: str) -> list[SubjectRules]:
    """The subjects that the rules in force decide by it. Observers are not shown the rules of procedure."""
    if here.is_observer:
        return []
    return [entry for entry in subjects_in_force(here.coalition, here.now) if entry.rule.identifier == identity]


def uses_of(here: Here, identity: str) -> tuple[list[Use], int]:
    """The latest votes held under it and how many there are, both in the reader's scope."""
    rows = divisions_for(here.person, here.now).filter(coalition=here.coalition, rule__id=identity)
    related = rows.select_related("proposal", "decision__division").defer("rule", "roll", "decision__rule")
    latest = [_use(division) for division in related.order_by("-closes_at", "-pk")[:RECENT]]
    return latest, rows.count() if len(latest) == RECENT else len(latest)


def _use(division: Division) -> Use:
    decision = getattr(division, "decision", None)
    return Use(division, division.proposal.title, verdict_of(decision) if decision else None)


def _used(here: Here) -> dict[str, str]:
    if here.is_observer:
        return {}
    used: dict[str, list[str]] = {}
    for entry in subjects_in_force(here.coalition, here.now):
        used.setdefault(entry.rule.identifier, []).append(titled(entry, "title"))
    return {identity: ", ".join(titles) for identity, titles in used.items()}


def _own(rows: list[Kept], used: dict[str, str]) -> Entry:
    return _entry(rows[-1].read(), OWN, rows, used)


def _known(name: str, code: str, rows: list[Kept], used: dict[str, str]) -> Entry:
    line = _line(name, code)
    return _with_use(line, rows, used)


@cache
def _line(name: str, code: str) -> Entry:
    """A line of the catalogue in a language: it does not change while the program runs."""
    system = catalogue.document(name)["system"]
    assert isinstance(system, dict)
    return _entry(catalogue.rule(name), str(system["kind"]), [], {})


def _entry(rule: Rule, system: str, rows: list[Kept], used: dict[str, str]) -> Entry:
    sentence = wording.sentence(rule, None, language())
    line = Entry(rule.id, title_of(rule), sentence, labels(rule), basis_of(rule).value, system, "", "")
    return _with_use(line, rows, used)


def _with_use(line: Entry, rows: Iterable[Kept], used: dict[str, str]) -> Entry:
    versions = ", ".join(row.version for row in rows)
    return Entry(**{**vars(line), "versions": versions, "subjects": used.get(line.identity, "")})


def _own_title() -> str:
    return _("Written by this coalition")
