"""Opening a division: from then on roll, rule and text are frozen."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coalition import clock, four_eyes
from coalition.changing_rules import check_change
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.four_eyes import Arguments, Asked, Kind
from coalition.known import Known
from coalition.models import PendingAct, Person, SubjectRules
from coalition.models import Rule as StoredRule
from coalition.models.procedure import Consent, Procedure, TieBreak
from coalition.permissions import Act, may_open, refuse
from coalition.procedure import AMENDING, accepted_by, subject_rules
from coalition.recording import new_salt, sealed
from coalition.rolls import lock_roll
from coalition.rules import catalogue
from coalition.rules.compiling import compile_rule
from coalition.rules.errors import RollError, RuleError
from coalition.writing import write_transaction
from proposals.drafting.models import Proposal, Revision
from proposals.ledger.appending import append, lock_head
from proposals.ledger.canonical import fingerprint, timestamp
from proposals.voting.enacting import check_no_other_change
from proposals.voting.holding import Held, how_held
from proposals.voting.models import Division
from proposals.voting.noticing import Terms, check_terms
from proposals.words.troubles import trouble


@dataclass(frozen=True)
class Question:
    """What a division is on, where it is not on the whole text: an amendment of this hash, or the chair's ruling.

    A `procedural` one is decided by a simple majority of those voting, without the subject's notice.
    """

    label: str = ""
    text_hash: str = ""
    procedural: bool = False


WHOLE = Question()


@dataclass(frozen=True)
class _Frozen:
    """What a division is held under, as it stands at opening."""

    entry: SubjectRules
    held: Held
    facts: tuple[str, ...]
    accepted: tuple[str, ...]


def open_division(
    *,
    proposal: Proposal,
    closes_at: datetime,
    by: Person,
    facts: Collection[str] = (),
    emergency: str = "",
    question: Question = WHOLE,
) -> Division:
    """Open a division on the proposal's latest revision, now, until `closes_at`.

    Rule, procedure, visibility and notice come from the rules of procedure for the proposal's subject. `emergency` says
    why the notice is the shorter one that they know for an emergency. Raises `NotAllowed`, `Invalid` (a deadline before
    the notice has run, a rule that does not fit the roll) or `Conflict` (a division on this proposal is open already,
    or not sealed yet: a ballot in time may still come in). Where the subject asks for two people, it is refused: see
    `ask_to_open`.
    """
    terms = Terms(closes_at, tuple(sorted(facts)), emergency.strip(), new_salt() if emergency.strip() else "")
    with write_transaction():
        lock_roll(proposal.coalition_id)
        now = clock.now()  # read under the lock: whatever changed the roll before is on it, what comes is dated later
        entry = _entry_for(proposal, by, now)
        if entry.four_eyes_opening:
            raise NotAllowed(
                "needs_two_people", _("The rules of procedure ask for two people: ask to open it, and let one confirm.")
            )
        return _open(proposal, entry, terms, by, now, question)


def ask_to_open(
    *,
    proposal: Proposal,
    closes_at: datetime,
    by: Person,
    facts: Collection[str] = (),
    emergency: str = "",
    question: Question = WHOLE,
) -> PendingAct:
    """Ask to open a division on the proposal's latest revision, as soon as a second person confirms, until `closes_at`.

    For subjects whose rules of procedure ask for two people. Raises as `open_division`; confirming raises `Conflict`
    when the text was revised meanwhile.
    """
    latest = _latest_revision(proposal)
    asked = {
        "proposal": proposal.pk,
        "symbol": proposal.symbol,
        "title": proposal.title,
        "revision": latest.number,
        "closes_at": timestamp(closes_at),
        "facts": sorted(facts),
        "emergency": emergency.strip(),
        "emergency_salt": new_salt() if emergency.strip() else "",
        "question": asdict(question),
    }
    return four_eyes.ask(coalition=proposal.coalition, kind="division_opened", arguments=asked, by=by)


def _entry_for(proposal: Proposal, by: Person, now: datetime) -> SubjectRules:
    entry = subject_rules(proposal.coalition, proposal.subject, now)
    if not may_open(by, proposal.coalition_id, entry.opener, now):
        raise refuse(Act.OPEN)
    return entry


def _check_free(proposal: Proposal, question: Question) -> None:
    """No other vote on it is open, and what comes before the whole text is settled: its amendments, and parts."""
    if proposal.divisions.filter(Division.unended()).exists():
        raise Conflict("already_open", _("A vote on this proposal is open already, or still being counted."))
    if question == WHOLE and proposal.subject == AMENDING:
        check_no_other_change(proposal)
        check_change(proposal.coalition, _latest_revision(proposal).text, clock.now())
    if question == WHOLE and proposal.amendments.filter(Q(standing="pending") | Q(conflict=True)).exists():
        raise Conflict(
            "amendments_first", _("Amendments come first: vote on them, or write in what was adopted, then the whole.")
        )
    what, _sep, number = question.label.partition(":")
    if what == "amendment" and not proposal.amendments.filter(number=int(number), standing="pending").exists():
        raise Conflict("amendment_settled", _("This amendment is settled already."))


def _open(
    proposal: Proposal, entry: SubjectRules, terms: Terms, by: Person, now: datetime, question: Question
) -> Division:
    """Freeze roll, rule and text, inside the transaction under way."""
    entry = procedural(entry) if question.procedural else entry
    check_terms(terms, entry, now)
    frozen = _freeze(proposal, entry, terms.facts, now)
    head = lock_head(proposal.coalition_id)
    _check_free(proposal, question)
    division = _create(proposal, _latest_revision(proposal), frozen, terms, by, now, question)
    append(
        coalition_id=proposal.coalition_id,
        kind="division_opened",
        subject=f"division:{division.pk}",
        at=now,
        body=_opening_body(division, question),
        head=head,
    )
    return division


def _proposal_of(asked: Asked) -> Proposal:
    return asked.coalition.proposals.select_related("coalition").get(pk=asked.arguments["proposal"])


def _terms(asked: Asked) -> Terms:
    given = asked.arguments
    said = (given.get(name, "") for name in ("emergency", "emergency_salt"))
    return Terms(datetime.fromisoformat(given["closes_at"]), tuple(given["facts"]), *said)


def _may_open_it(person: Person, asked: Asked) -> bool:
    """Tell whether the subject's rules let the person open it: that is narrower than the table."""
    proposal = _proposal_of(asked)
    return may_open(
        person, asked.coalition, subject_rules(asked.coalition, proposal.subject, asked.at).opener, asked.at
    )


