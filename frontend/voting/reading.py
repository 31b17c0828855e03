"""A division as its pages need it: found in the reader's scope, with its rule in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max
from django.http import Http404

from coalition.rules import wording
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from frontend.access import Here
from frontend.voting.remarks import remarks_of
from frontend.voting.standing import Standing, standing_of
from frontend.words.members import language
from proposals.ledger.models import Entry
from proposals.scope import divisions_for
from proposals.voting.ledger_sight import ON_THE_WAY
from proposals.voting.models import Division
from proposals.voting.states import State, state_of
from proposals.voting.visibility import Sight, sight_of


@dataclass(frozen=True)
class RuleWords:
    """A rule said to a reader."""

    sentence: str
    effect: str
    basis: str
    identity: str
    version: str


@dataclass(frozen=True)
class Read:
    """One division with everything that was read for it."""

    division: Division
    rule: Rule
    state: State
    sight: Sight

    @property
    def address(self) -> tuple[str, int]:
        """The arguments of its addresses."""
        return self.division.coalition.slug, self.division.pk


def find(here: Here, division_id: int) -> Read:
    """The division, or 404 where it is none of the reader's."""
    found = divisions_for(here.person, here.now).filter(coalition=here.coalition, pk=division_id)
    division = found.select_related(
        "coalition", "proposal", "revision", "decision", "opened_by", "after__decision"
    ).first()
    if division is None:
        raise Http404
    state = state_of(division, here.now)
    rule = read_rule(division.rule)
    return Read(division, rule, state, sight_of(division, here.person, here.now))


def stands(here: Here, read: Read) -> Standing:
    """Where it stands for this reader."""
    own = {place.member.code for place in here.places}
    remarks = remarks_of(here, read.division)
    return standing_of(read.division, read.rule, read.sight, here.names, own, read.state, here.now, remarks)


def rule_words(here: Here, rule: Rule, roll: Roll | None) -> RuleWords:
    """The rule's sentence with the numbers of the roll, whom it binds, and what stands behind it."""
    return RuleWords(
        sentence=wording.sentence(rule, roll, language(), here.names.plain()),
        effect=wording.effect_sentence(rule, language()),
        basis=wording.basis_sentence(rule, language()),
        identity=rule.id,
        version=rule.version,
    )


def last_entry(division: Division, *, quiet: bool) -> int:
    """The ledger index of the last entry about a division: where a page that shows it starts to listen.

    `quiet`: of the last one that is not on the way to its outcome, for whoever may not see that somebody has replied.
    """
    entries = Entry.objects.filter(coalition_id=division.coalition_id, subject=f"division:{division.pk}")
    if quiet:
        entries = entries.exclude(kind__in=ON_THE_WAY)
    return int(entries.aggregate(last=Max("index"))["last"] or 0)
