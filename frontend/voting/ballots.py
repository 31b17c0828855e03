"""The ballot form: for each member that the reader votes for, what it has cast and what it may take."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.models import Accreditation, Member
from coalition.rules.positions import Position
from coalition.rules.rule import Manner, Rule
from frontend.access import Here
from frontend.words.effects import stance
from frontend.words.members import Name, name_of
from frontend.words.positions import Shown, shown
from proposals.voting.allowed import positions_in
from proposals.voting.models import Ballot, Division
from proposals.voting.tallies import has_accepted
from proposals.voting.visibility import Sight


@dataclass(frozen=True)
class Option:
    """One position on offer, with what it says and does. None is chosen in advance."""

    shown: Shown
    says: str


@dataclass(frozen=True)
class Paper:
    """The ballot paper of one member; `holder` is the reader's own, where it votes by proxy."""

    member: Member
    name: Name
    holder: Name | None
    accreditation: Accreditation | None
    rank: str
    current: Ballot | None
    current_shown: Shown | None
    options: list[Option]

    @property
    def key(self) -> str:
        """What tells it apart on a page."""
        return f"{self.member.code}-{self.holder.code}" if self.holder else self.member.code


def papers(here: Here, division: Division, rule: Rule, sight: Sight) -> list[Paper]:
    """The papers of the members on the roll that the reader votes for, then of those that gave them their proxy."""
    held = {held.member.code: held for held in here.accreditations if _votes(division, held.member)}
    own = [_Asked(division, rule, each.member, each, sight.own.get(code)) for code, each in held.items()]
    lent = [
        _Asked(division, rule, proxy.principal, held[proxy.holder.code], sight.cast_for.get(proxy.principal.code))
        for proxy in sight.proxies
        if proxy.revoked_at is None and proxy.holder.code in held
    ]
    return [_paper(here, asked) for asked in own + lent]


def suspended_of(here: Here, division: Division) -> list[Name]:
    """The reader's members that are on the roll but suspended."""
    return [name_of(member) for member in here.votes_for if member.code in division.roll["suspended"]]


def _votes(division: Division, member: Member) -> bool:
    return member.code in division.roll["members"] and member.code not in division.roll["suspended"]


def _offered(asked: _Asked) -> list[Position]:
    """What can be chosen: of a joint statement to endorse it or, by who does, to take that back."""
    offered = list(positions_in(asked.division))
    if asked.rule.manner is not Manner.ENDORSEMENT:
        return offered
    endorses = asked.current is not None and asked.current.position == Position.YES
    return [Position.NOT_PARTICIPATING if endorses else Position.YES]


@dataclass(frozen=True)
class _Asked:
    """For which member a paper is, under whose accreditation, and what stands on it."""

    division: Division
    rule: Rule
    member: Member
    held: Accreditation
    current: Ballot | None


def _paper(here: Here, asked: _Asked) -> Paper:
    name, manner, current = name_of(asked.member), asked.rule.manner, asked.current
    accepted = has_accepted(asked.division, asked.member.code)
    return Paper(
        member=asked.member,
        name=name,
        holder=name_of(asked.held.member) if asked.held.member_id != asked.member.pk else None,
        accreditation=asked.held,
        rank=here.rank_in(asked.held.member),
        current=current,
        current_shown=shown(Position(current.position), manner=manner) if current else None,
        options=[
            Option(shown(position, manner=manner), stance(asked.rule, position, name, accepted=accepted))
            for position in _offered(asked)
        ],
    )
