"""What a person finds on arriving: the votes that await them, the votes to watch, the latest decisions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from coalition.models.procedure import Procedure, Visibility
from frontend.access import Here
from frontend.decisions.reads import Verdict, verdict_of
from frontend.words.members import Name
from proposals.drafting.models import Proposal
from proposals.scope import decisions_for, divisions_for, proposals_for
from proposals.voting.models import Ballot, Division

LATEST = 3


@dataclass(frozen=True)
class Card:
    """One open vote: for which of the reader's members it is still to be cast, and who has not replied."""

    division: Division
    procedure: str
    awaits: list[Name]
    voted: list[Name]
    replied: int | None
    total: int
    waiting_for: str


def cards(here: Here) -> list[Card]:
    """The open votes in the reader's scope, those that await the reader first, then by deadline."""
    found = divisions_for(here.person, here.now).filter(
        coalition=here.coalition, opens_at__lte=here.now, closes_at__gt=here.now
    )
    divisions = list(found.select_related("proposal", "revision").order_by("closes_at", "pk"))
    replied = _replied(divisions)
    made = [_card(here, division, replied[division.pk]) for division in divisions]
    return sorted(made, key=lambda card: not card.awaits)


def drafts(here: Here) -> list[Proposal]:
    """Proposals on which no vote was ever opened."""
    found = proposals_for(here.person, here.now).filter(coalition=here.coalition, divisions__isnull=True)
    return list(found[:LATEST])


def latest(here: Here) -> list[Verdict]:
    """The latest decisions."""
    found = decisions_for(here.person, here.now).filter(coalition=here.coalition)
    return [verdict_of(decision) for decision in found.select_related("division__proposal")[:LATEST]]


def _replied(divisions: list[Division]) -> dict[int, set[str]]:
    """Who has replied, by division, in one query. It never says how."""
    rows = Ballot.objects.filter(division__in=divisions).values_list("division_id", "member__code")
    replied: dict[int, set[str]] = defaultdict(set)
    for division_id, code in rows:
        replied[division_id].add(code)
    return replied


def _card(here: Here, division: Division, replied: set[str]) -> Card:
    voters = [code for code in division.roll["members"] if code not in division.roll["suspended"]]
    mine = [vote for vote in here.open_votes if vote.division.pk == division.pk]
    shown = division.visibility != Visibility.CHAIR or here.is_chair
    waiting = [code for code in voters if code not in replied]
    return Card(
        division=division,
        procedure=str(Procedure(division.procedure).label),
        awaits=[here.names[vote.member.code] for vote in mine if not vote.voted],
        voted=[here.names[vote.member.code] for vote in mine if vote.voted],
        replied=len(replied) if shown else None,
        total=len(voters),
        waiting_for=here.names.listed(waiting, most=4) if shown else "",
    )
