"""A decision as its pages need it: the verdict in a badge, who is bound, how it came about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from coalition.models.delegations import Role
from coalition.models.procedure import Procedure
from coalition.rules import wording
from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from coalition.rules.results import Result
from frontend.words.members import Roster, language
from frontend.words.positions import ORDER, Shown, shown
from proposals.ledger.models import Entry
from proposals.voting.models import Decision, Division

BADGES = {
    Result.ADOPTED: ("yes", "i-ok"),
    Result.REJECTED: ("no", "i-x"),
    Result.NO_QUORUM: ("warn", "i-warn"),
    Result.NO_OPINION: ("warn", "i-warn"),
    Result.RECORDED: ("", "i-ok"),
}


@dataclass(frozen=True)
class Verdict:
    """A decision with its result in a few words."""

    decision: Decision
    words: str
    css: str
    icon: str
    indicative: bool


@dataclass(frozen=True)
class Bound:
    """Members that are bound, or not, in one position."""

    heading: str
    shown: Shown
    names: str


@dataclass(frozen=True)
class Event:
    """One step of how it came about."""

    at: datetime
    what: str
    by: str
    index: int


def verdict_of(decision: Decision) -> Verdict:
    """The result as it is cited: "Adopted by vote 24-3", "Supported by 25 of 27, not adopted"."""
    outcome = Outcome.from_json(decision.outcome)
    css, icon = BADGES[outcome.result]
    words = wording.headline(outcome, language())
    return Verdict(decision, words, css, icon, decision.division.procedure == Procedure.INDICATIVE)


def bound_groups(outcome: Outcome, names: Roster) -> list[Bound]:
    """Those who are bound or free against what one would expect of their position."""
    bound, groups = set(outcome.bound), []
    for position in ORDER:
        members = outcome.tally.members[position]
        free = [code for code in members if code not in bound]
        caught = [code for code in members if code in bound and position is not Position.YES]
        word = shown(position, closed=True, manner=outcome.manner)
        if free:
            groups.append(Bound(_("Not bound"), word, _names(names, free)))
        if caught:
            groups.append(Bound(_("Bound"), word, _names(names, caught)))
    return groups


def _names(names: Roster, codes: list[str]) -> str:
    return ", ".join(str(name) for name in names.sorted(codes))


def history(decision: Decision, names: Roster) -> list[Event]:
    """The entries of the ledger about this vote and its text, in their order, in words."""
    division = decision.division
    subjects = [f"proposal:{division.proposal_id}", f"division:{division.pk}"]
    last = _last_index(decision)
    entries = Entry.objects.filter(coalition_id=decision.coalition_id, subject__in=subjects, index__lte=last)
    return _told(list(entries.order_by("index")), names, _opener(division))


def _opener(division: Division) -> str:
    """In which office the vote was opened."""
    held = division.opened_by.offices.at(division.opens_at).filter(coalition_id=division.coalition_id)
    in_secretariat = Role.SECRETARIAT in held.values_list("role", flat=True)
    return _("Secretariat") if in_secretariat else _("Chair")


def _told(entries: list[Entry], names: Roster, opener: str) -> list[Event]:
    events: list[Event] = []
    cast: dict[str, str] = {}
    for entry in entries:
        body = json.loads(entry.content)["body"]
        what, by = _words(entry.kind, body, names, cast, opener)
        if what:
            events.append(Event(entry.at, what, by, entry.index))
        if entry.kind == "ballot_cast":
            cast[body["member"]] = body["position"]
    return events


def _words(kind: str, body: dict[str, str], names: Roster, cast: dict[str, str], opener: str) -> tuple[str, str]:
    """One entry in words. A first vote is in the roll call; a change, and a refusal, are told here."""
    if kind == "ballot_cast":
        member, before = body["member"], cast.get(body["member"])
        if before is None or before == body["position"]:
            return "", ""
        words = {"before": _lower(before), "after": _lower(body["position"])}
        return _("Changed from %(before)s to %(after)s") % words, str(names[member])
    if kind == "ballot_refused":
        reasons = {"late": _("Vote refused: too late"), "revoked": _("Vote refused: accreditation had ended")}
        return reasons.get(body["reason"], _("Vote refused")), str(names[body["member"]])
    told = {
        "proposal_created": (_("Proposal put to the coalition"), _("Secretariat")),
        "proposal_revised": (_("Revision %(number)s") % {"number": body.get("revision")}, _("Secretariat")),
        "division_opened": (_("Vote opened; roll, rule and text frozen"), opener),
        "division_sealed": (_("Vote closed and sealed"), _("System")),
        "decision_recorded": (_("Decision recorded"), _("System")),
    }
    return told.get(kind, (kind.replace("_", " "), ""))


def _lower(position: str) -> str:
    return shown(Position(position), closed=True).word.lower()


def _last_index(decision: Decision) -> int:
    subject = f"division:{decision.division_id}"
    recorded = Entry.objects.filter(
        coalition_id=decision.coalition_id, subject=subject, kind="decision_recorded"
    ).order_by("-index")
    return recorded.values_list("index", flat=True)[0]