def _check_asked(asked: Asked) -> None:
    proposal = _proposal_of(asked)
    if _latest_revision(proposal).number != asked.arguments["revision"]:
        raise Conflict("revised_since", _("The text was revised since this was asked for. Ask anew."))
    entry = subject_rules(asked.coalition, proposal.subject, asked.at)
    check_terms(_terms(asked), entry, asked.at)
    _freeze(proposal, entry, asked.arguments["facts"], asked.at)
    _check_free(proposal, _asked_question(asked))


def _open_asked(asked: Asked) -> Division:
    proposal = _proposal_of(asked)
    entry = subject_rules(asked.coalition, proposal.subject, asked.at)
    return _open(proposal, entry, _terms(asked), asked.asked_by, asked.at, _asked_question(asked))


def _asked_question(asked: Asked) -> Question:
    return Question(**asked.arguments.get("question", {}))


def procedural(entry: SubjectRules) -> SubjectRules:
    """Return how a question of procedure is decided on this subject: at once, by most of those voting."""
    entry = copy(entry)
    entry.rule = StoredRule(document=catalogue.rule("simple-majority").to_json())
    entry.procedure = Procedure.WRITTEN if entry.procedure != Procedure.MEETING else Procedure.MEETING
    entry.notice, entry.emergency_notice, entry.consent = timedelta(0), None, Consent.NONE
    entry.quorum, entry.tie_break = None, TieBreak.REJECTED
    return entry


def _sentence(given: Arguments, known: Known) -> str:
    said = {name: given[name] for name in ("symbol", "title", "revision")}
    said["closes_at"] = known.instant(given["closes_at"])
    return gettext("Open a vote on %(symbol)s, “%(title)s”, revision %(revision)s, until %(closes_at)s.") % said


