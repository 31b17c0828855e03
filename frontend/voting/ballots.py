"""The ballot form: for each member that the reader votes for, what it has cast and what it may take."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.models import Accreditation, Member
from coalition.rules.positions import Position
from coalition.rules.rule import Rule
from frontend.access import Here
from frontend.words.effects import stance
from frontend.words.members import Name, name_of
from frontend.words.positions import Shown, shown
from proposals.voting.allowed import positions_under
from proposals.voting.models import Ballot, Division
from proposals.voting.visibility import Sight


@dataclass(frozen=True)
class Option:
    """One position on offer, with what it says and does. None is chosen in advance."""

    shown: Shown
    says: str


@dataclass(frozen=True)
class Paper:
    """The ballot paper of one member."""

    member: Member
    name: Name
    accreditation: Accreditation | None
    rank: str
    current: Ballot | None
    current_shown: Shown | None
    options: list[Option]


def papers(here: Here, division: Division, rule: Rule, sight: Sight) -> list[Paper]:
    """The papers of the members on the roll that the reader votes for."""
    return [
        _paper(here, held, rule, sight)
        for held in {held.member_id: held for held in here.accreditations}.values()
        if held.member.code in division.roll["members"] and held.member.code not in division.roll["suspended"]
    ]


def suspended_of(here: Here, division: Division) -> list[Name]:
    """The reader's members that are on the roll but suspended."""
    return [name_of(member) for member in here.votes_for if member.code in division.roll["suspended"]]


def _paper(here: Here, held: Accreditation, rule: Rule, sight: Sight) -> Paper:
    name = name_of(held.member)
    current = sight.own.get(held.member.code)
    return Paper(
        member=held.member,
        name=name,
        accreditation=held,
        rank=here.rank_in(held.member),
        current=current,
        current_shown=shown(Position(current.position), manner=rule.manner) if current else None,
        options=[
            Option(shown(position, manner=rule.manner), stance(rule, position, name))
            for position in positions_under(rule)
        ],
    )
