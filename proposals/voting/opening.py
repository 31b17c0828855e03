"""Opening a division: from then on roll, rule and text are frozen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from coalition import clock
from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import Person, SubjectRules
from coalition.permissions import may_open
from coalition.procedure import effective_rule, subject_rules
from coalition.rolls import roll_at
from coalition.rules.compiling import compile_rule
from coalition.rules.errors import RollError, RuleError
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule
from coalition.writing import write_transaction
from proposals.drafting.models import Proposal, Revision
from proposals.ledger.appending import append, lock_head
from proposals.ledger.canonical import fingerprint, timestamp
from proposals.voting.models import Division


@dataclass(frozen=True)
class _Frozen:
    """What a division is held under, as it stands at opening."""

    entry: SubjectRules
    rule: Rule
    roll: Roll
    facts: tuple[str, ...]


def open_division(*, proposal: Proposal, closes_at: datetime, by: Person, facts: Collection[str] = ()) -> Division:
    """Open a division on the proposal's latest revision, now, until `closes_at`.

    Rule, procedure, visibility and notice come from the rules of procedure for the proposal's subject. Raises
    `NotAllowed`, `Invalid` (a deadline before the notice has run, a rule that does not fit the roll) or `Conflict`
    (a division on this proposal is open already, or not sealed yet: a ballot in time may still come in).
    """
    now = clock.now()
    entry = subject_rules(proposal.coalition, proposal.subject, now)
    if not may_open(by, proposal.coalition_id, entry.opener, now):
        raise NotAllowed("may_not_open", _("The rules of procedure do not let you open this vote."))
    _check_deadline(closes_at, now, entry)
    frozen = _freeze(proposal, entry, facts, now)
    with write_transaction():
        head = lock_head(proposal.coalition_id)
        if proposal.divisions.filter(sealed_at__isnull=True).exists():
            raise Conflict("already_open", _("A vote on this proposal is open already, or still being counted."))
        division = _create(proposal, _latest_revision(proposal), frozen, closes_at, by, now)
        append(
            coalition_id=proposal.coalition_id,
            kind="division_opened",
            subject=f"division:{division.pk}",
            at=now,
            body=_opening_body(division),
            head=head,
        )
    return division


def _check_deadline(closes_at: datetime, now: datetime, entry: SubjectRules) -> None:
    if closes_at <= now:
        raise Invalid("deadline_past", _("This time has passed. Give a later one."), field="closes_at")
    if closes_at - now < entry.notice:
        minutes = -(-int(entry.notice.total_seconds()) // 60)
        raise Invalid(
            "notice_too_short",
            ngettext_lazy(
                "The rules of procedure ask for at least %(minutes)d minute between opening and closing.",
                "The rules of procedure ask for at least %(minutes)d minutes between opening and closing.",
                minutes,
            )
            % {"minutes": minutes},
            field="closes_at",
        )


def _freeze(proposal: Proposal, entry: SubjectRules, facts: Collection[str], now: datetime) -> _Frozen:
    """Read rule and roll and try them on each other, so that no division opens that could not be decided."""
    try:
        rule = effective_rule(entry)
        roll = roll_at(proposal.coalition, now)
        compile_rule(rule, roll, frozenset(facts))
    except (RuleError, RollError) as error:
        raise Invalid(
            "rule_does_not_fit",
            _("The rule for this subject cannot be applied: %(reason)s") % {"reason": error},
            field="subject",
        ) from error
    unknown = sorted(set(facts) - rule.facts)
    if unknown:
        raise Invalid(
            "unknown_fact", _("The rule asks for no such fact: %(fact)s.") % {"fact": unknown[0]}, field="facts"
        )
    return _Frozen(entry, rule, roll, tuple(sorted(facts)))


def _latest_revision(proposal: Proposal) -> Revision:
    return proposal.revisions.order_by("-number")[0]


def _create(
    proposal: Proposal, revision: Revision, frozen: _Frozen, closes_at: datetime, by: Person, now: datetime
) -> Division:
    return Division.objects.create(
        coalition_id=proposal.coalition_id,
        proposal=proposal,
        revision=revision,
        subject=frozen.entry.code,
        procedure=frozen.entry.procedure,
        visibility=frozen.entry.visibility,
        rule=frozen.rule.to_json(),
        roll=frozen.roll.to_json(),
        facts=list(frozen.facts),
        text_hash=revision.text_hash,
        opened_by=by,
        opens_at=now,
        closes_at=closes_at,
    )


def _opening_body(division: Division) -> dict[str, object]:
    return {
        "proposal": division.proposal.symbol,
        "revision": division.revision.number,
        "text_hash": division.text_hash,
        "rule": division.rule,
        "roll": division.roll,
        "roll_hash": fingerprint(division.roll),
        "facts": division.facts,
        "procedure": division.procedure,
        "visibility": division.visibility,
        "opens_at": timestamp(division.opens_at),
        "closes_at": timestamp(division.closes_at),
    }
