"""The floor: the list of speakers, who speaks for a group, points of order and the chair's ruling on them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from coalition import clock
from coalition.errors import Conflict, Invalid
from coalition.models import Group, Member, Person
from coalition.permissions import Act, refuse, speaks_for
from proposals.drafting.checking import checked_line
from proposals.meetings.acting import check_runs, record, under_lock
from proposals.meetings.models import Meeting, Purpose, Turn
from proposals.meetings.sitting import current_item
from proposals.meetings.states import State, require

LIMITS = {Purpose.STATEMENT: 180, Purpose.REPLY: 120, Purpose.POINT_OF_ORDER: 120}  # seconds
MAX_RULING = 500
FOR_A_GROUP = 300  # seconds: who speaks for several is given longer


def ask_floor(
    *, meeting: Meeting, member: Member, by: Person, purpose: Purpose = Purpose.STATEMENT, group: Group | None = None
) -> Turn:
    """Put the member on the list of speakers, for the item taken up. A delegate of it asks, or who runs the meeting.

    Raises `Invalid` when it does not speak for the group, `Conflict` when it is on the list already, or when it asks to
    make a statement and the list is closed: a reply and a point of order come in all the same.
    """
    now = clock.now()
    _check_speaks(by, member, now)
    if group is not None and group.speaker_id != member.pk:
        raise Invalid("not_speaker", _("This member does not speak for this group."), field="group")
    with under_lock(meeting) as (meeting, head):
        require(meeting, State.LIVE)
        if member.coalition_id != meeting.coalition_id:
            raise Invalid("not_member", _("%(member)s is not a member.") % {"member": member.name}, field="member")
        if waiting(meeting).filter(member=member, purpose=purpose).exists():
            raise Conflict("on_the_list", _("%(member)s is on the list already.") % {"member": member.name})
        item = current_item(meeting)
        if item and item.list_closed_at and purpose == Purpose.STATEMENT:
            raise Conflict("list_closed", _("The list of speakers on this item is closed. One may still ask to reply."))
        turn = Turn.objects.create(
            meeting=meeting,
            item=item,
            member=member,
            group=group,
            purpose=purpose,
            limit=FOR_A_GROUP if group else LIMITS[purpose],
            asked_at=now,
        )
        said = {"member": member.code, "purpose": purpose.value, "group": group.code if group else None}
        record(meeting, "floor_asked", now, {"turn": turn.pk, **said}, head)
    return turn


def give_floor(*, turn: Turn, by: Person) -> Turn:
    """Give the floor; whoever had it has ended."""
    now = clock.now()
    check_runs(by, turn.meeting.coalition_id, now)
    with under_lock(turn.meeting) as (meeting, head):
        require(meeting, State.LIVE)
        turn = Turn.objects.select_related("member").get(pk=turn.pk)
        if turn.withdrawn_at or turn.begun_at:
            raise Conflict("not_waiting", _("%(member)s is not waiting for the floor.") % {"member": turn.member.name})
        speaking(meeting).update(ended_at=now)
        turn.begun_at = now
        turn.save(update_fields=["begun_at"])
        record(meeting, "floor_given", now, {"turn": turn.pk, "member": turn.member.code}, head)
    return turn


def end_turn(*, turn: Turn, by: Person) -> Turn:
    """Take the floor back, or strike who waits off the list; a delegate withdraws their own member."""
    now = clock.now()
    _check_speaks(by, turn.member, now)
    with under_lock(turn.meeting) as (meeting, head):
        require(meeting, State.LIVE)
        turn = Turn.objects.select_related("member").get(pk=turn.pk)
        if turn.withdrawn_at or turn.ended_at:
            return turn
        mark = "ended_at" if turn.begun_at else "withdrawn_at"
        setattr(turn, mark, now)
        turn.save(update_fields=[mark])
        kind = "floor_ended" if turn.begun_at else "floor_withdrawn"
        record(meeting, kind, now, {"turn": turn.pk, "member": turn.member.code}, head)
    return turn


def rule_on(*, turn: Turn, ruling: str, by: Person) -> Turn:
    """Rule on a point of order: the chair's words, which a member may appeal."""
    now = clock.now()
    check_runs(by, turn.meeting.coalition_id, now)
    ruling = checked_line(ruling, "ruling", _("Say what the chair rules."), limit=MAX_RULING)
    with under_lock(turn.meeting) as (meeting, head):
        turn = Turn.objects.select_related("member").get(pk=turn.pk)
        if turn.purpose != Purpose.POINT_OF_ORDER:
            raise Conflict("no_point_of_order", _("The chair rules on points of order."))
        if turn.ruled_at:
            raise Conflict("ruled", _("The chair has ruled on this already."))
        turn.ruling, turn.ruled_at = ruling, now
        turn.ended_at = turn.ended_at or now
        turn.begun_at = turn.begun_at or now
        turn.save()
        record(meeting, "point_of_order_ruled", now, {"turn": turn.pk, "member": turn.member.code}, head)
    return turn


