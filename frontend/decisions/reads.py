"""A decision as its pages need it: the verdict in a badge, who is bound, how it came about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from coalition.models.delegations import Role
from coalition.models.procedure import Procedure
from coalition.rules import wording
from coalition.rules.outcomes import Outcome
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.results import Result
from coalition.rules.rule import Manner
from frontend.access import Here
from frontend.words.members import Roster, language
from frontend.words.positions import ORDER, Shown, shown
from frontend.words.times import date
from proposals.ledger.models import Entry
from proposals.register.models import Mark
from proposals.scope import decisions_for
from proposals.voting.ledger_sight import ON_THE_WAY
from proposals.voting.models import Ballot, Decision, Division, NoteSettlement
from proposals.voting.tallies import has_accepted

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

    @property
    def marks(self) -> list[str]:
        """What became of it, in a word or two: for lists whose rows come with their marks."""
        words = {Mark.AMENDED: _("Amended by %(symbol)s"), Mark.SUPERSEDED: _("Superseded by %(symbol)s")}
        made = []
        for mark in self.decision.marks.all():
            if mark.expires_at is not None:
                made.append(_("Expires on %(date)s") % {"date": date(mark.expires_at)})
            elif mark.later is not None:
                made.append(words[Mark(mark.mark)] % {"symbol": mark.later.symbol})
        return made


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


def find(here: Here, year: int, number: int) -> Decision:
    """One decision, or 404 where it is none of the reader's."""
    found = decisions_for(here.person, here.now).filter(coalition=here.coalition, year=year, number=number)
    decision = found.select_related(
        "division__proposal", "division__revision", "division__coalition", "division__opened_by"
    ).first()
    if decision is None:
        raise Http404
    return decision


def verdict_of(decision: Decision) -> Verdict:
    """The result as it is cited: "Adopted by vote 24-3", "Supported by 25 of 27, not adopted"."""
    outcome = Outcome.from_json(decision.outcome)
    css, icon = BADGES[outcome.result]
    words = wording.headline(outcome, language())
    return Verdict(decision, words, css, icon, decision.division.procedure == Procedure.INDICATIVE)


def bound_groups(outcome: Outcome, names: Roster) -> list[Bound]:
    """Those who are bound or free against what one would expect of their position."""
    bound, groups = set(outcome.bound), []
    if outcome.manner is Manner.ENDORSEMENT:
        return []  # who endorses it is named above; nobody is named for not doing so
    for position in ORDER:
        members = outcome.tally.members[position]
        free = [code for code in members if code not in bound and code not in outcome.unaccepted]
        caught = [code for code in members if code in bound and position is not Position.YES]
        word = shown(position, closed=True, manner=outcome.manner)
        if free:
            groups.append(Bound(_("Not bound"), word, _names(names, free)))
        if caught:
            groups.append(Bound(_("Bound"), word, _names(names, caught)))
    return groups


def acceptance_words(decision: Decision, outcome: Outcome, names: Roster) -> list[str]:
    """What it means that members had not accepted the rules of procedure; nothing where all had."""
    said = []
    if outcome.unaccepted:
        free = names.listed(outcome.unaccepted, most=len(outcome.unaccepted))
        said.append(
            _("Not bound, for want of having accepted the rules of procedure: %(members)s.") % {"members": free}
        )
    by_own_yes = [code for code in outcome.bound if not has_accepted(decision.division, code)]
    if by_own_yes:
        bound = {"members": names.listed(by_own_yes, most=len(by_own_yes))}
        by_own = {
            Manner.OPT_IN: _("Bound by taking part, without having accepted the rules: %(members)s."),
            Manner.ENDORSEMENT: _("Committed by endorsing it, without having accepted the rules: %(members)s."),
        }
        by_yes = _("Bound by their own yes, without having accepted the rules: %(members)s.")
        said.append(by_own.get(outcome.manner, by_yes) % bound)
    return said


def noted_ballots(decision: Decision) -> list[Ballot]:
    """The votes by signed note of the vote that was decided, in the order of their receipt."""
    ballots = Ballot.objects.filter(division=decision.division_id, note__isnull=False)
    return list(ballots.select_related("member", "note", "proxy"))


def contested_after(ballots: Iterable[Ballot]) -> list[str]:
    """Whose votes by signed note were contested once the count stood, by code."""
    contested = NoteSettlement.CONTESTED
    found = {b.member.code for b in ballots if b.note and b.note.counts and b.note.settlement == contested}
    return sorted(found)


def _names(names: Roster, codes: list[str]) -> str:
    return ", ".join(str(name) for name in names.sorted(codes))


