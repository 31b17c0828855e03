"""What one person may see of a division's ballots at an instant. Every road to a position passes here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from coalition.models import Person
from coalition.models.delegations import Role
from coalition.models.procedure import Visibility
from coalition.permissions import has_role
from coalition.rules.deciding import Outcome
from coalition.rules.positions import Position
from proposals.voting.allowed import allows_proxies
from proposals.voting.models import Ballot, Division, Proxy
from proposals.voting.states import State, state_of
from proposals.voting.tallies import ballots_of, ballots_of_each, effective_of, holders_of, outcome_of


@dataclass(frozen=True)
class Sight:
    """What is seen: who has replied (None: hidden), how (None: hidden), and what the viewer's own members did.

    `outcome` is None where positions are hidden, and of an annulled or stopped vote, which has none.

    `own` are their ballots that count; `cast_for`, by principal, what they cast as holders of a proxy; `proxies` those
    that they gave or hold, and everybody's once positions are seen; `holders` who cast by proxy (None: hidden).
    `notes` are the ballots by signed note, replaced ones too: of their own members, those that the viewer recorded, and
    everybody's once positions are seen. `counted` are the ballots that count, as far as their positions are seen.
    """

    replied: frozenset[str] | None
    positions: dict[str, Position] | None
    outcome: Outcome | None
    own: dict[str, Ballot]
    cast_for: dict[str, Ballot] = field(default_factory=dict)
    proxies: tuple[Proxy, ...] = ()
    holders: dict[str, str] | None = None
    notes: tuple[Ballot, ...] = ()
    counted: tuple[Ballot, ...] = ()


def sight_of(division: Division, person: Person, instant: datetime) -> Sight:
    """Return what `person`, who may read the proposal, sees of the division at `instant`."""
    return _sight(division, person, instant, ballots_of(division), _own_codes(division.coalition_id, person, instant))


def sights_of(divisions: Sequence[Division], person: Person, instant: datetime) -> list[Sight]:
    """Return the same of several divisions, in as many queries as of one where none has proxies or is the chair's."""
    received = ballots_of_each(divisions)
    own = {key: _own_codes(key, person, instant) for key in {division.coalition_id for division in divisions}}
    return [_sight(each, person, instant, received[each.pk], own[each.coalition_id]) for each in divisions]


def _sight(
    division: Division, person: Person, instant: datetime, received: Sequence[Ballot], own_codes: set[str]
) -> Sight:
    ballots = effective_of(received)
    sees = _sees_positions(division, person, instant)
    positions = {code: Position(ballot.position) for code, ballot in ballots.items()} if sees else None
    hides_replies = not sees and division.visibility == Visibility.CHAIR
    return Sight(
        replied=None if hides_replies else frozenset(ballots),
        positions=positions,
        outcome=None
        if positions is None or division.annulled_at or division.stopped_at
        else outcome_of(division, positions),
        own={code: ballot for code, ballot in ballots.items() if code in own_codes},
        cast_for=_cast_for(division, own_codes),
        proxies=tuple(_proxies(division, own_codes, everybodys=sees)),
        holders=holders_of(ballots) if sees else None,
        notes=tuple(
            ballot
            for ballot in received
            if ballot.note_id and (sees or ballot.member.code in own_codes or ballot.actor_id == person.pk)
        ),
        counted=tuple(ballot for code, ballot in ballots.items() if sees or code in own_codes),
    )


def _sees_positions(division: Division, person: Person, instant: datetime) -> bool:
    """Open votes are seen by all; hidden ones once they are decided, since until then a ballot may still arrive."""
    if division.visibility == Visibility.OPEN or state_of(division, instant) == State.DECIDED:
        return True
    sees_before = division.visibility == Visibility.CHAIR
    return sees_before and has_role(person, division.coalition_id, Role.CHAIR, instant)


def _own_codes(coalition: int, person: Person, instant: datetime) -> set[str]:
    places = person.delegate_places.at(instant).filter(member__coalition_id=coalition)
    return set(places.values_list("member__code", flat=True))


def _cast_for(division: Division, own_codes: set[str]) -> dict[str, Ballot]:
    """The last ballot that one's members cast for each principal; whether it counts is not theirs to see."""
    if not own_codes or not allows_proxies(division):
        return {}
    cast = division.ballots.filter(proxy__holder__code__in=own_codes).select_related("member", "proxy__holder")
    return {ballot.member.code: ballot for ballot in cast.order_by("received_at", "entry_index")}


def _proxies(division: Division, own_codes: set[str], *, everybodys: bool) -> list[Proxy]:
    if not allows_proxies(division):
        return []
    rows = division.proxies.select_related("principal", "holder").annotate(used=Exists(_by_proxy()))
    if not everybodys:
        rows = rows.filter(Q(principal__code__in=own_codes) | Q(holder__code__in=own_codes))
    return list(rows)


def _by_proxy() -> QuerySet[Ballot]:
    return Ballot.objects.filter(proxy=OuterRef("pk"))
