"""Reads: who stands behind a joint statement or an opt-in, at its decision and since."""

from __future__ import annotations

from dataclasses import dataclass

from coalition.rules.positions import Position
from proposals.adherence.models import Adherence, Kind
from proposals.voting.models import Division
from proposals.voting.tallies import effective_ballots


@dataclass(frozen=True)
class Behind:
    """Codes of members and partners, and the dated acts that brought them there, the first first.

    `members` are in as things stand: those of the vote, those that joined, without those that left.
    """

    members: tuple[str, ...]
    aligned: tuple[str, ...]
    acts: tuple[Adherence, ...]


def behind(division: Division) -> Behind:
    """Return who stands behind the text now, in two queries."""
    ballots = getattr(getattr(division, "decision", None), "ballots", None)
    if ballots is None:
        ballots = {code: ballot.position for code, ballot in effective_ballots(division).items()}
    return behind_given(division, ballots)


def behind_given(division: Division, ballots: dict[str, str]) -> Behind:
    """Return the same, where the positions are read already."""
    members = {code for code, position in ballots.items() if position == Position.YES}
    aligned: set[str] = set()
    acts = tuple(division.adherences.select_related("member", "partner"))
    for act in acts:
        among = members if act.member_id else aligned
        among.discard(act.code) if act.kind == Kind.LEFT else among.add(act.code)
    return Behind(tuple(sorted(members)), tuple(sorted(aligned)), acts)