def history(decision: Decision, names: Roster, *, counted_only: bool = False) -> list[Event]:
    """The entries of the ledger about this vote and its text, in their order, in words.

    `counted_only`, for observers: what was changed, refused or lent on the way is the members' own.
    """
    division = decision.division
    subjects = [f"proposal:{division.proposal_id}", f"division:{division.pk}"]
    last = _last_index(decision)
    entries = Entry.objects.filter(coalition_id=decision.coalition_id, subject__in=subjects, index__lte=last)
    if counted_only:
        entries = entries.exclude(kind__in=ON_THE_WAY)
    return _told(list(entries.order_by("index")), names, _opener(division), read_rule(division.rule).manner)


def _opener(division: Division) -> str:
    """In which office the vote was opened."""
    held = division.opened_by.offices.at(division.opens_at).filter(coalition_id=division.coalition_id)
    in_secretariat = Role.SECRETARIAT in held.values_list("role", flat=True)
    return _("Secretariat") if in_secretariat else _("Chair")


def _told(entries: list[Entry], names: Roster, opener: str, manner: Manner) -> list[Event]:
    events: list[Event] = []
    cast: dict[str, str] = {}
    for entry in entries:
        body = json.loads(entry.content)["body"]
        if entry.kind == "ballot_cast":
            what, by = _changed(body, names, cast, manner)
        elif entry.kind.startswith("note_"):
            what, by = _noted(entry.kind, body, manner), str(names[body["member"]])
        else:
            what, by = _words(entry.kind, body, names, opener)
        if what:
            events.append(Event(entry.at, what, by, entry.index))
        if entry.kind in ("ballot_cast", "note_recorded"):
            cast[_voice(body)] = body["position"]
    return events


def _changed(body: dict[str, str], names: Roster, cast: dict[str, str], manner: Manner) -> tuple[str, str]:
    """A vote in words, where it changed one: a first vote is in the roll call."""
    before = cast.get(_voice(body))
    if before is None or before == body["position"]:
        return "", ""
    words = {"before": _lower(before, manner), "after": _lower(body["position"], manner)}
    return _("Changed from %(before)s to %(after)s") % words, _by(body, names)


def _words(kind: str, body: dict[str, str], names: Roster, opener: str) -> tuple[str, str]:
    """One entry that is no vote, in words."""
    if kind == "ballot_refused":
        reasons = {
            "late": _("Vote refused: too late"),
            "revoked": _("Vote refused: accreditation had ended"),
            "proxy_revoked": _("Vote refused: the proxy had been revoked"),
        }
        return reasons.get(body["reason"], _("Vote refused")), str(names[body["member"]])
    if kind in ("proxy_given", "proxy_revoked"):
        told_of = _("Proxy given to %(holder)s") if kind == "proxy_given" else _("Proxy to %(holder)s revoked")
        return told_of % {"holder": names[body["holder"]].the}, str(names[body["principal"]])
    told = {
        "proposal_created": (_("Proposal put to the coalition"), _("Secretariat")),
        "proposal_revised": (_("Revision %(number)s") % {"number": body.get("revision")}, _("Secretariat")),
        "division_opened": (_("Vote opened; roll, rule and text frozen"), opener),
        "division_sealed": (_("Vote closed and sealed"), _("System")),
        "decision_recorded": (_("Decision recorded"), _("System")),
    }
    return told.get(kind, (kind.replace("_", " "), ""))


def _noted(kind: str, body: dict[str, str], manner: Manner) -> str:
    """A vote by signed note on its way, in words."""
    if kind == "note_recorded":
        return _("Recorded by signed note: %(position)s") % {"position": _lower(body["position"], manner)}
    return {
        "note_countersigned": _("Signed note countersigned"),
        "note_contested": _("Signed note contested: it counts no more"),
        "note_refused": _("Signed note refused: too late"),
    }.get(kind, "")


def _voice(body: dict[str, str]) -> str:
    """Who speaks for a member in an entry: itself, or the holder of its proxy; the two never replace each other."""
    return f"{body['member']} {body.get('holder', '')}"


def _by(body: dict[str, str], names: Roster) -> str:
    if "holder" not in body:
        return str(names[body["member"]])
    return _("%(member)s, by proxy of %(holder)s") % {
        "member": names[body["member"]],
        "holder": names[body["holder"]].the,
    }


def _lower(position: str, manner: Manner) -> str:
    return shown(Position(position), closed=True, manner=manner).word.lower()


def _last_index(decision: Decision) -> int:
    subject = f"division:{decision.division_id}"
    recorded = Entry.objects.filter(
        coalition_id=decision.coalition_id, subject=subject, kind="decision_recorded"
    ).order_by("-index")
    return recorded.values_list("index", flat=True)[0]
