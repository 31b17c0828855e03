"""Proposals as their pages need them: the latest vote of each, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from coalition.changing_rules import text_of
from coalition.models import SubjectRules
from coalition.models.procedure import Consent, Opener, Procedure, Visibility
from coalition.procedure import AMENDING, effective_rule, subjects_in_force
from frontend.access import Here
from frontend.decisions.reads import Verdict, verdict_of
from frontend.voting.reading import RuleWords, rule_words
from frontend.words.implications import implications_said
from frontend.words.members import titled
from frontend.words.times import span
from proposals.drafting import marking
from proposals.drafting.models import Proposal
from proposals.scope import proposals_for
from proposals.voting.models import Division
from proposals.voting.states import State, state_of
from proposals.words.members import is_french


@dataclass(frozen=True)
class Row:
    """One proposal in a list: its latest vote, if any, and that vote's decision, if any."""

    proposal: Proposal
    division: Division | None
    state: State | None
    verdict: Verdict | None
    sponsors: str


@dataclass(frozen=True)
class SubjectWords:
    """A subject of the rules of procedure, said to a reader."""

    code: str
    title: str
    rule: RuleWords
    procedure: str
    indicative: bool
    notice: str
    emergency_notice: str
    outage_extension: str
    consent: str
    note_wait: str
    visibility: str
    opener: str
    implications: str
    entry: SubjectRules


def found(here: Here) -> QuerySet[Proposal]:
    """The proposals in the reader's scope."""
    return proposals_for(here.person, here.now).filter(coalition=here.coalition)


def find(here: Here, year: int, number: int) -> Proposal:
    """One proposal, or 404 where it is none of the reader's."""
    proposal = found(here).filter(year=year, number=number).first()
    if proposal is None:
        raise Http404
    return proposal


def row_of(here: Here, proposal: Proposal) -> Row:
    """The proposal with what was fetched along with it: sponsors, votes, decisions."""
    held = sorted(proposal.divisions.all(), key=lambda division: division.pk)
    divisions = [each for each in held if not each.question or (each == held[-1] and each.is_open_at(here.now))]
    division = divisions[-1] if divisions else None
    state = state_of(division, here.now) if division else None
    verdict = verdict_of(division.decision) if division and state is State.DECIDED else None
    sponsors = here.names.listed([member.code for member in proposal.sponsors.all()])
    return Row(proposal, division, state, verdict, sponsors)


def markings_here() -> list[tuple[str, str, bool]]:
    """The markings that a text kept here may have: code, name, and whether the text is named outside under it."""
    return [
        (each.code, each.name, marking.named_outside(each.code))
        for each in marking.markings()
        if marking.kept_here(each)
    ]


def subjects(here: Here) -> list[SubjectWords]:
    """What the rules of procedure in force say, subject by subject, with the numbers of today's roll."""
    entries = subjects_in_force(here.coalition, here.now)
    return [subject_words(here, entry) for entry in entries]


def subject_words(here: Here, entry: SubjectRules) -> SubjectWords:
    """One subject in words."""
    return SubjectWords(
        code=entry.code,
        title=titled(entry, "title"),
        rule=rule_words(here, effective_rule(entry), here.roll),
        procedure=str(Procedure(entry.procedure).label),
        indicative=entry.procedure == Procedure.INDICATIVE,
        notice=_span(entry.notice),
        emergency_notice=_span(entry.emergency_notice),
        outage_extension=_span(entry.outage_extension),
        consent="" if entry.consent == Consent.NONE else str(Consent(entry.consent).label),
        note_wait=_span(entry.note_wait),
        visibility=str(Visibility(entry.visibility).label),
        opener=str(Opener(entry.opener).label),
        implications=implications_said(entry.implications),
        entry=entry,
    )


def change_of_rules(here: Here, asked: str) -> dict[str, str]:
    """What a form to change the rules of procedure on a subject begins with; nothing where they do not know it."""
    entry = next((each for each in subjects_in_force(here.coalition, here.now) if each.code == asked), None)
    if entry is None:
        return {}
    title = _("Rules of procedure: %(subject)s") % {"subject": titled(entry, "title")}
    return {"title": title, "subject": AMENDING, "text": text_of(entry, french=is_french())}


def _span(length: timedelta | None) -> str:
    return span(length) if length else ""


def title_of_subject(entries: list[SubjectRules], code: str) -> str:
    """The title of a subject; its code where the rules in force no longer know it."""
    return next((titled(entry, "title") for entry in entries if entry.code == code), code)