def appeal(*, turn: Turn, member: Member, by: Person) -> Turn:
    """Appeal the chair's ruling for a member: the meeting then decides whether it stands."""
    now = clock.now()
    _check_speaks(by, member, now)
    with under_lock(turn.meeting) as (meeting, head):
        require(meeting, State.LIVE)
        turn = Turn.objects.get(pk=turn.pk)
        if not turn.ruled_at or turn.appealed_by_id:
            raise Conflict("nothing_to_appeal", _("There is no ruling to appeal, or it was appealed already."))
        turn.appealed_by = member
        turn.save(update_fields=["appealed_by"])
        record(meeting, "ruling_appealed", now, {"turn": turn.pk, "member": member.code}, head)
    return turn


def settle_appeal(*, turn: Turn, upheld: bool, by: Person) -> Turn:
    """Record what the meeting made of an appeal: whether the ruling stands."""
    now = clock.now()
    check_runs(by, turn.meeting.coalition_id, now)
    with under_lock(turn.meeting) as (meeting, head):
        turn = Turn.objects.get(pk=turn.pk)
        if not turn.appealed_by_id or turn.upheld is not None:
            raise Conflict("no_appeal", _("There is no appeal to settle."))
        turn.upheld = upheld
        turn.save(update_fields=["upheld"])
        record(meeting, "appeal_settled", now, {"turn": turn.pk, "upheld": upheld}, head)
    return turn


def close_list(*, meeting: Meeting, by: Person) -> Meeting:
    """Close the list of speakers on the item taken up: who is on it speaks, nobody more makes a statement.

    Raises `Conflict` where no item is taken up. A list that is closed stays so.
    """
    return _turn_list(meeting, by, closed=True)


def reopen_list(*, meeting: Meeting, by: Person) -> Meeting:
    """Open the list of speakers on the item taken up again. Raises as `close_list`."""
    return _turn_list(meeting, by, closed=False)


def _turn_list(meeting: Meeting, by: Person, *, closed: bool) -> Meeting:
    now = clock.now()
    check_runs(by, meeting.coalition_id, now)
    with under_lock(meeting) as (meeting, head):
        require(meeting, State.LIVE)
        item = current_item(meeting)
        if item is None:
            raise Conflict("no_item", _("Take up an item first: each has a list of speakers of its own."))
        if bool(item.list_closed_at) is not closed:
            item.list_closed_at = now if closed else None
            item.save(update_fields=["list_closed_at"])
            kind = "speakers_closed" if closed else "speakers_reopened"
            record(meeting, kind, now, {"item": item.pk, "number": item.number}, head)
    return meeting


def waiting(meeting: Meeting) -> QuerySet[Turn]:
    """Return who waits for the floor, in order: points of order first, replies last."""
    rank = Case(
        When(purpose=Purpose.POINT_OF_ORDER, then=Value(0)),
        When(purpose=Purpose.REPLY, then=Value(2)),
        default=Value(1),
    )
    turns = meeting.turns.filter(begun_at__isnull=True, withdrawn_at__isnull=True)
    return turns.select_related("member", "group").order_by(rank, "asked_at", "pk")


def speaking(meeting: Meeting) -> QuerySet[Turn]:
    """Return who has the floor: one turn, or none."""
    return meeting.turns.filter(begun_at__isnull=False, ended_at__isnull=True)


def _check_speaks(by: Person, member: Member, now: datetime) -> None:
    """A delegate asks for their own member, advisers included: speaking is not voting."""
    if not speaks_for(by, member, now):
        raise refuse(Act.ASK_FLOOR)
