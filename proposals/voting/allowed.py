"""Who votes in a division, and which positions it can take, in the order they are offered."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from coalition.errors import Conflict, Invalid, NotAllowed
from coalition.models import Accreditation, Member, Person
from coalition.rules.positions import Position
from coalition.rules.reading import read_rule
from coalition.rules.rule import Binds, Manner, Rule
from proposals.voting.models import Division

VOTE = (Position.YES, Position.NO, Position.ABSTAIN)
IN_OR_OUT = (Position.YES, Position.NOT_PARTICIPATING)
OBJECTION = (Position.NO,)  # where nobody votes: to say nothing is to consent


def positions_under(rule: Rule) -> tuple[Position, ...]:
    """Return the positions offered under `rule`.

    An opt-in is taken part in or not; a joint statement is endorsed, or an endorsement taken back. A declared
    abstention is offered where it has an effect: where the decision then does not bind the member (as TEU 31(1)).
    """
    if rule.manner in (Manner.OPT_IN, Manner.ENDORSEMENT):
        return IN_OR_OUT
    if rule.effect.binds is Binds.ALL_BUT_DECLARED:
        return (*VOTE, Position.DECLARED)
    return VOTE


def positions_in(division: Division) -> tuple[Position, ...]:
    """Return the positions offered in the division: where nobody votes, to object alone."""
    return OBJECTION if division.by_objection else positions_under(read_rule(division.rule))


def check_voter(division: Division, member: Member, field: str) -> None:
    """Raise unless the member is on the division's roll with its vote: `Invalid` naming `field`, or `Conflict`."""
    if member.coalition_id != division.coalition_id or member.code not in division.roll["members"]:
        raise Invalid("not_on_roll", _("This member is not on the roll of this vote."), field=field)
    if member.code in division.roll["suspended"]:
        raise Conflict("suspended", _("This member is suspended and does not vote."))


def allows_proxies(division: Division) -> bool:
    """Tell whether the division's rule lets members vote for one another by proxy."""
    return not division.by_objection and read_rule(division.rule).proxies > 0


def lock_accreditation_for(member: Member, by: Person, now: datetime) -> Accreditation:
    """Return the person's accreditation for the member, locked; a revocation waits, or came first.

    Raises `NotAllowed` where there is none at `now`.
    """
    held = Accreditation.objects.at(now).filter(member=member, person=by)
    found = held.select_for_update(of=("self",), no_key=True).order_by("pk").first()
    if found is None:
        raise NotAllowed(
            "not_accredited", _("You are not accredited to vote for %(member)s.") % {"member": member.name}
        )
    return found
