"""The exercise's texts on their way: one with amendments and an annex, one that changes the rules, and drafts."""

from __future__ import annotations

import io

from coalition.models import Coalition, Member, Person
from proposals.amendments.models import Change
from proposals.amendments.tabling import Asked, table
from proposals.demo.texts import CLEARANCE, LONGER_NOTICE, RADARS, Text
from proposals.demo.votes import propose, secretariat_of, voters_of
from proposals.documents.attaching import Label, attach
from proposals.drafting.drafts import begin_draft, join_draft, share_draft
from proposals.drafting.models import Proposal
from proposals.drafting.proposing import Words

ANNEX = b"Exercise. Sites to be cleared, in the order of their danger: roads, fields, river banks.\n"
AMENDMENTS = (
    ("DK", Change.REPLACE, "par-1", "1. Each member that has clearance teams names them within five days."),
    ("LT", Change.DELETE, "par-2", ""),
    ("CA", Change.INSERT, "par-3", "4. Members train local teams from the first day."),
)


def begin(coalition: Coalition) -> None:
    """Put two texts that nobody has voted on yet, and begin a draft that another member joins."""
    clearance = propose(coalition, CLEARANCE, secretariat_of(coalition))
    _amend(clearance)
    _annex(clearance)
    propose(coalition, LONGER_NOTICE, secretariat_of(coalition))
    _draft(coalition, RADARS)


def _amend(proposal: Proposal) -> None:
    for code, change, anchor, text in AMENDMENTS:
        member, person = _delegate(proposal.coalition, code)
        table(proposal=proposal, member=member, asked=Asked(change, anchor, text), by=person)


def _annex(proposal: Proposal) -> None:
    label = Label("Annex: sites to be cleared (exercise)", "public", addendum=True, released_to_observers=True)
    attach(to=proposal, label=label, by=secretariat_of(proposal.coalition), file=io.BytesIO(ANNEX))


def _draft(coalition: Coalition, text: Text) -> None:
    first, second = text.sponsors.split()
    sponsor, person = _delegate(coalition, first)
    joining, other = _delegate(coalition, second)
    draft = begin_draft(sponsor=sponsor, words=Words(text.title, text.subject, text.text), by=person)
    share_draft(draft=draft, member=joining, by=person)
    join_draft(draft=draft, member=joining, by=other, version=draft.version)


def _delegate(coalition: Coalition, code: str) -> tuple[Member, Person]:
    accreditation = voters_of(coalition)[code]
    return accreditation.member, accreditation.person
