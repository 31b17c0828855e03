"""The members as one roll: weights, groups, and the functions in each delegation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from coalition.models import Accreditation, Delegate, RulesOfProcedure
from coalition.models.delegations import Rank
from coalition.procedure import AMENDING
from coalition.rules.rolls import Roll
from frontend.access import Here
from frontend.drafting.reads import Row, found, row_of
from frontend.words.figures import percent, whole
from frontend.words.members import Name
from proposals.voting.models import Decision

RANKS = list(Rank)
RECENT = 10


@dataclass(frozen=True)
class ChangeOfRules:
    """A proposal to change the rules of procedure, and the version that it became."""

    row: Row
    decision: Decision | None
    version: RulesOfProcedure | None


def changes_of_rules(here: Here) -> list[ChangeOfRules]:
    """The latest proposals to change the rules of procedure, the last first."""
    proposals = found(here).filter(subject=AMENDING).prefetch_related("sponsors", "divisions__decision__division")
    rows = [row_of(here, proposal) for proposal in proposals[:RECENT]]
    made = {version.adopted_by: version for version in here.coalition.rules_of_procedure.exclude(adopted_by="")}
    return [_change(row, made) for row in rows]


def _change(row: Row, made: dict[str, RulesOfProcedure]) -> ChangeOfRules:
    division = row.division
    decision = division.decision if division and hasattr(division, "decision") else None
    return ChangeOfRules(row, decision, made.get(decision.symbol) if decision else None)


@dataclass(frozen=True)
class Seat:
    """One function in a delegation; `votes` tells whether its holder is accredited."""

    rank: str
    votes: bool


@dataclass(frozen=True)
class Figure:
    """A member's weight, with its share of all."""

    value: str
    share: str


@dataclass(frozen=True)
class Line:
    """One member of the roll."""

    name: Name
    groups: list[str]
    figures: list[Figure]
    seats: list[Seat]
    suspended: bool
    own: bool


def lines(here: Here, roll: Roll, weights: list[str], *, delegations: bool) -> list[Line]:
    """The members by name; delegations only for whoever reads everything."""
    seats = _seats(here) if delegations else {}
    own = {place.member.code for place in here.places}
    totals = {weight: sum(roll.weights[weight].values()) for weight in weights}
    return [
        Line(
            name=name,
            groups=sorted(group for group, members in roll.groups.items() if name.code in members),
            figures=[_figure(roll.weights[weight][name.code], totals[weight]) for weight in weights],
            seats=seats.get(name.code, []),
            suspended=name.code in roll.suspended,
            own=name.code in own,
        )
        for name in here.names.sorted(roll.members)
    ]


def _figure(value: int, total: int) -> Figure:
    return Figure(whole(value), percent(value, total))


def _seats(here: Here) -> dict[str, list[Seat]]:
    held = Delegate.objects.at(here.now).filter(member__coalition=here.coalition)
    accredited = Accreditation.objects.at(here.now).filter(member__coalition=here.coalition)
    may_vote = set(accredited.values_list("member_id", "person_id"))
    seats: dict[str, list[tuple[int, Seat]]] = defaultdict(list)
    for code, member_id, person_id, rank in held.values_list("member__code", "member_id", "person_id", "rank"):
        place = RANKS.index(Rank(rank))
        seats[code].append((place, Seat(str(Rank(rank).label), (member_id, person_id) in may_vote)))
    return {code: [seat for _place, seat in sorted(found, key=lambda each: each[0])] for code, found in seats.items()}
