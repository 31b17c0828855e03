"""What changed since the reader last looked, each with its title and the page that says more."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from frontend.access import Here
from proposals.ledger.kinds import KINDS
from proposals.looking.changes import Change, changes_since, note_look
from proposals.minutes.states import minutes_for
from proposals.scope import decisions_for, divisions_for, meetings_for, proposals_for

SHOWN = 6

Page = tuple[str, str]  # title and address


@dataclass(frozen=True)
class Changed:
    """One thing that changed."""

    what: str
    title: str
    address: str
    at: datetime
    more: int


@dataclass(frozen=True)
class News:
    """What changed, and how much more there is."""

    shown: list[Changed]
    more: int


def news(here: Here) -> News:
    """What changed since the reader last looked; looking is noted."""
    look = note_look(here.person, here.coalition, here.now)
    changes = changes_since(look.since, here.person, here.coalition, here.now)
    pages = _pages(here, changes)
    told = [_changed(change, pages[change.about]) for change in changes if change.about in pages]
    return News(told[:SHOWN], max(len(told) - SHOWN, 0))


def _changed(change: Change, page: Page) -> Changed:
    title, address = page
    kind = KINDS[change.entry.kind]
    return Changed(str(kind.title), title, address, change.entry.at, change.count - 1)


def _pages(here: Here, changes: list[Change]) -> dict[tuple[str, int], Page]:
    """The title and address of each subject that the reader may read: a query for each kind of them."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for change in changes:
        kind, number = change.about
        wanted[kind].append(number)
    slug, person, now = here.coalition.slug, here.person, here.now
    pages: dict[tuple[str, int], Page] = {}
    for row in proposals_for(person, now).filter(pk__in=wanted["proposal"]) if wanted["proposal"] else ():
        pages["proposal", row.pk] = row.title, reverse("proposal", args=[slug, row.year, row.number])
    if wanted["division"]:
        for vote in divisions_for(person, now).filter(pk__in=wanted["division"]).select_related("proposal"):
            pages["division", vote.pk] = vote.proposal.title, reverse("vote", args=[slug, vote.pk])
    if wanted["decision"]:
        rows = decisions_for(person, now).filter(pk__in=wanted["decision"]).select_related("division__proposal")
        for taken in rows:
            address = reverse("decision", args=[slug, taken.year, taken.number])
            pages["decision", taken.pk] = taken.division.proposal.title, address
    for meeting in meetings_for(person, now).filter(pk__in=wanted["meeting"]) if wanted["meeting"] else ():
        pages["meeting", meeting.pk] = meeting.title, reverse("meeting", args=[slug, meeting.number])
    if wanted["minutes"]:
        for minutes in minutes_for(person, now).filter(pk__in=wanted["minutes"]).select_related("meeting"):
            pages["minutes", minutes.pk] = (
                minutes.meeting.title,
                reverse("minutes", args=[slug, minutes.meeting.number]),
            )
    return pages
