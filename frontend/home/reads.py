"""What a person finds on arriving: the votes that await them, the votes to watch, the latest decisions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from coalition.four_eyes import kinds
from coalition.models.procedure import Procedure, Visibility
from coalition.permissions import Act, table_allows
from frontend.access import Here
from frontend.decisions.reads import Verdict, verdict_of
from frontend.meetings.reads import Row, found, row_of
from frontend.words.members import Name
from proposals.drafting.models import Proposal
from proposals.meetings.models import Item
from proposals.meetings.states import State, meetings_in
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


@dataclass(frozen=True)
class NextMeeting:
    """What is on now or next, and on how many of its items a vote awaits the reader."""

    row: Row
    votes: int


def cards(here: Here) -> list[Card]:
    """The open votes in the reader's scope, those that await the reader first, then by deadline."""
    found = divisions_for(here.person, here.now).filter(Division.open_at(here.now), coalition=here.coalition)
    divisions = list(found.select_related("proposal", "revision").order_by("closes_at", "pk"))
    replied = _replied(divisions)
    made = [_card(here, division, replied[division.pk]) for division in divisions]
    return sorted(made, key=lambda card: not card.awaits)


def drafts(here: Here) -> list[Proposal]:
    """Proposals with no vote but annulled ones, each with `annulled`: whether there was one.

    The secretariat reads those without any too; the others, why a vote that awaited them is gone.
    """
    standing = Division.objects.filter(proposal=OuterRef("pk"), annulled_at__isnull=True)
    annulled = Division.objects.filter(proposal=OuterRef("pk"), annulled_at__isnull=False)
    found = proposals_for(here.person, here.now).filter(~Exists(standing), coalition=here.coalition)
    found = found.annotate(annulled=Exists(annulled))
    return list((found if here.is_secretariat else found.filter(annulled=True))[:LATEST])


def latest(here: Here) -> list[Verdict]:
    """The latest decisions."""
    found = decisions_for(here.person, here.now).filter(coalition=here.coalition)
    return [verdict_of(decision) for decision in found.select_related("division__proposal")[:LATEST]]


def next_meeting(here: Here) -> NextMeeting | None:
    """The meeting in session, or else the next one that was called; one whose end has passed is neither."""
    coming = meetings_in(State.LIVE) | meetings_in(State.CALLED) & Q(ends_at__gt=here.now)
    meeting = found(here).filter(coming).order_by(F("opened_at").asc(nulls_last=True), "starts_at", "pk").first()
    if meeting is None:
        return None
    awaiting = [vote.division.proposal_id for vote in here.awaiting]
    items = Item.objects.filter(meeting=meeting, withdrawn_at__isnull=True, proposals__in=awaiting)
    return NextMeeting(row_of(meeting), items.distinct().count() if awaiting else 0)


def in_preparation(here: Here) -> list[Row]:
    """The meetings that are not called yet, for those who run them."""
    if not table_allows(here.standings, Act.RUN_MEETINGS):
        return []
    return [row_of(meeting) for meeting in found(here).filter(meetings_in(State.DRAFT)).order_by("starts_at")[:LATEST]]


def to_confirm(here: Here) -> int:
    """How many acts await this person as the second one; whoever is of no such table is asked nothing."""
    if not table_allows(here.standings, Act.SETTLE):
        return 0
    mine = [kind.name for kind in kinds() if table_allows(here.standings, kind.act)]
    waiting = here.coalition.pending_acts.filter(settlement="", expires_at__gt=here.now, kind__in=mine)
    return waiting.exclude(asked_by=here.person).count()


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
