"""What one person may see of a division's ballots at an instant. Every road to a position passes here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coalition.models import Person
from coalition.models.delegations import Role
from coalition.models.procedure import Visibility
from coalition.permissions import has_role
from coalition.rules.deciding import Outcome
from coalition.rules.positions import Position
from proposals.voting.models import Ballot, Division
from proposals.voting.states import State, state_of
from proposals.voting.tallies import effective_ballots, outcome_of


@dataclass(frozen=True)
class Sight:
    """What is seen: who has replied (None: hidden), how (None: hidden), and the viewer's own members' ballots."""

    replied: frozenset[str] | None
    positions: dict[str, Position] | None
    outcome: Outcome | None
    own: dict[str, Ballot]


def sight_of(division: Division, person: Person, instant: datetime) -> Sight:
    """Return what `person`, who may read the proposal, sees of the division at `instant`."""
    ballots, own_codes = effective_ballots(division), _own_codes(division, person, instant)
    own = {code: ballot for code, ballot in ballots.items() if code in own_codes}
    if not _sees_positions(division, person, instant):
        hidden = division.visibility == Visibility.CHAIR
        return Sight(None if hidden else frozenset(ballots), None, None, own)
    positions = {code: Position(ballot.position) for code, ballot in ballots.items()}
    return Sight(frozenset(ballots), positions, outcome_of(division, positions), own)


def _sees_positions(division: Division, person: Person, instant: datetime) -> bool:
    """Open votes are seen by all; hidden ones once they are decided, since until then a ballot may still arrive."""
    if division.visibility == Visibility.OPEN or state_of(division, instant) == State.DECIDED:
        return True
    sees_before = division.visibility == Visibility.CHAIR
    return sees_before and has_role(person, division.coalition_id, Role.CHAIR, instant)


def _own_codes(division: Division, person: Person, instant: datetime) -> set[str]:
    places = person.delegate_places.at(instant).filter(member__coalition_id=division.coalition_id)
    return set(places.values_list("member__code", flat=True))
