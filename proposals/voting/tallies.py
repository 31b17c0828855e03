"""Reads: the effective ballots of a division, and what its rule makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import F

from coalition.rules.deciding import Outcome, decide
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from proposals.voting.models import Ballot, Division

HOST_CONSENTS = "host_consents"  # the fact, as rules name it


def ballots_of(division: Division) -> list[Ballot]:
    """Return every ballot received in time, with its member, proxy and note, the first received first."""
    return ballots_of_each([division])[division.pk]


def ballots_of_each(divisions: Iterable[Division]) -> dict[int, list[Ballot]]:
    """Return the same of several divisions, by division, in one query."""
    received: dict[int, list[Ballot]] = {division.pk: [] for division in divisions}
    in_time = Ballot.objects.filter(division__in=received, received_at__lt=F("division__closes_at"))
    for ballot in in_time.select_related("member", "proxy__holder", "note"):
        received[ballot.division_id].append(ballot)
    return received


def effective_ballots(division: Division) -> dict[str, Ballot]:
    """Return each member's ballot that counts, by member code: the last one received in time."""
    return effective_of(ballots_of(division))


def effective_of(ballots: Iterable[Ballot]) -> dict[str, Ballot]:
    """Return each member's ballot that counts, of those received in time.

    The member's own prevails over what its proxy cast, whichever came first. By signed note it is the member's own,
    unless the member contested it before the vote was sealed.
    """
    counting = [ballot for ballot in ballots if ballot.note is None or ballot.note.counts]
    ordered = sorted(counting, key=lambda ballot: (ballot.proxy_id is None, ballot.received_at, ballot.entry_index))
    return {ballot.member.code: ballot for ballot in ordered}


def holders_of(ballots: Mapping[str, Ballot]) -> dict[str, str]:
    """Return who cast by proxy: the holder's code by the principal's."""
    return {code: ballot.proxy.holder.code for code, ballot in sorted(ballots.items()) if ballot.proxy}


def noted_in(ballots: Mapping[str, Ballot]) -> list[str]:
    """Return whose vote was recorded by signed note, by code."""
    return sorted(code for code, ballot in ballots.items() if ballot.note_id is not None)


def tally_of(division: Division) -> Outcome:
    """Return the tally of the ballots so far, and what the rule makes of it. It ignores who may see it."""
    positions = {code: Position(ballot.position) for code, ballot in effective_ballots(division).items()}
    return outcome_of(division, positions)


def outcome_of(division: Division, positions: dict[str, Position]) -> Outcome:
    """Return what the division's frozen rule makes of `positions` on its frozen roll."""
    return decide(
        read_rule(division.rule),
        Roll.from_json(division.roll),
        positions,
        facts_of(division),
        acceptances_of(division),
    )


def facts_of(division: Division) -> frozenset[str]:
    """Return the facts that hold: those given at opening, and the host's consent where it came while it was open."""
    facts = frozenset(division.facts)
    if HOST_CONSENTS in facts or HOST_CONSENTS not in read_rule(division.rule).facts:
        return facts
    consented = division.consents.filter(given_at__lt=division.closes_at).exists()
    return facts | {HOST_CONSENTS} if consented else facts


def acceptances_of(division: Division) -> frozenset[str] | None:
    """Return who had accepted the rules of procedure when the division opened; None where it was not asked."""
    return None if division.accepted is None else frozenset(division.accepted)


def has_accepted(division: Division, code: str) -> bool:
    """Tell whether the member had accepted the rules of procedure when the division opened, where it was asked."""
    return division.accepted is None or code in division.accepted
