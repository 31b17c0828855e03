"""Under which rule, and on which roll, a vote is held: the subject's, a circle's, or that of the full roll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from coalition.errors import Conflict, Invalid
from coalition.kept_rules import kept_row
from coalition.models import Coalition, SubjectRules
from coalition.models.procedure import Procedure
from coalition.procedure import effective_rule, held_by, procedure_of
from coalition.rolls import roll_at
from coalition.rules.reading import read_rule
from coalition.rules.rolls import Roll
from coalition.rules.rule import Rule, Tie
from proposals.drafting.models import Proposal
from proposals.voting.models import Division, StopReason
from proposals.voting.stopping import IN_RULE

CIRCLES = "widening_circles"


@dataclass(frozen=True)
class Held:
    """How the next vote on a proposal is held. `body` is the group that is its roll; empty: all members."""

    rule: Rule
    roll: Roll
    body: str
    after: Division | None


def how_held(proposal: Proposal, entry: SubjectRules, now: datetime) -> Held:
    """Return how the next vote on the proposal's latest revision is held.

    The second vote after a tie, where the rule asks for one, is held under it once: a second tie is a rejection.
    A matter that was braked or called to the full roll goes to all, under the rule that the first one names for it. In
    widening circles the next circle follows the one before, which must be settled. Raises `RuleError`, `RollError`,
    `Invalid` for a rule that the coalition does not keep or a group that it does not have, `Conflict`.
    """
    after = last_vote(proposal)
    rule, roll = effective_rule(entry), roll_at(proposal.coalition, now)
    again = after if after and after.revision.number == _latest(proposal) else None
    referred = _referred_to(again)
    if referred:
        return Held(_kept(proposal.coalition, referred, entry), roll, "", after)
    circles = circles_of(rule)
    if circles:
        return _circle(proposal.coalition, entry, roll, circles, again)
    if again is not None and calls_for_second_vote(again):
        rule = read_rule({**rule.to_json(), "tie": Tie.REJECTED.value})
    return Held(rule, _within(roll, entry.body), entry.body, after)


def calls_for_second_vote(division: Division) -> bool:
    """Tell whether the vote was decided with the votes equal, under a rule by which a second one is held then."""
    return hasattr(division, "decision") and division.decision.outcome.get("tie") == Tie.SECOND_VOTE.value


def is_second_vote(division: Division) -> bool:
    """Tell whether it is the second vote on one text, after a tie."""
    before = division.after
    return before is not None and before.revision_id == division.revision_id and calls_for_second_vote(before)


def circles_of(rule: Rule) -> list[str]:
    """Return the rules of a consultation in widening circles, the innermost first; none where it is not one."""
    return list((procedure_of(rule, CIRCLES) or {}).get("rules", []))


def last_vote(proposal: Proposal) -> Division | None:
    """Return the latest vote on the whole proposal, however it ended."""
    return proposal.divisions.filter(question="").select_related("revision").order_by("-pk").first()


def least_notice(entry: SubjectRules) -> timedelta:
    """Return the notice, or the longer time for which the rule has others consulted."""
    consulted = procedure_of(effective_rule(entry), "consultation") or {}
    return max(entry.notice, timedelta(hours=int(consulted.get("hours", 0))))


def _referred_to(again: Division | None) -> str | None:
    """Return the rule under which the full roll decides what was stopped for it; None where nothing was."""
    if again is None or again.stopped_because not in (StopReason.BRAKE, StopReason.FULL_ROLL):
        return None
    listed = again.rule.get("procedures", [])
    said = next(each for each in listed if each["kind"] == IN_RULE[StopReason(again.stopped_because)])
    return str(said.get("rule") or said["rules"][-1])


def _circle(coalition: Coalition, entry: SubjectRules, roll: Roll, circles: list[str], again: Division | None) -> Held:
    index = _next_circle(circles, again)
    rule = _kept(coalition, circles[index], entry)
    body = _innermost(rule, roll) if index < len(circles) - 1 else ""
    return Held(rule, _within(roll, body), body, again)


def _next_circle(circles: list[str], again: Division | None) -> int:
    """Return which circle comes: the one after the last settled, the same one where it was annulled."""
    if again is None or again.rule.get("id") not in circles:
        return 0
    at = circles.index(again.rule["id"])
    if again.annulled_at or again.stopped_at:
        return at
    if not hasattr(again, "decision"):
        raise Conflict("circle_not_settled", _("The circle before is still being counted."))
    return at + 1 if at + 1 < len(circles) else 0


def _innermost(rule: Rule, roll: Roll) -> str:
    """Return the group that a circle's rule is about: the largest that it names."""
    sizes = {name: len(roll.groups.get(name, ())) for name in rule.group_names}
    largest = max(sorted(sizes), key=lambda name: sizes[name], default="")
    if not largest or not sizes[largest]:
        raise Invalid(
            "no_such_group",
            _("The rule %(rule)s names no group of this coalition.") % {"rule": rule.id},
            field="subject",
        )
    return largest


def _within(roll: Roll, group: str) -> Roll:
    if not group:
        return roll
    if not roll.groups.get(group):
        raise Invalid("no_such_group", _("The group %(group)s has no member.") % {"group": group}, field="subject")
    return roll.only(roll.groups[group])


def _kept(coalition: Coalition, identifier: str, entry: SubjectRules) -> Rule:
    """Return a rule that another names, as the coalition keeps it last, held by the subject's procedure."""
    row = kept_row(coalition, identifier)
    if row is None:
        message = _("The coalition does not keep the rule %(rule)s, which this vote needs.") % {"rule": identifier}
        raise Invalid("rule_not_kept", message, field="subject")
    return held_by(row.document, Procedure(entry.procedure))


def _latest(proposal: Proposal) -> int:
    return proposal.revisions.order_by("-number")[0].number