four_eyes.register(
    Kind(
        "division_opened",
        Act.OPEN,
        _("Opening of a vote"),
        _sentence,
        _open_asked,
        _check_asked,
        lambda given: {
            **{name: given[name] for name in ("revision", "closes_at", "facts")},
            "proposal": given["symbol"],
            "emergency_hash": _hash_of(given.get("emergency", ""), given.get("emergency_salt", "")),
        },
        _may_open_it,
    )
)


def _freeze(proposal: Proposal, entry: SubjectRules, facts: Collection[str], now: datetime) -> _Frozen:
    """Read rule and roll and try them on each other, so that no division opens that could not be decided."""
    try:
        held = how_held(proposal, entry, now)
        compile_rule(held.rule, held.roll, frozenset(facts))
    except (RuleError, RollError) as error:
        raise Invalid(
            "rule_does_not_fit",
            _("The rule for this subject cannot be applied: %(reason)s") % {"reason": trouble(error)},
            field="subject",
        ) from error
    unknown = sorted(set(facts) - held.rule.facts)
    if unknown:
        raise Invalid(
            "unknown_fact", _("The rule asks for no such fact: %(fact)s.") % {"fact": unknown[0]}, field="facts"
        )
    accepted = accepted_by(entry.rules_of_procedure, now) & set(held.roll.members)
    return _Frozen(entry, held, tuple(sorted(facts)), tuple(sorted(accepted)))


def _latest_revision(proposal: Proposal) -> Revision:
    return proposal.revisions.order_by("-number")[0]


def _create(
    proposal: Proposal,
    revision: Revision,
    frozen: _Frozen,
    terms: Terms,
    by: Person,
    now: datetime,
    question: Question,
) -> Division:
    return Division.objects.create(
        coalition_id=proposal.coalition_id,
        proposal=proposal,
        revision=revision,
        subject=frozen.entry.code,
        procedure=frozen.entry.procedure,
        visibility=frozen.entry.visibility,
        rule=frozen.held.rule.to_json(),
        roll=frozen.held.roll.to_json(),
        facts=list(frozen.facts),
        accepted=list(frozen.accepted),
        text_hash=revision.text_hash,
        question=question.label,
        opened_by=by,
        opens_at=now,
        closes_at=terms.closes_at,
        body=frozen.held.body,
        consent=frozen.entry.consent,
        emergency=terms.emergency,
        emergency_salt=terms.salt,
        after=frozen.held.after,
        note_wait=frozen.entry.note_wait,
        outage_extension=frozen.entry.outage_extension,
        signing=frozen.entry.signing,
    )


def _opening_body(division: Division, question: Question) -> dict[str, object]:
    """What a recount needs, in full and by its hashes, and who opened it."""
    return {
        "proposal": division.proposal.symbol,
        "revision": division.revision.number,
        "opened_by": division.opened_by_id,
        "text_hash": division.text_hash,
        "rule": division.rule,
        "rule_hash": fingerprint(division.rule),
        "roll": division.roll,
        "roll_hash": fingerprint(division.roll),
        "facts": division.facts,
        "facts_hash": fingerprint(division.facts),
        "accepted": division.accepted,
        "accepted_hash": fingerprint(division.accepted),
        "procedure": division.procedure,
        "visibility": division.visibility,
        "opens_at": timestamp(division.opens_at),
        "closes_at": timestamp(division.closes_at),
        "body": division.body,
        "consent": division.consent,
        "emergency_hash": _hash_of(division.emergency, division.emergency_salt),
        "after": f"division:{division.after_id}" if division.after_id else None,
        **({"question": question.label, "question_hash": question.text_hash} if question != WHOLE else {}),
        "signing": division.signing,
        "note_wait": int(division.note_wait.total_seconds()),
    }


def _hash_of(emergency: str, salt: str) -> str | None:
    """What the ledger may say of the reason for a shorter notice; None where the notice is the ordinary one."""
    return sealed(emergency, salt) if emergency else None
